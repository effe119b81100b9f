package org.jackfield.steering.roundrobin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class RoundRobinPolicyTest extends SteeringContractTest {
    @Override
    protected SteeringPolicy newPolicy() {
        return new RoundRobinPolicy();
    }

    @Test
    void shouldGoOnWhereTheBatchBeforeEndedFromAnyPort() {
        final SteeringRun run = new SteeringRun(newPolicy(), 3);
        assertArrayEquals(new short[] {0, 1, 2, 0}, run.feed(7, 7, 8, 7));
        assertArrayEquals(new short[] {1, 2}, run.port(4).feed(9, 7));
    }

    @Test
    void shouldBeginWithTheReader() {
        assertArrayEquals(
                new short[] {2, 0}, new SteeringRun(newPolicy(), 3).readBy(2).feed(7, 7));
    }

    @Test
    void shouldGiveEveryWorkerTheSameAndSaySoThatItKeepsNoOrder() {
        final SteeringRun run = new SteeringRun(newPolicy(), 4);
        run.feed(new int[1000]);
        assertEquals(1, run.imbalance(), "one flow on all workers");
        assertEquals(0, run.closestMoveNs(), "within a batch");
        assertFalse(newPolicy().preservesOrder());
    }
}
