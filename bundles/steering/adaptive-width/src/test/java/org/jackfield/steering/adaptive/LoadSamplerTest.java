package org.jackfield.steering.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.testkit.FakeLoad;
import org.junit.jupiter.api.Test;

class LoadSamplerTest {
    private final FakeLoad load = new FakeLoad(2);
    private final LoadSampler sampler = new LoadSampler();

    @Test
    void shouldMeasureWhatHappenedSinceTheStateBefore() {
        load.work(0, 1000, 1_000_000);
        assertTrue(sampler.next(load.state()).isEmpty(), "one state is no difference");
        load.idleProcessors = 0.75;
        final Load measured = sampler.next(
                        load.pass(200).work(0, 150, 40_000).work(1, 50, 10_000).state())
                .orElseThrow();
        assertEquals(1.0, measured.used(), 1e-9);
        assertEquals(250_000, measured.framesPerSecond());
        assertEquals(0.75, measured.idle(), 1e-9);
    }

    @Test
    void shouldCountFromZeroForAWorkerWithANewThread() {
        load.work(0, 5_000, 1);
        sampler.next(load.state());
        load.replace(0).work(0, 30, 1);
        assertEquals(0.3, sampler.next(load.pass(100).state()).orElseThrow().used(), 1e-9);
    }

    @Test
    void shouldDoWithTheTimeOutsideTheKernelWhereCpuTimeIsUnknown() {
        load.cpuKnown = false;
        sampler.next(load.state());
        assertEquals(
                0.4,
                sampler.next(load.pass(100).work(1, 80, 1).state())
                        .orElseThrow()
                        .used(),
                1e-9);
    }

    @Test
    void shouldNotKnowHowIdleAMachineIsThatDoesNotTell() {
        sampler.next(load.state());
        load.idleProcessors = -1;
        assertTrue(
                Double.isNaN(sampler.next(load.pass(100).state()).orElseThrow().idle()));
    }

    @Test
    void shouldMeasureNothingOverAGapNorBetweenNeighbours() {
        sampler.next(load.state());
        assertTrue(sampler.tooSoon(load.pass(49).state()));
        assertFalse(sampler.tooSoon(load.pass(1).state()));
        assertTrue(sampler.next(load.pass(5_001).work(0, 5_000, 1).state()).isEmpty());
        assertTrue(sampler.next(load.pass(100).state()).isPresent(), "after the gap it goes on");
    }
}
