package org.jackfield.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues that are attached and detached while traffic runs. */
class QueueChangesTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Workers behind with their work, so that frames wait everywhere when a queue goes; the kernel follows a new table at once. */
    private static final Costs SLOW = new Costs(100, 3_000, 0, 1_000, 5_000, 0, 50, 50, 0, 0);

    /** Gives some buckets to the next worker every other millisecond, and remembers what it was told. */
    private static final class Roaming implements SteeringPolicy {
        private final List<SteeringState> told = new ArrayList<>();
        private final boolean byFrame;

        Roaming(final boolean byFrame) {
            this.byFrame = byFrame;
        }

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
            told.add(state);
            for (int b = 0; b < owners.length; b += 1 + b % 2) {
                owners[b] = (short) (told.size() % state.workers());
            }
        }

        @Override
        public long periodMs() {
            return 2;
        }

        @Override
        public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
            return byFrame ? Optional.of((batch, owners, context) -> {}) : Optional.empty();
        }
    }

    /** 2, 4, 1 and 3 queues within 100 ms. */
    private static Simulation comingAndGoing(final SteeringPolicy policy, final double perSecond) {
        return Simulation.of(
                        policy,
                        Traffic.poisson(perSecond, (long) (perSecond / 8), 300).answered(0.3))
                .workers(4)
                .queuesAt(20 * MS, 0, 4)
                .queuesAt(50 * MS, 0, 1)
                .queuesAt(60 * MS, 1, 5)
                .queuesAt(80 * MS, 0, 3);
    }

    @ParameterizedTest
    @CsvSource({"true, 5e4", "true, 1e6", "false, 5e4"})
    void shouldLoseNothingThatThereIsRoomFor(final boolean kernel, final double perSecond) {
        final Outcome outcome = comingAndGoing(Policies.of("symmetric-hash"), perSecond)
                .kernelSteering(kernel)
                .queueFrames(65_536)
                .parkedFrames(1 << 20)
                .ringSlots(4096)
                .run();

        assertEquals(0, outcome.require(Measure.LOSS), outcome.notes()::toString);
        assertTrue(
                outcome.notes().contains("the number of queues of a port changed 4 times"), outcome.notes()::toString);
    }

    @ParameterizedTest
    @ValueSource(doubles = {5e4, 3e5, 2e6})
    void shouldReorderNothingWhereTheKernelFollowsTheTable(final double perSecond) {
        for (final Costs costs : List.of(Costs.measured(), SLOW)) {
            for (final boolean byFrame : new boolean[] {false, true}) {
                final Outcome outcome = comingAndGoing(new Roaming(byFrame), perSecond)
                        .costs(costs)
                        .run();

                assertEquals(0, outcome.require(Measure.REORDERED), outcome.notes()::toString);
                assertTrue(outcome.require(Measure.BUCKET_MOVES) > 0, "buckets move meanwhile");
            }
        }
    }

    @Test
    void shouldReorderNothingInAnySetting() {
        for (int round = 0; round < 100; round++) {
            final SplittableRandom random = new SplittableRandom(round);
            Simulation simulation = Simulation.of(
                            round % 2 == 0 ? Policies.of("symmetric-hash") : new Roaming(round % 4 == 1),
                            Traffic.poisson(2e4 + random.nextInt(600_000), 20_000, 10)
                                    .inBurstsOf(1 + random.nextInt(200)))
                    .workers(1 + random.nextInt(5))
                    .queues(1 + random.nextInt(5))
                    .turnFrames(1 + random.nextInt(256))
                    .costs(random.nextBoolean() ? Costs.measured() : SLOW);
            for (int change = 0; change < 6; change++) {
                simulation = simulation.queuesAt(change * 4 * MS, random.nextInt(2), 1 + random.nextInt(9));
            }
            final Outcome outcome = simulation.run();

            assertEquals(0, outcome.require(Measure.REORDERED), "round " + round + ": " + outcome.notes());
        }
    }

    @ParameterizedTest
    @MethodSource("org.jackfield.lab.sim.Policies#names")
    void shouldAccountForEveryFrame(final String policy) {
        for (final boolean kernel : new boolean[] {true, false}) {
            final Outcome outcome = comingAndGoing(Policies.of(policy), 4e6)
                    .kernelSteering(kernel)
                    .queueFrames(50)
                    .ringSlots(4)
                    .parkedFrames(40)
                    .run();
            final double lost = outcome.notes().stream()
                    .filter(note -> note.contains(" frames were lost: "))
                    .mapToLong(note -> Long.parseLong(note.substring(0, note.indexOf(' '))))
                    .sum();

            assertEquals(outcome.require(Measure.OFFERED), outcome.require(Measure.DELIVERED) + lost);
            assertTrue(lost > 0, "overload, or nothing is shown");
        }
    }

    /** The kernel chooses by itself and forgets a queue at once: what is left in it must be read, or the model refuses to detach it. */
    @Test
    void shouldReadAQueueUntilItIsEmptyBeforeItGoes() {
        final Outcome outcome = comingAndGoing(Policies.of("symmetric-hash"), 2e6)
                .kernelSteering(false)
                .costs(SLOW)
                .run();

        assertTrue(outcome.require(Measure.LOSS) > 0, "overload, or the queue is empty anyhow");
        assertTrue(
                outcome.notes().contains("the number of queues of a port changed 4 times"), outcome.notes()::toString);
    }

    /** With one queue one worker reads all; with four, each reads what it owns. */
    @Test
    void shouldBeReadByTheWorkersOfItsQueues() {
        final double few = handoffs(Simulation.of(Policies.of("symmetric-hash"), oneWay()));
        final double many =
                handoffs(Simulation.of(Policies.of("symmetric-hash"), oneWay()).queuesAt(0, 0, 4));
        final double fewer =
                handoffs(Simulation.of(Policies.of("symmetric-hash"), oneWay()).queuesAt(0, 0, 1));

        assertEquals(0.5, few, 0.1, "2 of 4 workers read nothing");
        assertEquals(0, many, 0.1);
        assertEquals(0.75, fewer, 0.1);
    }

    private static Traffic oneWay() {
        return Traffic.poisson(1e5, 100_000, 500);
    }

    private static double handoffs(final Simulation simulation) {
        return simulation.workers(4).run().require(Measure.HANDOFFS);
    }

    /** As the switch does it: nobody asks a policy because of queues, and what it decides meanwhile waits. */
    @Test
    void shouldAskThePolicyWhenItsTimeComesAndTellWhatTheKernelDoesNotSteer() {
        final Roaming policy = new Roaming(false);
        Simulation.of(policy, oneWay())
                .kernelSteering(false)
                .queuesAt(500 * MS, 0, 1)
                .queuesAt(700 * MS, 1, 1)
                .run();

        final List<Integer> stray =
                policy.told.stream().map(SteeringState::unsteeredPorts).toList();
        assertEquals(2, stray.get(0));
        assertEquals(List.of(2, 1, 0), stray.stream().distinct().toList());
    }

    @Test
    void shouldCarryOutTheLastOfSeveralChangesThatWait() {
        final Outcome outcome = Simulation.of(Policies.of("symmetric-hash"), oneWay())
                .queuesAt(10 * MS, 0, 3)
                .queuesAt(11 * MS, 0, 7)
                .queuesAt(12 * MS, 0, 4)
                .queuesAt(5_000 * MS, 0, 1)
                .run();

        assertTrue(
                outcome.notes().contains("the number of queues of a port changed 2 times"), outcome.notes()::toString);
        assertTrue(
                outcome.notes().contains("1 changes of queues were due after traffic had ended"),
                outcome.notes()::toString);
    }

    @Test
    void shouldRefuseChangesThatCannotBe() {
        final Simulation simulation = Simulation.of(Policies.of("symmetric-hash"), oneWay());

        assertEquals(
                "simulation: queues is 257, it must be from 1 to 256",
                assertThrows(IllegalArgumentException.class, () -> simulation.queuesAt(1, 0, 257))
                        .getMessage());
        assertEquals(
                "simulation: there is no port 2, ports are 0 and 1",
                assertThrows(IllegalArgumentException.class, () -> simulation.queuesAt(1, 2, 1))
                        .getMessage());
        assertEquals(
                "simulation: queues change at 4 ns, which is before 5; changes are named in the order of their times,"
                        + " from 0 on",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> simulation.queuesAt(5, 0, 1).queuesAt(4, 0, 1))
                        .getMessage());
    }
}
