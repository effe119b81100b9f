package org.jackfield.steering.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.FakeLoad;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

/** The policy over scripted loads: each period lasts as long as the policy asks for, and costs what the script says. */
class AdaptiveWidthSteeringTest extends SteeringContractTest {
    private static final int BUCKETS = 1024;
    private static final int EACH = 200_000;

    @Override
    protected SteeringPolicy newPolicy() {
        return new AdaptiveWidthSteering();
    }

    @Override
    protected boolean usesAllWorkersAtRest() {
        return false;
    }

    /** A switch whose workers each carry {@link #EACH} frames a second in one processor's time. */
    private static final class Machine {
        final int workers;
        final FakeLoad load;
        final AdaptiveWidthSteering policy = new AdaptiveWidthSteering();
        final short[] owners = new short[BUCKETS];
        /** Frames a second that are offered. */
        double offered;
        /** Frames a second of all workers together, by their number; more are lost. */
        IntToDoubleFunction most = width -> (double) EACH * width;

        int changes;
        long ms;

        Machine(final int workers, final int width) {
            this.workers = workers;
            this.load = new FakeLoad(workers);
            Buckets.spread(owners, workers, width);
            load.work(0, 1, 1);
            ask();
        }

        int width() {
            return Buckets.width(owners, workers);
        }

        /** Lets some time pass; returns the widest the switch was in it. */
        int run(final long forMs) {
            int widest = width();
            for (final long end = ms + forMs; ms < end; widest = Math.max(widest, width())) {
                final long period = policy.periodMs();
                final int width = width();
                final double rate = Math.min(offered, most.applyAsDouble(width));
                for (int w = 0; w < width; w++) {
                    load.work(
                            w,
                            period * Math.min(1, offered / most.applyAsDouble(width)),
                            Math.round(rate * period / 1000 / width));
                }
                load.pass(period);
                ms += period;
                ask();
            }
            return widest;
        }

        private void ask() {
            final int before = width();
            policy.decide(load.state(), owners);
            changes += before == width() ? 0 : 1;
        }
    }

    @Test
    void shouldBeginWithOneWorker() {
        final short[] owners = new short[BUCKETS];
        Buckets.even(owners, 4);
        final AdaptiveWidthSteering policy = new AdaptiveWidthSteering();
        policy.decide(new FakeLoad(4).state(), owners);
        assertArrayEquals(new short[BUCKETS], owners);
        assertEquals("width 4 -> 1: no frame so far", policy.lastDecision());
    }

    @Test
    void shouldLeaveAWorkingSwitchAsItIsUntilSomethingIsMeasured() {
        assertEquals(3, new Machine(4, 3).width());
    }

    @Test
    void shouldNeedOneWorkerForALowLoadAndBeAskedSeldomWithoutOne() {
        final Machine machine = new Machine(4, 4);
        machine.offered = 0.4 * EACH;
        machine.run(6_000);
        assertEquals(1, machine.width());
        assertEquals(1, machine.changes, "straight from four to one");
        assertEquals(AdaptiveWidthSteering.PERIOD_MS, machine.policy.periodMs());
        machine.offered = 0;
        machine.run(2_000);
        assertEquals(AdaptiveWidthSteering.REST_MS, machine.policy.periodMs());
    }

    @Test
    void shouldWidenStepByStepToWhatTheLoadNeeds() {
        final Machine machine = new Machine(4, 1);
        machine.load.idleProcessors = 4;
        machine.offered = 2.25 * EACH;
        machine.run(10_000);
        assertEquals(3, machine.width());
        assertEquals(2, machine.changes);
        assertTrue(
                machine.policy.lastDecision().contains("width 3 kept: 400000 -> 450000"), machine.policy::lastDecision);
    }

    @Test
    void shouldFollowALoadUpAndDown() {
        final Machine machine = new Machine(4, 1);
        machine.load.idleProcessors = 4;
        machine.offered = 4.0 * EACH;
        machine.run(10_000);
        assertEquals(4, machine.width());
        machine.offered = 1.0 * EACH;
        machine.run(10_000);
        assertEquals(2, machine.width());
        machine.offered = 0.2 * EACH;
        machine.run(10_000);
        assertEquals(1, machine.width());
    }

    @Test
    void shouldStayWhereAQuarterOfAProcessorIsNotSpare() {
        final Machine machine = new Machine(2, 1);
        machine.load.idleProcessors = 0.2;
        machine.offered = 5.0 * EACH;
        machine.run(120_000);
        assertEquals(0, machine.changes, machine.policy::lastDecision);
    }

    @Test
    void shouldTakeBackAWorkerThatBringsNothingAndWaitTwiceAsLongEachTime() {
        final Machine machine = new Machine(2, 1);
        machine.offered = 5.0 * EACH;
        machine.most = width -> EACH * (width == 1 ? 1 : 1.05);
        machine.run(1_500);
        assertEquals(1, machine.width());
        assertEquals(2, machine.changes, "there and back");
        assertTrue(
                machine.policy.lastDecision().contains("200000 -> 210000 frames/s is no gain, next trial after 2 s"),
                machine.policy::lastDecision);
        machine.run(58_500);
        // Trials at about 0, 3, 8, 16 and 33 s.
        assertEquals(10, machine.changes);
        machine.changes = 0;
        machine.run(10 * 66_000);
        assertEquals(1, machine.width());
        assertTrue(
                machine.changes >= 18 && machine.changes <= 22,
                () -> "a trial each minute or so, not " + machine.changes / 2);
    }

