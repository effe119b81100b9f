package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** Which policy decides, when it is asked, what it is told and what others are told of it. */
class SteeringControlTest {
    private final SwitchRig rig = new SwitchRig(2);

    private final ScriptedPolicy first = new ScriptedPolicy("first", false, 0);
    private final ScriptedPolicy second = new ScriptedPolicy("second", false, 1);

    SteeringControlTest() {
        first.reason = "";
        second.reason = "";
    }

    private void deploy(final SteeringPolicy... ranked) {
        rig.running.policies(List.of(ranked));
        rig.settle();
    }

    /** Chooses as a command does, on a thread that waits. */
    private void choose(final String name) throws Exception {
        rig.command(() -> rig.running.admin().choosePolicy(name));
    }

    private String refusal(final String name) {
        final ExecutionException failed = assertThrows(ExecutionException.class, () -> choose(name));
        return String.valueOf(failed.getCause().getCause().getMessage());
    }

    private SteeringInfo steering() {
        return rig.running.view().steering();
    }

    private int owner() {
        assertEquals(1, steering().owners().size(), "one worker owns all");
        return steering().owners().get(0).worker();
    }

    private List<String> told() {
        return rig.events.stream()
                .filter(event -> event.kind() == Kind.STEERING_CHANGED)
                .map(SwitchEvent::text)
                .toList();
    }

    @Test
    void shouldFollowTheFirstPolicyUntilAnotherIsChosen() throws Exception {
        deploy(first, second);
        assertEquals(0, owner());
        choose("second");
        assertEquals(1, owner());
        assertEquals("second", steering().policy());
        choose(SteeringInfo.AUTO);
        assertEquals(0, owner());
        assertEquals(List.of("first", "second"), steering().policies());
    }

    @Test
    void shouldSpreadEvenlyWithoutAnyPolicy() {
        deploy(first);
        assertEquals(1, steering().width());
        deploy();
        assertEquals(2, steering().width());
        assertEquals("even", steering().policy());
    }

    @Test
    void shouldWaitForAPreferredPolicyAndComeBackToIt() {
        rig.running.preferPolicy("second");
        deploy(first);
        assertEquals("first", steering().policy());
        assertEquals("second", steering().chosen());
        deploy(first, second);
        assertEquals(1, owner());
        deploy(first);
        assertEquals(0, owner());
    }

    @Test
    void shouldNotAskThePolicyInForceBecauseAnotherComes() {
        deploy(first);
        deploy(first, second);
        assertEquals(1, first.decisions);
        assertEquals(0, second.decisions);
    }

    @Test
    void shouldRefuseAPolicyNobodyHasDeployedAndNameThoseThatAre() {
        deploy(first, second);
        assertEquals(
                "choosing policy third failed: no policy is named third; there are first, second, auto and manual",
                refusal("third"));
        assertEquals("first", steering().policy());
    }

    @Test
    void shouldGoBackToThePolicyBeforeWhenAChosenOneCannotBeFollowed() {
        deploy(first, second);
        second.owner = 2;
        assertTrue(refusal("second").contains("bucket 0 was given to worker 2, there are workers 0 to 1"));
        assertEquals("first", steering().policy());
        assertEquals(SteeringInfo.AUTO, steering().chosen());
        assertEquals(0, owner());
    }

    @Test
    void shouldLeaveBucketsWhereTheyArePutWhenNobodyDecides() throws Exception {
        first.periodMs = 100;
        deploy(first);
        choose(SteeringInfo.MANUAL);
        rig.running.admin().moveBuckets(0, 511, 1);
        final int asked = first.decisions;
        rig.clock.advanceMs(10_000);
        rig.settle();
        deploy(first, second);
        assertEquals(2, steering().owners().size());
        assertEquals(1, steering().owners().get(0).worker());
        assertEquals(asked, first.decisions);
        assertEquals(SteeringInfo.MANUAL, steering().policy());
    }

    @Test
    void shouldAskAgainAfterThePeriodOfTheLastDecision() {
        first.periodMs = 100;
        deploy(first);
        rig.clock.advanceMs(99);
        rig.settle();
        assertEquals(1, first.decisions);
        first.periodMs = 1000;
        rig.clock.advanceMs(1);
        rig.settle();
        assertEquals(2, first.decisions);
        rig.clock.advanceMs(999);
        rig.settle();
        assertEquals(2, first.decisions, "the second period is longer");
        first.periodMs = 0;
        rig.clock.advanceMs(1);
        rig.settle();
        rig.clock.advanceMs(60_000);
        rig.settle();
        assertEquals(3, first.decisions, "and then it has seen enough");
    }

