package org.jackfield.steering.symmetric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.FakeLoad;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class SymmetricHashSteeringTest extends SteeringContractTest {
    @Override
    protected SteeringPolicy newPolicy() {
        return new SymmetricHashSteering();
    }

    @Test
    void shouldDealBucketsToWorkersInTurn() {
        final short[] owners = decide(new FakeLoad(3).state());
        assertArrayEquals(new short[] {0, 1, 2, 0, 1, 2, 0, 1}, Arrays.copyOf(owners, 8));
    }

    @Test
    void shouldNotBeSwayedByLoad() {
        final FakeLoad lopsided = new FakeLoad(2).work(0, 1, 1_000);
        assertArrayEquals(decide(new FakeLoad(2).state()), decide(lopsided.state()));
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
