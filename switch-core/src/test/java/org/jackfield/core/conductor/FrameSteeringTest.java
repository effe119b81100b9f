package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jackfield.api.admin.FlowInfo;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** A policy that decides for each frame: who is asked, what becomes of the answer, and what a broken one costs. */
class FrameSteeringTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final int FRAMES = 100;

    private final SwitchRig rig = new SwitchRig(2);
    private final WirePort in = rig.port("in", "queues=2");
    private final WirePort out = rig.port("out", "queues=2");

    /** Answers as the test says, and remembers what it was told. */
    private static final class Scripted implements SteeringPolicy {
        private FrameSteering script = (batch, owners, context) -> {};
        private boolean measures;
        private IntPredicate decidesOn = worker -> true;
        private BucketLoad load = new BucketLoad(new long[0], new long[0]);
        private int asked;

        @Override
        public String policyName() {
            return "scripted";
        }

        @Override
        public boolean preservesOrder() {
            return false;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            Arrays.fill(owners, (short) 0);
        }

        @Override
        public long periodMs() {
            return measures ? 100 : 0;
        }

        @Override
        public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
            return decidesOn.test(worker) ? Optional.of(this::assign) : Optional.empty();
        }

        private void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
            asked++;
            script.assign(batch, owners, context);
        }

        @Override
        public boolean measuresBuckets() {
            return measures;
        }

        @Override
        public void measured(final BucketLoad now) {
            load = now;
        }
    }

    private final Scripted policy = new Scripted();

    private void deploy() {
        out.inject(0, Frames.broadcast(B));
        rig.settle();
        in.takeWritten();
        rig.running.policies(List.of(policy));
        rig.settle();
    }

    private void send() {
        for (int i = 0; i < FRAMES; i++) {
            in.inject(0, Frames.numbered(A, B, i % 7, i));
        }
        rig.settle();
    }

    private long processed(final int worker) {
        return rig.running.view().workers().get(worker).processed();
    }

    private boolean told(final String text) {
        return rig.events.stream()
                .filter(event -> event.kind() == SwitchEvent.Kind.STEERING_CHANGED)
                .anyMatch(event -> event.text().contains(text));
    }

    @Test
    void shouldFollowThePolicyFrameByFrame() {
        policy.script = (batch, owners, context) -> {
            assertEquals(2, context.workers());
            assertTrue(context.backlog(0) >= 0 && context.backlog(1) >= 0);
            for (int i = 0; i < batch.count; i++) {
                owners[i] = (short) (i % 2);
            }
        };
        deploy();
        final long before = processed(1);
        send();
        assertEquals(FRAMES / 2, processed(1) - before);
        assertEquals(FRAMES, out.takeWritten().size());
        assertTrue(rig.running.view().steering().byFrame());
        rig.assertAtRest();
    }

    @Test
    void shouldLeaveFramesItSaysNothingAboutToTheOwnersOfTheirBuckets() {
        deploy();
        final long before = processed(1);
        send();
        assertTrue(policy.asked > 0);
        assertEquals(before, processed(1));
        assertEquals(FRAMES, out.takeWritten().size());
    }

    @Test
    void shouldGoOnByBucketsWithoutAPolicyThatThrows() {
        policy.script = (batch, owners, context) -> {
            owners[0] = 1;
            throw new IllegalStateException("oops");
        };
        deploy();
        send();
        assertEquals(1, policy.asked);
        assertEquals(FRAMES, out.takeWritten().size());
        assertTrue(told("threw on a worker: java.lang.IllegalStateException: oops"), () -> rig.events.toString());
        assertFalse(rig.running.view().steering().byFrame(), "nobody keeps its code");
        rig.assertAtRest();
    }

    @Test
    void shouldRefuseAWorkerThatDoesNotExist() {
        policy.script = (batch, owners, context) -> owners[batch.count - 1] = 2;
        deploy();
        send();
        assertEquals(FRAMES, out.takeWritten().size());
        assertTrue(told("gave a frame to worker 2, there are workers 0 to 1"), () -> rig.events.toString());
    }

    @Test
    void shouldRefuseOneThatChangesTheBatchAndUndoThat() {
        policy.script = (batch, owners, context) -> {
            batch.id[0] = 0;
            batch.hash[0] = 0;
            batch.count = 1;
            batch.limit = 0;
            batch.ingressPort = 1;
            batch.generation++;
        };
        deploy();
        send();
        assertEquals(FRAMES, out.takeWritten().size());
        assertTrue(told("changed which frames a batch has"), () -> rig.events.toString());
        rig.assertAtRest();
    }

    @Test
    void shouldReadOnAfterAPolicyThatSaysThatNothingMoreIsToBeRead() {
        policy.script = (batch, owners, context) -> batch.limit = 0;
        deploy();
        send();
        send();
        assertEquals(2 * FRAMES, out.takeWritten().size());
        assertTrue(told("changed which frames a batch has"), () -> rig.events.toString());
        rig.assertAtRest();
    }

    @Test
    void shouldGiveABrokenOneAnotherChanceWhenItIsDeployedAnew() {
        policy.script = (batch, owners, context) -> owners[0] = -1;
        deploy();
        send();
        policy.script = (batch, owners, context) -> {};
        rig.running.policies(List.of());
        rig.settle();
        rig.running.policies(List.of(policy));
        rig.settle();
        assertTrue(rig.running.view().steering().byFrame());
    }

    @Test
    void shouldRefuseOneThatDecidesOnSomeWorkersOnly() {
        policy.decidesOn = worker -> worker == 0;
        deploy();
        assertTrue(told("it decides for each frame on 1 of 2 workers; all or none must"), () -> rig.events.toString());
        send();
        assertEquals(FRAMES, out.takeWritten().size());
    }

    @Test
    void shouldTellWhatWentThroughBuckets() {
        policy.measures = true;
        deploy();
        send();
        rig.clock.advanceMs(200);
        rig.settle();
        assertEquals(FRAMES, Arrays.stream(policy.load.frames()).sum());
        final long bytes = Frames.numbered(A, B, 0, 0).length;
        assertEquals(FRAMES * bytes, Arrays.stream(policy.load.bytes()).sum());
        rig.running.policies(List.of());
        rig.settle();
        assertNull(rig.running.plane().view().steering.buckets, "nobody wants to know any more");
    }

    @Test
    void shouldGoOnWithoutAPolicyThatDoesNotReturn() {
        policy.script = (batch, owners, context) -> {
            policy.script = (b, o, c) -> {};
            rig.loseWorker();
            rig.settle();
            assertTrue(told("worker 0 did not come back from assign"), () -> rig.events.toString());
            in.inject(0, Frames.numbered(A, B, 1, 1));
            rig.settle();
            assertEquals(1, out.takeWritten().size());
        };
        deploy();
        final long before = rig.drops("worker-lost");
        in.inject(0, Frames.numbered(A, B, 2, 2));
        rig.settle();
        assertEquals(1, rig.drops("worker-lost") - before, "the frame that was in its code");
        assertTrue(rig.ledger().balanced(), () -> rig.ledger().toString());
    }

    @Test
    void shouldTellWhereAFlowGoes() {
        rig.running.policies(List.of());
        rig.settle();
        out.inject(0, Frames.broadcast(B));
        rig.settle();
        for (int flow = 0; flow < 20; flow++) {
            final byte[] frame = Frames.numbered(A, B, flow, 0);
            final FlowInfo told = rig.running.view().flow(frame);
            final long before = processed(told.owner());
            in.inject(0, frame);
            rig.settle();
            assertEquals(1, processed(told.owner()) - before, () -> told.toString());
            assertEquals(
                    List.of("in", "out"),
                    told.queues().stream().map(FlowInfo.FlowQueue::port).toList());
            assertEquals(-1, told.queues().get(0).queue(), "the kernel chooses: this wire has no table");
        }
    }
}
