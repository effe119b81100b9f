package org.jackfield.steering.symmetric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class SymmetricHashSteeringTest extends SteeringContractTest {
    @Override
    protected SteeringPolicy newPolicy() {
        return new SymmetricHashSteering();
    }

    @Test
    void shouldDealBucketsToWorkersInTurn() {
        assertArrayEquals(
                new short[] {0, 1, 2, 0, 1, 2, 0, 1}, decide(new SteeringState(3, 8, new long[3], new long[3])));
    }

    @Test
    void shouldNotBeSwayedByLoad() {
        final SteeringState idle = new SteeringState(2, 8, new long[2], new long[2]);
        final SteeringState lopsided = new SteeringState(2, 8, new long[] {1_000_000, 0}, new long[] {1_000, 0});
        assertArrayEquals(decide(idle), decide(lopsided));
    }

    @Test
    void shouldKeepOrderAndNeedNoRepeatedAsking() {
        assertTrue(newPolicy().preservesOrder());
        assertEquals(0, newPolicy().periodMs());
        assertEquals("symmetric-hash", newPolicy().policyName());
    }

    private short[] decide(final SteeringState state) {
        final short[] owners = new short[state.buckets()];
        newPolicy().decide(state, owners);
        return owners;
    }
}
