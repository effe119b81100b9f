package org.jackfield.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.api.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps flows in order in the switch keeps them in order here, and what does not, does not. */
class OrderTest {
    /** More than two workers can carry. */
    private static final double OVERLOAD = 2e6;

    /**
     * A worker reads quickly, processes slowly, and the kernel follows a new table at once: what waits for an old owner waits long, and only the
     * phases of a move keep younger frames behind it.
     */
    private static final Costs SLOW = new Costs(100, 3_000, 0, 1_000, 5_000, 0, 50, 50, 0, 0);

    /** Gives all buckets to the next worker, every other millisecond. */
    private static class Roaming implements SteeringPolicy {
        private short at;

        @Override
        public String policyName() {
            return "roaming";
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            at = (short) ((at + 1) % state.workers());
            for (int b = 0; b < owners.length; b += 1 + b % 2) {
                owners[b] = at;
            }
        }

        @Override
        public long periodMs() {
            return 2;
        }
    }

    /** Gives all buckets to some other worker than the first, every millisecond. */
    private static final class Wandering implements SteeringPolicy {
        private final SplittableRandom random;

        Wandering(final long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public String policyName() {
            return "wandering";
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            Arrays.fill(owners, (short)
                    (state.workers() == 2 ? random.nextInt(2) : 1 + random.nextInt(state.workers() - 1)));
        }

        @Override
        public long periodMs() {
            return 1;
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 2, true", "4, 4, true", "4, 2, true", "2, 5, true", "3, 1, true", "4, 4, false"})
    void shouldKeepOrderByHashAlwaysAlsoWhenFramesAreLost(final int workers, final int queues, final boolean kernel) {
        final Outcome outcome = Simulation.of(
                        Policies.of("symmetric-hash"), Traffic.poisson(OVERLOAD * workers, 300_000, 200))
                .workers(workers)
                .queues(queues)
                .kernelSteering(kernel)
                .run();

        assertTrue(outcome.require(Measure.LOSS) > 0.01, "overload, or nothing is shown");
        assertEquals(0, outcome.require(Measure.REORDERED));
        assertEquals(0, outcome.require(Measure.REORDER_ENTROPY));
        assertEquals(0, outcome.require(Measure.MIGRATIONS));
    }

    /** By the kernel's table, and by rings from few queues, and from queues nobody steers. */
    @ParameterizedTest
    @CsvSource({"2, 2, true", "4, 4, true", "4, 2, true", "2, 5, true", "3, 1, true", "3, 1, false"})
    void shouldReorderNothingWhenBucketsMoveUnderLoad(final int workers, final int queues, final boolean kernel) {
        for (final double load : new double[] {0.3, 0.9, 2}) {
            final Simulation simulation = Simulation.of(
                            new Roaming(),
                            Traffic.poisson(load * 3e5, 100_000, 300).answered(0.3))
                    .workers(workers)
                    .queues(queues)
                    .kernelSteering(kernel);
            for (final Costs costs : List.of(Costs.measured(), SLOW)) {
                assertMovesInOrder(simulation.costs(costs));
            }
        }
    }

    /** The same while a policy looks at each frame, so that frames wait where they were read. */
    @ParameterizedTest
    @CsvSource({"3, 3, true", "3, 2, true", "2, 5, true", "4, 1, true", "3, 1, false"})
    void shouldReorderNothingWhenBucketsMoveUnderAPolicyThatDecidesForFrames(
            final int workers, final int queues, final boolean kernel) {
        for (final double load : new double[] {0.3, 0.9, 2}) {
            final Simulation simulation = Simulation.of(new RoamingByFrame(), Traffic.poisson(load * 3e5, 100_000, 300))
                    .workers(workers)
                    .queues(queues)
                    .kernelSteering(kernel);
            for (final Costs costs : List.of(Costs.measured(), SLOW)) {
                assertMovesInOrder(simulation.costs(costs));
            }
        }
    }

    /** A ring of thousands of slots, of which a worker takes 64 in a turn: several turns for each phase of a move. */
    @Test
    void shouldWaitUntilTheRingsOfOldOwnersAreEmpty() {
        assertMovesInOrder(Simulation.of(new Roaming(), Traffic.poisson(9e5, 100_000, 300))
                .workers(3)
                .queues(1)
                .turnFrames(1)
                .ringSlots(4096)
                .costs(new Costs(100, 3_000, 0, 500, 0, 0, 0, 0, 0, 0)));
    }

    /** Readers that own nothing, bursts, workers that take long for a turn or for a frame: whatever a move may meet. */
    @Test
    void shouldReorderNothingWhenBucketsMoveInAnySetting() {
        for (int round = 0; round < 150; round++) {
            final SplittableRandom random = new SplittableRandom(round);
            final int workers = 2 + random.nextInt(4);
            final Outcome outcome = Simulation.of(new Wandering(round), burstsOf(random))
                    .workers(workers)
                    .queues(1 + random.nextInt(3))
                    .processors(random.nextInt(workers + 1))
                    .kernelSteering(false)
                    .turnFrames(1 + random.nextInt(256))
                    .costs(anyCosts(random))
                    .run();

            assertEquals(0, outcome.require(Measure.REORDERED), "round " + round + ": " + outcome.notes());
        }
    }

    /** Ten flows, so that each has frames everywhere; the sender leaves the queue to the kernel. */
    private static Traffic burstsOf(final SplittableRandom random) {
        return Traffic.poisson(2e4 + random.nextInt(300_000), 10_000, 10).inBurstsOf(1 + random.nextInt(200));
    }

    private static Costs anyCosts(final SplittableRandom random) {
        return new Costs(
                random.nextInt(1_000),
                random.nextInt(5_000),
                0,
                random.nextInt(200_000),
                random.nextInt(20_000),
                random.nextInt(20_000),
                random.nextInt(500),
                random.nextInt(500),
                0,
                0);
    }

    private static void assertMovesInOrder(final Simulation simulation) {
        final Outcome outcome = simulation.run();

        assertTrue(outcome.require(Measure.BUCKET_MOVES) > 0, outcome.notes()::toString);
        assertTrue(outcome.require(Measure.MIGRATIONS) > 0, "flows change their worker");
        assertEquals(
                0, outcome.require(Measure.REORDERED), () -> outcome.notes().toString());
    }

    @Test
    void shouldReorderUnderRoundRobinWhenWorkersAreUnequallyBehind() {
        final Outcome outcome = Simulation.of(
                        Policies.of("round-robin"),
                        Traffic.poisson(6e5, 200_000, 50).skewed(1.2))
                .workers(4)
                .queues(4)
                .run();

        assertTrue(outcome.require(Measure.REORDERED) > 0.05, outcome.values()::toString);
        assertTrue(outcome.require(Measure.REORDER_EXTENT) >= 1);
        assertTrue(outcome.require(Measure.REORDER_ENTROPY) > 0);
        assertTrue(outcome.require(Measure.IMBALANCE) < 1.05, "that is what it is for");
        assertEquals(0.75, outcome.require(Measure.HANDOFFS), 0.02, "three of four frames belong elsewhere");
    }

    /** A sender that sprays a flow over queues that nobody steers reorders it, by hash or not: reported by the switch as well. */
    @Test
    void shouldReorderWhenTheSenderSpraysAFlowOverQueues() {
        final Outcome outcome = Simulation.of(
                        Policies.of("symmetric-hash"),
                        Traffic.poisson(9e5, 100_000, 5).sentBy(4))
                .workers(4)
                .queues(4)
                .kernelSteering(false)
                .run();

        assertTrue(outcome.require(Measure.REORDERED) > 0.01);
    }

    /** All buckets move at once, but frames of a moving bucket do not pass a slow old owner. */
    @Test
    void shouldHoldFramesBackUntilTheOldOwnerIsDone() {
        final Outcome outcome = Simulation.of(new Roaming(), Traffic.poisson(3e5, 100_000, 10))
                .workers(2)
                .queues(2)
                .costs(new Costs(100, 3_000, 0, 1_000, 5_000, 0, 0, 0, 0, TimeUnit.MILLISECONDS.toNanos(1)))
                .run();

        assertEquals(0, outcome.require(Measure.REORDERED), outcome.notes()::toString);
        assertTrue(outcome.require(Measure.LATENCY_P99) > 1_000_000, "frames waited for the kernel's grace period");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rebalance", "m-to-n", "elephant-isolate", "toeplitz-rss", "crc32c", "pinned", "adaptive-width"})
    void shouldKeepTheOrderThatPoliciesPromise(final String policy) {
        final Outcome outcome = Simulation.of(
                        Policies.of(policy),
                        Traffic.poisson(9e5, 1_500_000, 400).skewed(1.1))
                .workers(4)
                .queues(4)
                .run();

        assertEquals(0, outcome.require(Measure.REORDERED), outcome.notes()::toString);
    }

    /** Moves buckets and looks at frames, which it leaves to the owners of their buckets. */
    private static final class RoamingByFrame extends Roaming {
        @Override
        public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
            return Optional.of((batch, owners, context) -> {});
        }
    }
}
