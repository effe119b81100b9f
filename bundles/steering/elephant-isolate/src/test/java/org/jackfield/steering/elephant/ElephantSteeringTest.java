package org.jackfield.steering.elephant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.FakeLoad;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class ElephantSteeringTest extends SteeringContractTest {
    private static final int FRAMES = 2000;
    private static final int MICE = 1000;

    @Override
    protected SteeringPolicy newPolicy() {
        return new ElephantSteering();
    }

    /** Elephants are flows 0, 1 ... with these parts of all frames; the rest are mice. */
    private static final class Zoo {
        final ElephantSteering policy = new ElephantSteering();
        final int workers;
        final SteeringRun run;
        final FakeLoad load;
        final Random random = new Random(1);
        double[] elephants = {};
        double use = 0.8;
        /** The worker that cannot keep up, while all are awake all the time; -1 for none. */
        int atLimit = -1;

        boolean awake;
        int readers;

        Zoo(final int workers) {
            this.workers = workers;
            readers = workers;
            run = new SteeringRun(policy, workers);
            load = new FakeLoad(workers);
        }

        Zoo elephants(final double... parts) {
            elephants = parts;
            return this;
        }

        /** Every frame goes where its bucket is: what moves is a bucket, by the switch's own hand-over. */
        Zoo periods(final int count) {
            for (int period = 0; period < count; period++) {
                for (int reader = 0; reader < readers; reader++) {
                    final int[] flows = flows(FRAMES / readers);
                    final short[] given = run.readBy(reader).feed(flows);
                    for (int i = 0; i < flows.length; i++) {
                        assertEquals(run.ownerOf(flows[i]), given[i]);
                    }
                }
                for (int w = 0; w < workers; w++) {
                    if (awake) {
                        stayAwake(w, w == atLimit);
                    } else {
                        load.work(w, 250 * use, FRAMES);
                    }
                }
                run.pass(250_000_000).decide(load.pass(250));
            }
            return this;
        }

        /** 250 ms of frames that cost 1.5 us, in turns of 2.2 us: full ones of one that is at its limit, else as many as there is time for. */
        private void stayAwake(final int worker, final boolean full) {
            final long frames = full ? 165_000 : 90_000;
            final long turns = full ? frames / 256 : 50_000;
            load.work(worker, 250 * 0.98, frames).turns(worker, turns, frames);
        }

        /** The worker that has most elephants. */
        int crowded() {
            final int[] owned = new int[workers];
            for (int e = 0; e < elephants.length; e++) {
                owned[run.ownerOf(e)]++;
            }
            int most = 0;
            for (int w = 1; w < workers; w++) {
                most = owned[w] > owned[most] ? w : most;
            }
            return most;
        }

        private int[] flows(final int count) {
            final int[] flows = new int[count];
            for (int i = 0; i < count; i++) {
                double u = random.nextDouble();
                flows[i] = elephants.length + random.nextInt(MICE);
                for (int e = elephants.length - 1; e >= 0; e--) {
                    flows[i] = u >= 0 && u < elephants[e] ? e : flows[i];
                    u -= elephants[e];
                }
            }
            return flows;
        }

        int[] owners() {
            return IntStream.range(0, elephants.length + MICE).map(run::ownerOf).toArray();
        }

        int[] owned() {
            final int[] owned = new int[workers];
            for (int mouse = 0; mouse < MICE; mouse++) {
                owned[run.ownerOf(elephants.length + mouse)]++;
            }
            return owned;
        }
    }

    @Test
    void shouldKeepOrderAndNotBeTheDefault() {
        assertTrue(newPolicy().preservesOrder());
        assertEquals("elephant-isolate", newPolicy().policyName());
    }

    @Test
    void shouldGiveElephantsWorkersOfTheirOwnAndSpreadTheOthers() {
        final Zoo zoo = new Zoo(4).elephants(0.3, 0.35).periods(10);
        final int[] mice = zoo.owned();
        assertTrue(zoo.run.ownerOf(0) != zoo.run.ownerOf(1));
        // Mice of an elephant's own bucket stay with it: one in a thousand.
        assertTrue(mice[zoo.run.ownerOf(0)] + mice[zoo.run.ownerOf(1)] <= 10, Arrays.toString(mice));
        zoo.run.countAnew();
        zoo.periods(10);
        assertTrue(zoo.run.imbalance() < 4 * 0.35 * 1.05, () -> zoo.run.imbalance() + ": " + zoo.policy.lastDecision());
    }

    @Test
    void shouldNotMoveAnElephantThatIsAloneInItsWorker() {
        final Zoo zoo = new Zoo(4).elephants(0.4);
        final int before = zoo.run.ownerOf(0);
        zoo.periods(20);
        assertEquals(before, zoo.run.ownerOf(0));
        assertTrue(zoo.owned()[before] <= 5);
        assertTrue(zoo.run.moves().stream().noneMatch(move -> move.flow() == 0));
    }

    /** Where the kernel chooses queues, frames of a flow are read by all workers: none of them sees how heavy it is. */
    @Test
    void shouldAddUpWhatSeveralWorkersHaveSeen() {
        final Zoo all = new Zoo(8).elephants(0.25).periods(10);
        assertTrue(all.owned()[all.run.ownerOf(0)] <= 5, all.policy::lastDecision);
    }

    @Test
    void shouldSeeNoElephantInAFlowBelowAFairShare() {
        final Zoo zoo = new Zoo(4).elephants(0.2).periods(50);
        assertEquals("no elephant", zoo.policy.lastDecision());
        assertTrue(zoo.run.moves().isEmpty());
    }

    /** Six flows below a fair share on four workers: two or more of them share one anyway, but no mouse has to be with them. */
    @Test
    void shouldSetSmallerFlowsApartWhileAWorkerCannotKeepUp() {
        final Zoo zoo = new Zoo(4).elephants(0.133, 0.133, 0.133, 0.133, 0.133, 0.133);
        zoo.awake = true;
        zoo.atLimit = zoo.crowded();
        zoo.periods(10);
        final int[] owned = new int[4];
        for (int e = 0; e < 6; e++) {
            owned[zoo.run.ownerOf(e)]++;
        }
        Arrays.sort(owned);
        assertArrayEquals(new int[] {0, 2, 2, 2}, owned, zoo.policy::lastDecision);
        assertTrue(Arrays.stream(zoo.owned()).max().orElse(0) > MICE - 20, () -> Arrays.toString(zoo.owned()));
        assertTrue(zoo.policy.lastDecision().contains("a worker is at its limit"), zoo.policy::lastDecision);

        final int[] before = zoo.owners();
        zoo.atLimit = -1;
        zoo.periods(50);
        assertArrayEquals(before, zoo.owners(), "that it helped is no reason to end it");
    }

    /** CPU time says the same as above. */
    @Test
    void shouldLeaveSmallerFlowsAloneWhileWorkersAreOnlyAwake() {
        final Zoo zoo = new Zoo(4).elephants(0.133, 0.133, 0.133, 0.133, 0.133, 0.133);
        zoo.awake = true;
        zoo.periods(20);
        assertEquals("no elephant", zoo.policy.lastDecision());
        assertTrue(zoo.run.moves().isEmpty());
    }

    @Test
    void shouldLeaveAQuietSwitchAlone() {
        final Zoo zoo = new Zoo(2).elephants(0.9);
        zoo.use = 0.2;
        zoo.periods(50);
        assertTrue(zoo.run.moves().isEmpty());
    }

    @Test
    void shouldReturnWorkersToAllWhenTheElephantHasGone() {
        final Zoo zoo = new Zoo(4).elephants(0.4).periods(10);
        final int worker = zoo.run.ownerOf(0);
        assertTrue(zoo.owned()[worker] <= 5);
        zoo.elephants(0.01).periods(9);
        assertTrue(zoo.owned()[worker] <= 5, "it may come back");
        zoo.periods(10);
        assertTrue(zoo.owned()[worker] > 200, zoo.policy::lastDecision);
    }

    /** A flow around the fair share would come and go without the gap between coming and going. */
    @Test
    void shouldNotFlapWithAFlowAroundTheFairShare() {
        final Zoo zoo = new Zoo(4);
        for (int round = 0; round < 60; round++) {
            zoo.elephants(round % 2 == 0 ? 0.3 : 0.21).periods(3);
        }
        final long moved = zoo.run.moves().stream()
                .map(move -> List.of(move.flow(), move.reader()))
                .distinct()
                .count();
        assertTrue(moved > 0, "the elephant came");
        assertEquals(moved, zoo.run.moves().size(), "no flow moved twice");
    }

    @Test
    void shouldBeginAnewWhenItIsPutInForceAgain() {
        final Zoo zoo = new Zoo(4).elephants(0.4).periods(10);
        assertTrue(zoo.policy.lastDecision().startsWith("elephants in bucket"), zoo.policy::lastDecision);
        zoo.policy.frameSteering(0, 4);
        zoo.run.decide(zoo.load.pass(250));
        assertFalse(zoo.policy.lastDecision().contains("elephant"), zoo.policy::lastDecision);
        assertTrue(zoo.owned()[zoo.run.ownerOf(0)] > 200);
    }
}
