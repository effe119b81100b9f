package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.DistributionInfo;
import org.jackfield.api.admin.MeasuresInfo;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** What workers measure on demand, in a time that stands still but where the test moves it. */
class MeasuresTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final int FRAMES = 40;

    private final SwitchRig rig = new SwitchRig(2);
    private final WirePort in = rig.port("in", "queues=2");
    private final WirePort out = rig.port("out", "queues=2");

    /** Gives all frames to worker 1, and takes its time. */
    private final class Slow implements SteeringPolicy, FrameSteering {
        private long takesNs;

        @Override
        public String policyName() {
            return "slow";
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            Arrays.fill(owners, (short) 1);
        }

        @Override
        public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
            return Optional.of(this);
        }

        @Override
        public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
            rig.clock.advanceNs(takesNs);
        }
    }

    private final Slow policy = new Slow();

    private void start() {
        out.inject(0, Frames.broadcast(B));
        in.inject(0, Frames.unicast(A, B));
        rig.running.policies(List.of(policy));
        rig.settle();
        out.takeWritten();
    }

    private void measure(final boolean on, final long seconds) throws AdminException {
        rig.running.admin().measure(on, seconds);
        rig.settle();
    }

    private void send(final int queue) {
        for (int i = 0; i < FRAMES; i++) {
            in.inject(queue, Frames.numbered(A, B, i, i));
        }
    }

    private MeasuresInfo measures() {
        return rig.running.view().measures();
    }

    private MeasuresInfo.QueueMeasures queue(final String port, final int queue) {
        return measures().queues().stream()
                .filter(one -> one.port().equals(port) && one.queue() == queue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldMeasureNothingUnlessAsked() {
        start();
        send(0);
        rig.settle();
        assertEquals(MeasuresInfo.NONE, measures());
        assertNull(rig.running.plane().view().measures);
    }

    @Test
    void shouldMeasureFramesAWorkerReadsAndProcessesItself() throws Exception {
        start();
        measure(true, 0);
        policy.takesNs = 1000;
        send(1);
        rig.settle();
        final MeasuresInfo.WorkerMeasures worker = measures().workers().get(1);
        assertEquals(FRAMES, worker.rxFrames());
        assertEquals(FRAMES, worker.processed());
        assertEquals(1, worker.batches());
        assertEquals(
                new DistributionInfo.Part(32, 63, 1),
                worker.batchSizes().parts().get(0));
        assertEquals(FRAMES, worker.sojournNs().count());
        assertEquals(1000, worker.sojournNs().greatest());
        assertEquals(1000, worker.sojournNs().mean());
        assertEquals(1000, worker.sojournNs().p50(), "the class ends above, the greatest is known");
        assertEquals(0, worker.ringNs().count());
        assertTrue(worker.ringDepth().count() > 0 && worker.ringDepth().greatest() == 0);
        final MeasuresInfo.QueueMeasures queue = queue("in", 1);
        assertEquals(FRAMES, queue.frames());
        assertEquals((long) FRAMES * Frames.numbered(A, B, 0, 0).length, queue.bytes());
        assertEquals(1, queue.worker());
        assertEquals(1, queue.batches());
        assertEquals(0, queue.unfinished());
        assertEquals(1000, queue.sojournNs().greatest());
        assertEquals(0, queue("in", 0).frames(), "what was read before does not count");
    }

    @Test
    void shouldMeasureFramesThatAreHandedOverFromTheirReadOnAndTheirTimeInTheRing() throws Exception {
        start();
        measure(true, 0);
        policy.takesNs = 1000;
        send(0);
        rig.step(0);
        rig.clock.advanceNs(5000);
        rig.step(1);
        rig.settle();
        final MeasuresInfo.WorkerMeasures reader = measures().workers().get(0);
        final MeasuresInfo.WorkerMeasures owner = measures().workers().get(1);
        assertEquals(FRAMES, reader.handoffOut());
        assertEquals(FRAMES, owner.handoffIn());
        assertEquals(0, reader.sojournNs().count(), "it processed none");
        assertEquals(FRAMES, owner.ringNs().count());
        assertEquals(5000, owner.ringNs().greatest());
        assertEquals(FRAMES, owner.sojournNs().count());
        assertEquals(6000, owner.sojournNs().greatest());
        assertEquals(2, owner.ringDepth().greatest(), "slots of 32 frames");
        assertEquals(1000, queue("in", 0).sojournNs().greatest());
        rig.assertAtRest();
    }

    @Test
    void shouldTellOfQueuesThatAreNotEmptied() throws Exception {
        start();
        measure(true, 0);
        for (int i = 0; i < 300; i++) {
            in.inject(1, Frames.numbered(A, B, 1, i));
        }
        rig.settle();
        assertEquals(300, queue("in", 1).frames());
        assertTrue(queue("in", 1).unfinished() > 0);
        assertTrue(queue("in", 1).unfinished() < queue("in", 1).batches());
    }

    @Test
    void shouldMeasureQueuesThatComeMeanwhile() throws Exception {
        start();
        measure(true, 0);
        final WirePort late = rig.port("late", "queues=1");
        late.inject(0, Frames.numbered(A, B, 1, 1));
        rig.settle();
        assertEquals(1, queue("late", 0).frames());
        assertEquals(1, queue("late", 0).sojournNs().count());
    }

    @Test
    void shouldCountFlowsThatAnotherWorkerTakesOver() throws Exception {
        start();
        rig.running.admin().measure(true, 0, true);
        rig.settle();
        send(0);
        send(1);
        rig.settle();
        assertEquals(0, flowsMoved(), "all flows are worker 1's");
        rig.running.admin().moveBuckets(0, 1023, 0);
        rig.settle();
        send(1);
        send(0);
        rig.settle();
        assertEquals(FRAMES, flowsMoved(), "each once");
        rig.running.admin().moveBuckets(0, 1023, 1);
        rig.settle();
        send(0);
        rig.settle();
        assertEquals(2 * FRAMES, flowsMoved());
        assertEquals(1, measures().moveSample());
        assertEquals(0, measures().workers().get(0).flowsDisplaced());
    }

    private long flowsMoved() {
        return measures().workers().stream()
                .mapToLong(worker -> worker.flowsMoved())
                .sum();
    }

    @Test
    void shouldEndByItselfAndKeepWhatWasMeasured() throws Exception {
        start();
        measure(true, 3);
        send(0);
        rig.settle();
        assertTrue(measures().on());
        assertEquals(3, measures().secondsLeft(), 1e-6);
        rig.clock.advanceSeconds(3);
        rig.settle();
        assertNull(rig.running.plane().view().measures);
        assertFalse(measures().on());
        assertEquals(3, measures().seconds(), 1e-6);
        send(0);
        rig.settle();
        assertEquals(FRAMES, measures().workers().get(0).rxFrames());
        assertEquals(
                List.of("workers measure, for 3 s from now on", "workers measure no more"),
                rig.events.stream()
                        .filter(event -> event.kind() == Kind.WORKER)
                        .map(event -> event.text())
                        .toList());
    }

    @Test
    void shouldBeginAnewEachTime() throws Exception {
        start();
        measure(true, 0);
        send(0);
        rig.settle();
        measure(true, 0);
        assertEquals(0, measures().workers().get(0).rxFrames());
        assertEquals(0, measures().workers().get(1).sojournNs().count());
        assertEquals(0, queue("in", 0).frames());
        measure(false, 0);
        measure(false, 0);
        assertFalse(measures().on());
    }

    @Test
    void shouldRefuseTimesThatMakeNoSense() {
        for (final long seconds : new long[] {-1, 86_401}) {
            final AdminException refused =
                    assertThrows(AdminException.class, () -> rig.running.admin().measure(true, seconds));
            assertTrue(String.valueOf(refused.getMessage()).contains("is not between 1 and 86400 s"));
        }
    }
}
