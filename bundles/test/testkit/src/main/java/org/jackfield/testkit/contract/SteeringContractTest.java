package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.FakeLoad;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;

/**
 * What every steering policy must do, by the words of {@link SteeringPolicy}. Its test extends this and says how to make one; that of a
 * policy which decides for each frame and moves flows at times also says when it may ({@link #mayMove}).
 */
public abstract class SteeringContractTest extends FrameSteeringContract {
    private static final int BUCKETS = FlowHash.BUCKETS;
    private static final int[] WORKERS = {1, 2, 3, 4, 5, 7, 8, 16, 64, 256};

    private final BucketCounts counts = new BucketCounts();

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

    @Test
    void shouldGiveAllBucketsToTheOnlyWorkerWhateverTheLoad() {
        final SteeringPolicy policy = newPolicy();
        final FakeLoad load = new FakeLoad(1);
        final short[] owners = new short[BUCKETS];
        for (int period = 0; period < 50; period++) {
            ask(policy, load.pass(100).work(0, 100, 50_000).state(), owners);
            assertArrayEquals(new short[BUCKETS], owners);
        }
    }

    /** Whatever load, also of workers that get new threads, and where nothing but frames is known. */
    @Test
    void shouldNameWorkersThatExistUnderAnyLoad() {
        for (final int workers : WORKERS) {
            final Random random = new Random(workers);
            final SteeringPolicy policy = newPolicy();
            final FakeLoad load = new FakeLoad(workers);
            final short[] owners = new short[BUCKETS];
            for (int period = 0; period < 300; period++) {
                anything(load, workers, random);
                ask(policy, load.state(), owners);
                for (final short owner : owners) {
                    assertTrue(owner >= 0 && owner < workers, () -> "owner " + owner + " of " + workers + " workers");
                }
                assertTrue(policy.periodMs() >= 0);
                assertFalse(policy.lastDecision().contains("\n"), "a reason is one line");
            }
        }
    }

    /** Workers come and go while the owners of the time before are still in the table. */
    @Test
    void shouldFollowTheNumberOfWorkersUpAndDown() {
        final SteeringPolicy policy = newPolicy();
        short[] owners = new short[BUCKETS];
        for (int step = 1; step < 128; step++) {
            final int workers = step <= 64 ? step : 128 - step;
            owners = decide(policy, workers, owners);
            for (final short owner : owners) {
                assertTrue(owner >= 0 && owner < workers, () -> "owner " + owner + " of " + workers + " workers");
            }
        }
    }

    /** The table is larger where ports have more queues. */
    @Test
    void shouldDecideForATableOfAnySize() {
        for (int buckets = 128; buckets <= 8192; buckets *= 2) {
            final SteeringState state = new FakeLoad(3).state();
            final short[] owners = new short[buckets];
            Arrays.fill(owners, (short) 99);
            ask(
                    newPolicy(),
                    new SteeringState(
                            3,
                            buckets,
                            state.nowNs(),
                            state.busyNs(),
                            state.cpuNs(),
                            state.frames(),
                            state.idleProcessors(),
                            state.unsteeredPorts()),
                    owners);
            for (final short owner : owners) {
                assertTrue(owner >= 0 && owner < 3, () -> "owner " + owner + " of 3 workers");
            }
        }
    }

    /** Asked again and again at one and the same instant, as when ports come quickly one after the other. */
    @Test
    void shouldStandBeingAskedWithoutTimePassing() {
        for (final int workers : WORKERS) {
            final SteeringPolicy policy = newPolicy();
            final SteeringState state = new FakeLoad(workers).state();
            final short[] owners = new short[BUCKETS];
            ask(policy, state, owners);
            final short[] first = owners.clone();
            for (int again = 0; again < 20; again++) {
                ask(policy, state, owners);
            }
            assertArrayEquals(first, owners);
            assertFalse(policy.lastDecision().contains("NaN")
                    || policy.lastDecision().contains("Infinity"));
        }
    }