    @Test
    void shouldTellWhyOwnersChangedOnceForEachChange() {
        first.periodMs = 100;
        first.reason = "one is enough";
        deploy(first);
        for (int period = 0; period < 10; period++) {
            rig.clock.advanceMs(100);
            rig.settle();
        }
        assertEquals(List.of("one is enough"), told());
        assertEquals("one is enough", steering().reason());
        first.owner = 1;
        first.reason = "";
        rig.clock.advanceMs(100);
        rig.settle();
        assertEquals(List.of("one is enough"), told(), "a periodic policy without a reason moves silently");
        assertEquals(1, owner());
    }

    @Test
    void shouldTellOnceOfAPeriodicPolicyThatCannotBeFollowed() {
        first.periodMs = 100;
        first.owner = -1;
        deploy(first);
        for (int period = 0; period < 10; period++) {
            rig.clock.advanceMs(100);
            rig.settle();
        }
        assertEquals(11, first.decisions);
        assertEquals(1, told().size(), () -> told().toString());
    }

    @Test
    void shouldTellAPolicyTimeAndLoad() {
        rig.clock.advanceMs(4711);
        deploy(first);
        assertEquals(rig.clock.getAsLong(), first.seen.nowNs());
        assertEquals(2, first.seen.workers());
        assertEquals(2, first.seen.frames().length);
        assertEquals(-1, first.seen.cpuNs()[0], "workers without threads have no CPU time");
        assertTrue(first.seen.idleProcessors() <= Runtime.getRuntime().availableProcessors());
    }

    /** Worker 0 reads what the owner of the buckets processes. */
    @Test
    void shouldTellAPolicyTurnsAndWhoReadsAndWhoProcesses() {
        final WirePort in = rig.port("in", "queues=2");
        second.periodMs = 100;
        deploy(second);
        final SteeringState before = second.seen;
        for (int i = 0; i < 10; i++) {
            in.inject(0, Frames.numbered(0x0200_0000_0001L, 0x0200_0000_0002L, i, 0));
        }
        rig.settle();
        rig.clock.advanceMs(100);
        rig.settle();
        final SteeringState after = second.seen;
        assertEquals(10, after.framesRead()[0] - before.framesRead()[0]);
        assertEquals(0, after.framesRead()[1] - before.framesRead()[1]);
        assertEquals(10, after.frames()[1] - before.frames()[1]);
        assertTrue(after.turns()[0] > before.turns()[0]);
        assertTrue(after.turns()[1] > before.turns()[1]);
    }

    /** Queues that only their own reader fills bring frames to their owner, whatever the kernel does. */
    @Test
    void shouldCountPortsWhoseFramesMayComeToTheWrongWorker() {
        rig.add("steered", new WirePort(rig.wire).steering(table -> {}), "queues=2");
        rig.port("narrow", "queues=1");
        rig.add("inward", new InwardPort(), "queues=2");
        deploy(first);
        assertEquals(0, first.seen.unsteeredPorts());
        rig.port("stray", "queues=2");
        deploy(second, first);
        assertEquals(1, second.seen.unsteeredPorts());
        assertEquals(List.of("inward", "stray"), steering().unsteeredPorts());
    }

    /** A port as two bridges are joined by: what worker w reads, worker w has sent. */
    private static final class InwardPort implements Port {
        private final RxQueue rx = new RxQueue() {
            @Override
            public int receive(final FrameBatch batch) {
                return 0;
            }

            @Override
            public int wakeFd() {
                return OWN_WORKER;
            }
        };
        private final TxQueue tx = new TxQueue() {
            @Override
            public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
                throw new AssertionError("nobody sends here");
            }

            @Override
            public int complete(final FramePool pool) {
                return 0;
            }
        };

        @Override
        public PortCapabilities capabilities() {
            return new PortCapabilities(2, 68, 1500);
        }

        @Override
        public void open(final PortHost host, final PortSettings settings, final int queues) throws PortException {
            host.attach(0, rx, tx);
            host.attach(1, rx, tx);
        }

        @Override
        public void setQueues(final int queues) {}

        @Override
        public boolean reconfigure(final PortSettings settings) {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldAskAPolicyThatWasConfiguredAnew() {
        deploy(first);
        final int before = first.decisions;
        first.owner = 1;
        rig.running.policyChanged();
        rig.settle();
        assertEquals(before + 1, first.decisions);
        assertEquals(1, rig.running.view().steering().owners().get(0).worker());
    }
}
