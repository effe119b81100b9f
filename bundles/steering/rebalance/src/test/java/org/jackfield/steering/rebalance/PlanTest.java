package org.jackfield.steering.rebalance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int ROUNDS = 3000;
    private static final int AT_ONCE = RebalanceSteering.MOST_MOVES;

    @Test
    void shouldMoveNothingWhereNobodyIsTooBusy() {
        assertEquals(List.of(), plan(2, new int[] {0, 0, 1, 1}, 1.5, 1, 1, 1));
        assertEquals(List.of(), plan(2, new int[] {0, 0, 1, 1}, 0, 0, 0, 0));
    }

    /** Two to one is as good as one to two: the same three flows on two workers, with or without a little noise. */
    @Test
    void shouldNotMoveBetweenTwoEqualStates() {
        assertEquals(List.of(), plan(2, new int[] {0, 0, 1}, 1, 1, 1));
        assertEquals(List.of(), plan(2, new int[] {0, 0, 1}, 1.03, 0.98, 0.97));
    }

    @Test
    void shouldTakeTheOneBucketThatDoes() {
        assertEquals(List.of(new Move(2, 0, 1)), plan(2, new int[] {0, 0, 0, 0, 1}, 5, 1, 3, 1, 4));
    }

    @Test
    void shouldLeaveAHeavyBucketAloneAndMoveTheOthersAwayFromIt() {
        final List<Move> moves = plan(2, new int[] {0, 0, 0, 1}, 10, 1, 1, 1);
        assertEquals(List.of(new Move(1, 0, 1), new Move(2, 0, 1)), moves);
    }

    @Test
    void shouldEvenOutTheOthersBesideAWorkerThatNobodyCanHelp() {
        final List<Move> moves = plan(3, new int[] {0, 1, 1, 1, 1, 2}, 100, 10, 10, 10, 10, 1);
        assertEquals(2, moves.size());
        assertTrue(moves.stream().allMatch(move -> move.from() == 1 && move.to() == 2), moves::toString);
    }

    /** A decision moves 32 buckets: those are few of a thousand small ones, and one large one is worth more. */
    @Test
    void shouldMoveALargeBucketWhereTheSmallOnesOfADecisionWouldNotDo() {
        final Case some = new Case(4, 1006);
        Arrays.fill(some.costs, 0.45 / 1000);
        for (int b = 0; b < some.costs.length; b++) {
            some.owners[b] = (short) (b % 4);
        }
        for (int b = 1000; b < 1006; b++) {
            some.costs[b] = 0.3;
            some.owners[b] = (short) Math.max(0, b - 1002);
        }
        final List<Move> moves = Plan.of(some.costs, some.owners, some.loads(), AT_ONCE);
        assertTrue(moves.get(0).bucket() >= 1000, moves::toString);
        assertEquals(0, moves.get(0).from());
    }

    /** Also when only the first of the moves are made. */
    @Test
    void shouldNeverMakeTheImbalanceWorseNorTheVarianceWithAnyMove() {
        final Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            final Case some = Case.any(random);
            final double[] loads = some.loads();
            for (final Move move : Plan.of(some.costs, some.owners, loads, AT_ONCE)) {
                final double most = max(loads);
                final double squares = squares(loads);
                assertEquals(move.from(), some.owners[move.bucket()]);
                some.make(move, loads);
                assertTrue(max(loads) <= most + 1e-9, () -> move + " of " + Arrays.toString(loads));
                assertTrue(squares(loads) < squares, () -> move + " of " + Arrays.toString(loads));
            }
        }
    }

    @Test
    void shouldMoveNothingTwiceAndRestAfterAFewPlans() {
        final Random random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            final Case some = Case.any(random);
            assertTrue(some.settle() < 5);
        }
    }

    /** The bound that the class promises. */
    @Test
    void shouldBeNearTheMeanAtRestOrKeptFromItByBucketsThatNobodyCanTake() {
        final Random random = new Random(3);
        int kept = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final Case some = Case.any(random);
            some.settle();
            final double[] loads = some.loads();
            final double mean = Arrays.stream(loads).average().orElse(0);
            final double most = max(loads);
            if (most <= Plan.TOO_BUSY * mean) {
                continue;
            }
            kept++;
            final double least = Arrays.stream(loads).min().orElse(0);
            final double[] ofBusiest = some.costsOf(most, loads);
            final double tooLarge = most - Plan.GAIN * mean - least;
            final double small =
                    Arrays.stream(ofBusiest).filter(cost -> cost <= tooLarge).sum();
            final long large =
                    Arrays.stream(ofBusiest).filter(cost -> cost > tooLarge).count();
            assertTrue(small < Plan.GAIN * mean + 1e-9, () -> Arrays.toString(ofBusiest) + Arrays.toString(loads));
            assertTrue(large >= 1);
            assertTrue(large == 1 || most <= 2 * least + 3 * Plan.GAIN * mean, () -> Arrays.toString(loads));
        }
        assertTrue(kept > 100, kept + " cases of the second kind");
    }

    /** Not worse than Graham's bound for list scheduling, 2 - 1/W, of what is possible at all, and the gain that is not worth a move. */
    @Test
    void shouldKeepGrahamsBound() {
        final Random random = new Random(4);
        for (int round = 0; round < ROUNDS; round++) {
            final Case some = Case.any(random);
            some.settle();
            final double[] loads = some.loads();
            final double mean = Arrays.stream(loads).average().orElse(0);
            final double possible =
                    Math.max(mean, Arrays.stream(some.costs).max().orElse(0));
            assertTrue(
                    max(loads) <= (2 - 1.0 / loads.length + 3 * Plan.GAIN) * possible,
                    () -> Arrays.toString(loads) + " of " + Arrays.toString(some.costs));
        }
    }

    private static List<Move> plan(final int workers, final int[] owners, final double... costs) {
        final Case given = new Case(workers, costs.length);
        System.arraycopy(costs, 0, given.costs, 0, costs.length);
        for (int b = 0; b < owners.length; b++) {
            given.owners[b] = (short) owners[b];
        }
        return Plan.of(given.costs, given.owners, given.loads(), AT_ONCE);
    }

    private static double max(final double[] loads) {
        return Arrays.stream(loads).max().orElse(0);
    }

    private static double squares(final double[] loads) {
        return Arrays.stream(loads).map(load -> load * load).sum();
    }

    /** Some workers with some buckets of some costs. */
    private static final class Case {
        final int workers;
        final double[] costs;
        final short[] owners;

        Case(final int workers, final int buckets) {
            this.workers = workers;
            costs = new double[buckets];
            owners = new short[buckets];
        }

        static Case any(final Random random) {
            final Case some = new Case(2 + random.nextInt(15), 1 + random.nextInt(120));
            final double skew = random.nextDouble() * 2.5;
            for (int b = 0; b < some.costs.length; b++) {
                some.costs[b] = random.nextInt(5) == 0 ? 0 : Math.pow(1 + random.nextInt(1000), -skew);
                some.owners[b] = (short) random.nextInt(1 + random.nextInt(some.workers));
            }
            some.costs[0] = 1;
            return some;
        }

        double[] loads() {
            final double[] loads = new double[workers];
            for (int b = 0; b < costs.length; b++) {
                loads[owners[b]] += costs[b];
            }
            return loads;
        }

        double[] costsOf(final double load, final double[] loads) {
            for (int w = 0; w < workers; w++) {
                if (loads[w] == load) {
                    final int worker = w;
                    return IntStream.range(0, costs.length)
                            .filter(b -> owners[b] == worker && costs[b] > 0)
                            .mapToDouble(b -> costs[b])
                            .toArray();
                }
            }
            throw new AssertionError("no such worker");
        }

        void make(final Move move, final double[] loads) {
            owners[move.bucket()] = (short) move.to();
            loads[move.from()] -= costs[move.bucket()];
            loads[move.to()] += costs[move.bucket()];
        }

        /** Carries out plans until there is none; how many there were. */
        int settle() {
            for (int plans = 0; plans < 100; plans++) {
                final List<Move> moves = Plan.of(costs, owners, loads(), AT_ONCE);
                if (moves.isEmpty()) {
                    return plans;
                }
                moves.forEach(move -> owners[move.bucket()] = (short) move.to());
            }
            return 100;
        }
    }
}
