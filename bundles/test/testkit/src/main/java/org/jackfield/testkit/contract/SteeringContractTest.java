package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;

/** What every steering policy must do, by the words of {@link SteeringPolicy}. Its test extends this and says how to make one. */
public abstract class SteeringContractTest {
    private static final int BUCKETS = FlowHash.BUCKETS;
    private static final int[] WORKERS = {1, 2, 3, 4, 5, 7, 8, 16, 64, 256};

    /** A fresh policy. */
    protected abstract SteeringPolicy newPolicy();

    /** Whether the policy uses every worker also when the switch is idle; one of adaptive width may not. */
    protected boolean usesAllWorkersAtRest() {
        return true;
    }

    @Test
    void shouldHaveAName() {
        assertFalse(newPolicy().policyName().isBlank());
        assertTrue(newPolicy().periodMs() >= 0);
    }

    @Test
    void shouldGiveEveryBucketAnOwnerThatExists() {
        for (final int workers : WORKERS) {
            for (final short owner : decide(newPolicy(), workers, new short[BUCKETS])) {
                assertTrue(owner >= 0 && owner < workers, () -> "owner " + owner + " of " + workers + " workers");
            }
        }
    }

    @Test
    void shouldTakeBackBucketsOfWorkersThatNoLongerExist() {
        final short[] owners = new short[BUCKETS];
        Arrays.fill(owners, (short) 255);
        for (final short owner : decide(newPolicy(), 2, owners)) {
            assertTrue(owner >= 0 && owner < 2, () -> "owner " + owner + " of 2 workers");
        }
    }

    @Test
    void shouldUseEveryWorkerAboutEqually() {
        for (final int workers : WORKERS) {
            final int[] owned = new int[workers];
            for (final short owner : decide(newPolicy(), workers, new short[BUCKETS])) {
                owned[owner]++;
            }
            final int most = Arrays.stream(owned).max().orElse(0);
            final int least = Arrays.stream(owned).min().orElse(0);
            assertTrue(!usesAllWorkersAtRest() || most - least <= 1, () -> workers + ": " + Arrays.toString(owned));
        }
    }

    @Test
    void shouldDecideTheSameAgainWhenNothingHasChanged() {
        for (final int workers : WORKERS) {
            final SteeringPolicy policy = newPolicy();
            final short[] first = decide(policy, workers, new short[BUCKETS]);
            assertArrayEquals(first, decide(policy, workers, first));
        }
    }

    @Test
    void shouldSendBothDirectionsOfAFlowToOneWorker() {
        final short[] owners = decide(newPolicy(), 4, new short[BUCKETS]);
        for (int port = 1; port < 200; port++) {
            final String near = "10.0.0." + port;
            final byte[] there =
                    Frames.from(1, 2).ipv4(near, "10.9.9.9").udp(port, 53).build();
            final byte[] back =
                    Frames.from(2, 1).ipv4("10.9.9.9", near).udp(53, port).build();
            assertEquals(owners[bucket(there)], owners[bucket(back)]);
        }
    }

    private static int bucket(final byte[] frame) {
        return FlowHash.of(ByteBuffer.wrap(frame), 0, frame.length) & BUCKETS - 1;
    }

    private static short[] decide(final SteeringPolicy policy, final int workers, final short[] present) {
        final short[] owners = present.clone();
        policy.decide(new SteeringState(workers, BUCKETS, new long[workers], new long[workers]), owners);
        return owners;
    }
}