    private static void anything(final FakeLoad load, final int workers, final Random random) {
        final int ms = random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(300);
        load.pass(ms);
        load.idleProcessors = random.nextInt(4) == 0 ? -1 : random.nextDouble() * 3;
        load.unsteeredPorts = random.nextInt(10) == 0 ? random.nextInt(3) : 0;
        load.cpuKnown = random.nextInt(10) > 0;
        for (int w = 0; w < workers; w++) {
            load.work(w, random.nextDouble() * ms, random.nextInt(100_000));
        }
        if (random.nextInt(5) == 0) {
            load.replace(random.nextInt(workers));
        }
    }

    /** An idle switch may not wake up for its policy more than once or twice a second. */
    @Test
    void shouldLetASwitchThatIsIdleSleep() {
        for (final int workers : WORKERS) {
            final SteeringPolicy policy = newPolicy();
            final FakeLoad load = new FakeLoad(workers);
            final short[] owners = new short[BUCKETS];
            for (int second = 0; second < 60; second++) {
                ask(policy, load.pass(1000).state(), owners);
            }
            assertTrue(policy.periodMs() == 0 || policy.periodMs() >= 500, () -> policy.periodMs() + " ms");
        }
    }

    /** Each move costs a hand-over: under a load that does not change, a policy may try something once in a while, no more. */
    @Test
    void shouldComeToRestUnderASteadyLoad() {
        for (final double share : new double[] {0, 0.1, 0.3, 0.5, 0.7, 0.9, 1}) {
            final SteeringPolicy policy = newPolicy();
            final FakeLoad load = new FakeLoad(4);
            final short[] owners = new short[BUCKETS];
            int changes = 0;
            for (int period = 0; period < 6000; period++) {
                final short[] before = owners.clone();
                for (int w = 0; w < 4; w++) {
                    load.work(w, 100 * share, Math.round(10_000 * share));
                }
                ask(policy, load.pass(100).state(), owners);
                changes += period >= 5000 && !Arrays.equals(before, owners) ? 1 : 0;
            }
            final int last = changes;
            assertTrue(last <= 6, () -> last + " changes in the last 100 seconds at a load of " + share);
        }
    }

    /** Counts of buckets that stand still, run, jump, lie idle, or are near what a long can hold. */
    @Test
    void shouldStandAnyCountsOfBuckets() {
        for (final int workers : new int[] {1, 2, 3, 8, 64}) {
            for (final long start : new long[] {0, 1L << 32, Long.MAX_VALUE - (1L << 40)}) {
                final Random random = new Random(workers);
                final SteeringPolicy policy = newPolicy();
                final FakeLoad load = new FakeLoad(workers);
                final short[] owners = new short[BUCKETS];
                final BucketCounts some = new BucketCounts().startAt(BUCKETS, start);
                for (int period = 0; policy.measuresBuckets() && period < 200; period++) {
                    anything(load, workers, random);
                    some.grow(random);
                    policy.measured(some.load());
                    policy.decide(load.state(), owners);
                    for (final short owner : owners) {
                        assertTrue(owner >= 0 && owner < workers, () -> "owner " + owner + " of " + workers);
                    }
                    assertFalse(policy.lastDecision().matches("(?s).*(NaN|Infinity|\n).*"), policy::lastDecision);
                }
            }
        }
    }

    private static int bucket(final byte[] frame) {
        return FlowHash.of(ByteBuffer.wrap(frame), 0, frame.length) & BUCKETS - 1;
    }

    /** Asks as the switch does: a policy that wants to know what went through the buckets is told before. */
    private void ask(final SteeringPolicy policy, final SteeringState state, final short[] owners) {
        if (policy.measuresBuckets()) {
            policy.measured(counts.of(state));
        }
        policy.decide(state, owners);
    }

    private short[] decide(final SteeringPolicy policy, final int workers, final short[] present) {
        final short[] owners = present.clone();
        ask(policy, new FakeLoad(workers).state(), owners);
        return owners;
    }
}