    @Test
    void shouldNotWaitForLongWhenAnotherLoadComes() {
        final Machine machine = new Machine(2, 1);
        machine.offered = 5.0 * EACH;
        machine.most = width -> EACH;
        machine.run(60_000);
        machine.offered = 0;
        machine.run(200_000);
        machine.offered = 2.0 * EACH;
        machine.most = width -> (double) EACH * width;
        machine.run(4_000);
        assertEquals(2, machine.width());
    }

    @Test
    void shouldNotCallALoadThatWentAwayAFailedTrial() {
        final Machine machine = new Machine(2, 1);
        machine.offered = 2.0 * EACH;
        assertEquals(2, machine.run(500));
        machine.offered = 0;
        machine.run(1_000);
        assertEquals(1, machine.width());
        assertTrue(machine.policy.lastDecision().contains("the load went away"), machine.policy::lastDecision);
        machine.offered = 2.0 * EACH;
        machine.run(2_500);
        assertEquals(2, machine.width(), "no pause");
    }

    @Test
    void shouldNotFlapWithALoadThatComesAndGoes() {
        final Machine machine = new Machine(2, 1);
        machine.most = width -> (double) EACH * width;
        machine.offered = 2.0 * EACH;
        machine.run(2_000);
        assertEquals(2, machine.width());
        machine.changes = 0;
        for (int i = 0; i < 30; i++) {
            machine.offered = 0;
            machine.run(3_000);
            machine.offered = 2.0 * EACH;
            machine.run(1_000);
        }
        assertEquals(0, machine.changes, machine.policy::lastDecision);
    }

    @Test
    void shouldTryOneWorkerLessWhenNoProcessorIsIdleAndKeepItWhenNothingIsLost() {
        final Machine machine = new Machine(2, 2);
        machine.load.idleProcessors = 0.05;
        machine.offered = 5.0 * EACH;
        machine.most = width -> EACH * (width == 1 ? 1.1 : 1);
        machine.run(2_000);
        assertEquals(1, machine.width());
        machine.run(60_000);
        assertEquals(1, machine.changes, machine.policy::lastDecision);
    }

    @Test
    void shouldGiveTheWorkerBackWhenItsAbsenceCosts() {
        final Machine machine = new Machine(2, 2);
        machine.load.idleProcessors = 0.05;
        machine.offered = 5.0 * EACH;
        machine.run(2_000);
        assertEquals(2, machine.width());
        assertTrue(
                machine.policy.lastDecision().contains("400000 -> 200000 frames/s is a loss"),
                machine.policy::lastDecision);
        assertEquals(2, machine.changes);
    }

    @Test
    void shouldLeaveTheProofToDecideWhereIdlenessIsUnknown() {
        final Machine machine = new Machine(2, 1);
        machine.load.idleProcessors = -1;
        machine.offered = 2.0 * EACH;
        machine.run(2_000);
        assertEquals(2, machine.width());
    }

    @Test
    void shouldNotBeMisledByAWorkerWithANewThread() {
        final Machine machine = new Machine(2, 1);
        machine.offered = 0.5 * EACH;
        machine.run(10_000);
        for (int i = 0; i < 20; i++) {
            machine.load.replace(0);
            machine.run(500);
        }
        assertEquals(0, machine.changes, machine.policy::lastDecision);
    }

    @Test
    void shouldHaveNothingToDoWithOneWorker() {
        final Machine machine = new Machine(1, 1);
        assertEquals(0, machine.policy.periodMs());
        assertEquals("there is one worker", machine.policy.lastDecision());
    }

    @Test
    void shouldUseAllWorkersWhereTheKernelChoosesQueuesAndAdaptAgainAfterwards() {
        final Machine machine = new Machine(4, 1);
        machine.load.unsteeredPorts = 1;
        machine.offered = 0.1 * EACH;
        machine.run(1_000);
        final short[] even = new short[BUCKETS];
        Buckets.even(even, 4);
        assertArrayEquals(even, machine.owners);
        assertTrue(
                machine.policy.lastDecision().startsWith("all workers: the kernel chooses"),
                machine.policy::lastDecision);
        machine.load.unsteeredPorts = 0;
        machine.run(10_000);
        assertEquals(1, machine.width());
    }

    /** A move by hand lasts until the width changes for a reason of its own. */
    @Test
    void shouldLeaveBucketsMovedByHandUntilTheWidthChanges() {
        final Machine machine = new Machine(4, 2);
        machine.offered = 0.7 * EACH;
        machine.run(1_000);
        Arrays.fill(machine.owners, 0, 1000, (short) 1);
        final short[] moved = machine.owners.clone();
        machine.run(60_000);
        assertArrayEquals(moved, machine.owners, machine.policy::lastDecision);
        machine.offered = 0.1 * EACH;
        machine.run(4_000);
        assertArrayEquals(moved, machine.owners, "too early");
        machine.run(2_000);
        assertEquals(1, machine.width());
    }
}
