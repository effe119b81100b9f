package org.jackfield.steering.rebalance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.FakeLoad;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RebalanceSteeringTest extends SteeringContractTest {
    private static final int BUCKETS = FlowHash.BUCKETS;

    @Override
    protected SteeringPolicy newPolicy() {
        return new RebalanceSteering();
    }

    /** A switch whose buckets have loads, asked as often as the policy wishes. */
    private static final class Machine {
        final RebalanceSteering policy = new RebalanceSteering();
        final FakeLoad load;
        final int workers;
        final short[] owners = new short[BUCKETS];
        /** What is offered, in parts of a processor. */
        final double[] offered = new double[BUCKETS];

        final long[] frames = new long[BUCKETS];
        final long[] bytes = new long[BUCKETS];
        int frameBytes = 64;
        /** Frames come one by one: whoever has any is awake all the time, in turns of 2 us and what its frames cost. */
        final boolean awake;

        Random noise = new Random(1);
        double noisy;
        int moved;
        int mostMoved;
        int decisions;

        Machine(final int workers) {
            this(workers, false);
        }

        Machine(final int workers, final boolean awake) {
            this.workers = workers;
            this.awake = awake;
            load = new FakeLoad(workers);
            for (int w = 0; awake && w < workers; w++) {
                load.turns(w, 0, 0);
            }
            decide();
            moved = 0;
            mostMoved = 0;
        }

        /** Flows whose shares fall as Zipf's law says, in buckets by chance; none of these is more than a worker can carry. */
        Machine zipf(final int flows, final double exponent, final double wanted, final long seed) {
            final Random random = new Random(seed);
            Arrays.fill(offered, 0);
            for (int flow = 1; flow <= flows; flow++) {
                offered[random.nextInt(BUCKETS)] += Math.pow(flow, -exponent);
            }
            final double sum = Arrays.stream(offered).sum();
            final double total = Math.min(wanted, 0.9 * sum / largest());
            Arrays.setAll(offered, b -> offered[b] / sum * total);
            return this;
        }

        void run(final long ms) {
            for (long passed = 0; passed < ms; ) {
                final long period = Math.max(1, policy.periodMs());
                work(period);
                load.pass(period);
                passed += period;
                decide();
            }
        }

        private void work(final long ms) {
            final double[] wanted = loads();
            for (int w = 0; w < workers; w++) {
                if (awake) {
                    stayAwake(w, wanted[w], ms);
                } else {
                    load.work(w, Math.min(1, wanted[w]) * ms * jitter(), Math.round(wanted[w] * 1000));
                }
            }
            for (int b = 0; b < BUCKETS; b++) {
                final double carried = Math.min(1, 1 / Math.max(1e-9, wanted[owners[b]]));
                final long some = Math.round(offered[b] * carried * ms * 1000 * jitter());
                frames[b] += some;
                bytes[b] += some * frameBytes;
            }
        }

        private void stayAwake(final int worker, final double wanted, final long ms) {
            final double frames = Math.min(wanted, 1) * ms * 1000;
            final double turns = Math.max((0.96 * ms * 1e6 - frames * 1000) / 2000, frames / 256);
            load.work(worker, (frames * 1000 + turns * 2000) / 1e6 * jitter(), Math.round(frames * jitter()));
            load.turns(worker, Math.round(turns * jitter()), Math.round(frames * jitter()));
        }

        private double jitter() {
            return 1 + noisy * (2 * noise.nextDouble() - 1);
        }

        private void decide() {
            final short[] before = owners.clone();
            policy.measured(new BucketLoad(frames.clone(), bytes.clone()));
            policy.decide(load.state(), owners);
            int changed = 0;
            for (int b = 0; b < BUCKETS; b++) {
                changed += before[b] == owners[b] ? 0 : 1;
            }
            moved += changed;
            mostMoved = Math.max(mostMoved, changed);
            decisions += changed > 0 ? 1 : 0;
        }

        double[] loads() {
            final double[] loads = new double[workers];
            for (int b = 0; b < BUCKETS; b++) {
                loads[owners[b]] += offered[b];
            }
            return loads;
        }

        double imbalance() {
            return Plan.imbalance(loads());
        }

        double largest() {
            return Arrays.stream(offered).max().orElse(0);
        }
    }

    @Test
    void shouldKeepOrderAndNotBeTheDefault() {
        assertTrue(newPolicy().preservesOrder());
        assertTrue(newPolicy().measuresBuckets());
        assertEquals("rebalance", newPolicy().policyName());
    }

    /** Up to what an indivisible bucket forbids; the constants are those of the README. */
    @ParameterizedTest(name = "{0} workers, Zipf exponent {1}")
    @CsvSource({"2,0.8", "2,1.0", "2,1.2", "3,1.0", "4,0.8", "4,1.0", "4,1.2", "8,0.8", "8,1.0", "16,0.8", "16,1.1"})
    void shouldReachThreeTenthsAboveTheMeanForAZipfLoad(final int workers, final double exponent) {
        for (int seed = 0; seed < 5; seed++) {
            final Machine machine = new Machine(workers).zipf(10_000, exponent, 0.5 * workers, seed);
            final double before = machine.imbalance();
            machine.run(60_000);
            final double mean = Arrays.stream(machine.offered).sum() / workers;
            final double bound = Math.max(Plan.TOO_BUSY, machine.largest() / mean + Plan.GAIN);
            assertTrue(machine.imbalance() <= bound + 1e-3, () -> machine.imbalance() + " of " + bound);
            assertTrue(machine.imbalance() <= before + 1e-9);
            assertTrue(machine.mostMoved <= RebalanceSteering.MOST_MOVES, machine.mostMoved + " moves at once");
            machine.moved = 0;
            machine.run(60_000);
            assertEquals(0, machine.moved, machine.policy::lastDecision);
        }
    }

    @Test
    void shouldComeToRestWithMeasurementsThatAreNoisy() {
        for (int seed = 0; seed < 5; seed++) {
            final Machine machine = new Machine(4).zipf(5_000, 1.0, 2.4, seed);
            machine.noisy = 0.05;
            machine.run(30_000);
            machine.moved = 0;
            machine.decisions = 0;
            machine.run(10 * 60_000);
            assertTrue(machine.decisions <= 2, () -> machine.decisions + " decisions, " + machine.moved + " moves");
        }
    }

    /** Three equal flows on two workers: 2 to 1 stays 2 to 1. */
    @Test
    void shouldNotThrashBetweenTwoEqualStates() {
        final Machine machine = new Machine(2);
        machine.noisy = 0.05;
        machine.offered[0] = 0.4;
        machine.offered[1] = 0.4;
        machine.offered[2] = 0.4;
        machine.owners[0] = 0;
        machine.owners[1] = 0;
        machine.owners[2] = 1;
        machine.run(10 * 60_000);
        assertEquals(0, machine.moved, machine.policy::lastDecision);
    }

    @Test
    void shouldMoveTheSmallFlowsAwayFromAHeavyOne() {
        final Machine machine = new Machine(2);
        Arrays.fill(machine.offered, 0.4 / BUCKETS);
        machine.offered[7] = 0.7;
        machine.run(60_000);
        assertTrue(machine.imbalance() <= (0.7 + Plan.GAIN * 0.55) / 0.55 + 1e-3, machine.policy::lastDecision);
    }

    /** Both are at their limit at first, one of them with twice what it can carry. */
    @Test
    void shouldRelieveAWorkerThatIsAskedForMoreThanItCan() {
        final Machine machine = new Machine(2);
        for (int b = 0; b < BUCKETS; b++) {
            machine.offered[b] = machine.owners[b] == 0 ? 1.6 / 512 : 0.1 / 512;
        }
        machine.run(60_000);
        assertTrue(machine.imbalance() <= Plan.TOO_BUSY, machine.policy::lastDecision);
    }

    /** Three of six elephants with one of four workers, which all use 0.96 of a processor or more. */
    @Test
    void shouldRelieveTheWorkerThatCannotKeepUpAmongWorkersThatAreAllAwake() {
        final Machine machine = new Machine(4, true);
        machine.noisy = 0.02;
        Arrays.fill(machine.offered, 0.55 / BUCKETS);
        final int[] elephants = {3, 1, 1, 1};
        for (int b = 0; b < BUCKETS; b++) {
            if (elephants[machine.owners[b]]-- > 0) {
                machine.offered[b] = 0.4;
            }
        }
        assertEquals(1.34, Arrays.stream(machine.loads()).max().orElse(0), 0.01);
        machine.run(RebalanceSteering.PERIOD_MS * 3);
        assertTrue(machine.moved > 0, machine.policy::lastDecision);
        assertTrue(
                Arrays.stream(machine.loads()).max().orElse(0) < 1,
                "the first decision: " + machine.policy.lastDecision());
        machine.run(30_000);
        machine.moved = 0;
        machine.run(60_000);
        assertEquals(0, machine.moved, machine.policy::lastDecision);
    }

    @Test
    void shouldLeaveWorkersAloneThatAreAllAwakeAndCarryTheSame() {
        final Machine machine = new Machine(4, true);
        machine.noisy = 0.05;
        Arrays.fill(machine.offered, 4 * 0.55 / BUCKETS);
        machine.run(10 * 60_000);
        assertEquals(0, machine.moved, machine.policy::lastDecision);
        assertTrue(machine.policy.lastDecision().startsWith("imbalance 1.0"), machine.policy::lastDecision);
    }

    /** Awake is not busy. */
    @Test
    void shouldSayThatNobodyIsBusyWhereWorkersAreAwakeForFewFrames() {
        final Machine machine = new Machine(2, true);
        machine.offered[0] = 0.2;
        machine.offered[2] = 0.05;
        machine.run(60_000);
        assertEquals(0, machine.moved);
        assertTrue(machine.policy.lastDecision().endsWith("nobody is busy"), machine.policy::lastDecision);
    }

    /** A frame of 64 KB is not one of 64 bytes. */
    @Test
    void shouldCountBytesToo() {
        final short[] owners = {0, 0, 1, 1};
        final BucketCosts costs = new BucketCosts();
        costs.skip(new BucketLoad(new long[4], new long[4]));
        final double[] measured = costs.next(
                        new BucketLoad(new long[] {100, 100, 50, 0}, new long[] {0, 100 * 8192, 50 * 60, 0}),
                        owners,
                        new double[] {0.9, 0.5})
                .orElseThrow();
        assertArrayEquals(new double[] {0.3, 0.6, 0.5, 0}, measured, 1e-9);
    }

    @Test
    void shouldDoNothingWhileNobodyIsBusy() {
        final Machine machine = new Machine(2);
        machine.offered[0] = 0.2;
        machine.offered[2] = 0.15;
        machine.offered[4] = 0.04;
        assertEquals(2, machine.imbalance(), 1e-9);
        machine.run(60_000);
        assertEquals(0, machine.moved);
        assertTrue(machine.policy.lastDecision().contains("nobody is busy"), machine.policy::lastDecision);
    }

    @Test
    void shouldLeaveBucketsMovedByHandUntilALoadAsksForAnotherPlace() {
        final Machine machine = new Machine(2);
        Arrays.fill(machine.owners, (short) 1);
        final short[] moved = machine.owners.clone();
        Arrays.fill(machine.offered, 0.3 / BUCKETS);
        machine.run(60_000);
        assertArrayEquals(moved, machine.owners);
        Arrays.fill(machine.offered, 0.9 / BUCKETS);
        machine.run(60_000);
        assertTrue(machine.imbalance() <= Plan.TOO_BUSY, machine.policy::lastDecision);
    }

    @Test
    void shouldBeginAnewWhenItsCountsDo() {
        final Machine machine = new Machine(2);
        Arrays.fill(machine.offered, 0.3 / BUCKETS);
        machine.run(1_000);
        Arrays.fill(machine.owners, (short) 1);
        Arrays.fill(machine.frames, 0);
        machine.decide();
        assertEquals(512, machine.moved);
        assertTrue(machine.policy.lastDecision().startsWith("begins evenly"), machine.policy::lastDecision);
    }

    @Test
    void shouldSayWhatItMovedAndWhy() {
        final Machine machine = new Machine(2);
        machine.offered[0] = 0.3;
        machine.offered[1] = 0.3;
        Arrays.fill(machine.owners, 0, 2, (short) 0);
        machine.run(RebalanceSteering.PERIOD_MS * 3);
        assertEquals(
                "imbalance 2.00 -> 1.00, 1 of 1 buckets moved; loads 0.30, 0.30; workers use 0.60, 0.00",
                machine.policy.lastDecision());
    }
}
