package org.jackfield.steering.elephant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
                    load.work(w, 250 * use, FRAMES);
                }
                run.pass(250_000_000).decide(load.pass(250));
            }
            return this;
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
