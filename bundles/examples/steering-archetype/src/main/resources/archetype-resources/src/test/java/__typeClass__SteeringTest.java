package ${package};

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.FakeLoad;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

/** What the switch relies on in every policy is in the base class; what this one promises beyond that is here. */
class ${typeClass}SteeringTest extends SteeringContractTest {
    @Override
    protected SteeringPolicy newPolicy() {
        return policy("");
    }

    @Test
    void shouldGiveEachWorkerItsShare() {
        assertArrayEquals(new int[] {768, 256}, buckets(policy("3,1"), 2));
        assertArrayEquals(new int[] {0, 512, 512}, buckets(policy("0"), 3));
        assertArrayEquals(new int[] {512, 512}, buckets(policy("0, 0"), 2));
    }

    @Test
    void shouldRefuseWeightsThatAreNone() {
        for (final String bad : new String[] {"3;1", "-1", "101", "1,,2", "many"}) {
            final String message = assertThrows(IllegalArgumentException.class, () -> policy(bad))
                    .getMessage();
            assertTrue(message.contains("weights=" + bad), message);
        }
    }

    @Test
    void shouldBeCalledAsItIsConfigured() {
        assertEquals("${type}", newPolicy().policyName());
    }

    private static SteeringPolicy policy(final String weights) {
        return new ${typeClass}Steering(Weights.of(weights));
    }

    private static int[] buckets(final SteeringPolicy policy, final int workers) {
        final short[] owners = new short[1024];
        policy.decide(new FakeLoad(workers).state(), owners);
        final int[] count = new int[workers];
        for (final short owner : owners) {
            count[owner]++;
        }
        return count;
    }
}
