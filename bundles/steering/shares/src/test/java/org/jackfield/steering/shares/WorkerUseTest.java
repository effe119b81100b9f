package org.jackfield.steering.shares;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.testkit.FakeLoad;
import org.junit.jupiter.api.Test;

class WorkerUseTest {
    private final FakeLoad load = new FakeLoad(2);
    private final WorkerUse use = new WorkerUse();

    @Test
    void shouldMeasureEachWorkerSinceTheStateBefore() {
        load.work(0, 1000, 1);
        assertTrue(use.next(load.state()).isEmpty(), "one state is no difference");
        load.pass(200).work(0, 150, 1).work(1, 50, 1);
        assertArrayEquals(new double[] {0.75, 0.25}, use.next(load.state()).orElseThrow(), 1e-9);
    }

    @Test
    void shouldCountFromZeroForAWorkerWithANewThread() {
        load.work(0, 5_000, 1);
        use.next(load.state());
        load.replace(0).work(0, 30, 1);
        assertArrayEquals(
                new double[] {0.3, 0}, use.next(load.pass(100).state()).orElseThrow(), 1e-9);
    }

    @Test
    void shouldDoWithTheTimeOutsideTheKernelWhereCpuTimeIsUnknown() {
        load.cpuKnown = false;
        use.next(load.state());
        load.pass(100).work(1, 80, 1);
        assertArrayEquals(new double[] {0, 0.4}, use.next(load.state()).orElseThrow(), 1e-9);
    }

    @Test
    void shouldMeasureNothingOverAGapNorBetweenNeighbours() {
        use.next(load.state());
        assertTrue(use.tooSoon(load.pass(49).state()));
        assertFalse(use.tooSoon(load.pass(1).state()));
        assertTrue(use.next(load.pass(5_001).state()).isEmpty());
        assertTrue(use.next(load.pass(100).state()).isPresent(), "after the gap it goes on");
    }
}
