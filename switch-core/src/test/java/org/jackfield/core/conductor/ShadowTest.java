package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.jackfield.api.admin.LedgerInfo;
import org.jackfield.api.admin.ShadowInfo;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.linux.keep.Kept;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** Policies beside the one in force: they see the frames, are counted, and change nothing; broken ones go. */
class ShadowTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final int FRAMES = 100;
    private static final int FLOWS = 23;

    private SwitchRig rig = new SwitchRig(2);
    private WirePort in = rig.port("in", "queues=2");
    private WirePort out = rig.port("out", "queues=2");

    private final ScriptedPolicy inForce = new ScriptedPolicy("in-force", false, 0);
    private final ScriptedPolicy byBucket = new ScriptedPolicy("by-bucket", false, 1);
    private final ScriptedPolicy byFrame = new ScriptedPolicy("by-frame", true, 1);

    private void deploy(final SteeringPolicy... others) {
        final List<SteeringPolicy> ranked = new ArrayList<>(List.of(inForce));
        ranked.addAll(List.of(others));
        rig.running.policies(ranked);
        rig.settle();
    }

    private void learn() {
        out.inject(0, Frames.broadcast(B));
        rig.settle();
        in.takeWritten();
    }

    private void add(final String name, final int sample) throws Exception {
        rig.command(() -> rig.running.admin().addShadow(name, sample));
    }

    private void remove(final String name) throws Exception {
        rig.command(() -> rig.running.admin().removeShadow(name));
    }

    private String refusal(final SwitchRig.Command command) {
        final ExecutionException failed = assertThrows(ExecutionException.class, () -> rig.command(command));
        return String.valueOf(failed.getCause().getCause().getMessage());
    }

    private List<byte[]> send() {
        for (int i = 0; i < FRAMES; i++) {
            in.inject(i % 2, Frames.numbered(A, B, i % FLOWS, i));
        }
        rig.settle();
        return out.takeWritten();
    }

    private ShadowInfo shadow(final String name) {
        return rig.running.view().shadows().stream()
                .filter(shadow -> shadow.policy().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private boolean told(final String name, final String text) {
        return rig.events.stream()
                .anyMatch(event -> event.kind() == Kind.SHADOW
                        && event.subject().equals(name)
                        && event.text().contains(text));
    }

    private void assertGone(final String name, final String why) {
        assertTrue(told(name, why), () -> rig.events.toString());
        assertEquals(List.of(), rig.running.view().shadows());
        assertNull(rig.running.plane().view().shadows, "workers know none");
        assertEquals("in-force", rig.running.view().steering().policy());
        assertEquals(FRAMES, send().size());
        rig.assertAtRest();
    }

    @Test
    void shouldTellWhatABucketPolicyWouldDo() throws Exception {
        deploy(byBucket);
        learn();
        add("by-bucket", 1);
        send();
        final ShadowInfo shadow = shadow("by-bucket");
        assertTrue(shadow.active());
        assertFalse(shadow.byFrame());
        assertEquals(FRAMES, shadow.frames());
        assertEquals(FRAMES, shadow.different(), "all to 1 instead of 0");
        assertEquals(FRAMES / 2, shadow.handoffs(), "what worker 0 reads");
        assertEquals(FRAMES / 2, shadow.handoffsInForce(), "what worker 1 reads");
        assertEquals(
                List.of(new ShadowInfo.Share(0, 0, FRAMES, 0, 0), new ShadowInfo.Share(1, FRAMES, 0, 0, 0)),
                shadow.workers());
        assertEquals(1, shadow.decisions());
        assertEquals(0, shadow.bucketsMoved(), "its first owners are no moves");
        assertEquals("all to 1", shadow.reason());
        assertEquals(0, byBucket.seen.nowNs() - inForce.seen.nowNs(), "of the same clock");
    }

    @Test
    void shouldTellWhatAPolicyThatDecidesForEachFrameWouldDo() throws Exception {
        byFrame.script = (batch, owners, context) -> {
            assertEquals(2, context.workers());
            assertTrue(context.backlog(0) >= 0);
            for (int i = 0; i < batch.count; i++) {
                assertEquals(1, owners[i], "its own owner of the bucket");
                owners[i] = (short) (i % 2);
                rig.clock.advanceNs(5);
            }
        };
        deploy(byFrame);
        learn();
        add("by-frame", 1);
        send();
        final ShadowInfo shadow = shadow("by-frame");
        assertTrue(shadow.byFrame());
        assertEquals(FRAMES, shadow.frames());
        assertEquals(FRAMES / 2, shadow.workers().get(1).frames());
        assertEquals(FRAMES / 2, shadow.different());
        assertEquals(5, shadow.costNs(), 0.001);
        assertTrue(shadow.flowsMoved() > 0, "a flow goes here and there");
    }

    @Test
    void shouldCompareWithAPolicyThatDecidesForEachFrame() throws Exception {
        final ScriptedPolicy active = new ScriptedPolicy("active", true, 0);
        active.script = (batch, owners, context) -> Arrays.fill(owners, 0, batch.count, (short) 1);
        rig.running.policies(List.of(active, byBucket, byFrame));
        rig.settle();
        learn();
        add("by-bucket", 1);
        add("by-frame", 1);
        send();
        for (final String name : List.of("by-bucket", "by-frame")) {
            assertEquals(FRAMES, shadow(name).frames());
            assertEquals(0, shadow(name).different(), name);
            assertEquals(FRAMES, shadow(name).workers().get(1).framesInForce());
        }
    }

    /** One switch with shadows and one without, step by step the same. */
    @Test
    void shouldChangeNothing() throws Exception {
        deploy(byBucket, byFrame);
        learn();
        final List<byte[]> without = send();
        final LedgerInfo ledgerWithout = rig.ledger();
        final long[] countersWithout = counters();
        rig = new SwitchRig(2);
        in = rig.port("in", "queues=2");
        out = rig.port("out", "queues=2");
        byFrame.script = (batch, owners, context) -> Arrays.fill(owners, 0, batch.count, (short) 0);
        deploy(byBucket, byFrame);
        add("by-bucket", 1);
        add("by-frame", 2);
        learn();
        final List<byte[]> with = send();
        assertEquals(without.size(), with.size());
        for (int i = 0; i < with.size(); i++) {
            assertArrayEquals(without.get(i), with.get(i));
        }
        assertEquals(ledgerWithout, rig.ledger());
        assertArrayEquals(countersWithout, counters());
        assertEquals(1, rig.running.view().steering().width());
        assertTrue(shadow("by-frame").frames() > 0);
        rig.assertAtRest();
    }

    private long[] counters() {
        return rig.running.view().workers().stream()
                .flatMapToLong(worker -> LongStream.of(
                        worker.rxFrames(),
                        worker.processed(),
                        worker.handoffOut(),
                        worker.handoffIn(),
                        worker.batches(),
                        worker.ownedBuckets()))
                .toArray();
    }

    @Test
    void shouldSeeAllFramesOfAFlowOrNone() throws Exception {
        final Map<Integer, Integer> seen = new HashMap<>();
        byFrame.script = (batch, owners, context) -> {
            for (int i = 0; i < batch.count; i++) {
                seen.merge(batch.hash[i], 1, Integer::sum);
            }
        };
        deploy(byFrame);
        learn();
        add("by-frame", 4);
        final int flows = 400;
        final int each = 3;
        for (int n = 0; n < each; n++) {
            for (int flow = 0; flow < flows; flow++) {
                in.inject(flow % 2, Frames.numbered(A, B, flow, n));
            }
            rig.settle();
        }
        assertTrue(seen.size() > flows / 16 && seen.size() < flows / 2, () -> seen.size() + " of " + flows);
        assertEquals(Set.of(each), new HashSet<>(seen.values()));
        assertEquals((long) each * seen.size(), shadow("by-frame").frames());
    }

    @Test
    void shouldRemoveOneThatThrows() throws Exception {
        byFrame.script = (batch, owners, context) -> {
            throw new IllegalStateException("oops");
        };
        deploy(byFrame);
        learn();
        add("by-frame", 1);
        assertEquals(FRAMES, send().size());
        assertGone("by-frame", "is no shadow any more: threw on a worker: java.lang.IllegalStateException: oops");
    }

    @Test
    void shouldRemoveOneThatNamesAWorkerThatDoesNotExist() throws Exception {
        byFrame.script = (batch, owners, context) -> owners[batch.count - 1] = 2;
        deploy(byFrame);
        learn();
        add("by-frame", 1);
        assertEquals(FRAMES, send().size());
        assertGone("by-frame", "gave a frame to worker 2, there are workers 0 to 1");
    }

    @Test
    void shouldRemoveOneThatChangesTheBatch() throws Exception {
        final List<FrameSteering> changes = List.of(
                (batch, owners, context) -> batch.id[0] ^= 1,
                (batch, owners, context) -> batch.len[0]++,
                (batch, owners, context) -> batch.hash[0]++,
                (batch, owners, context) -> batch.count = 0,
                (batch, owners, context) -> batch.limit = 0,
                (batch, owners, context) -> batch.ingressPort++,
                (batch, owners, context) -> batch.generation++);
        deploy(byFrame);
        learn();
        for (final FrameSteering change : changes) {
            byFrame.script = change;
            rig.events.clear();
            add("by-frame", 1);
            assertEquals(FRAMES, send().size());
            assertGone("by-frame", "changed which frames a batch has");
        }
    }

    @Test
    void shouldRemoveOneThatDoesNotReturnAndReplaceTheWorker() throws Exception {
        byFrame.script = (batch, owners, context) -> {
            byFrame.script = (b, o, c) -> {};
            rig.loseWorker();
        };
        deploy(byFrame);
        learn();
        add("by-frame", 1);
        in.inject(0, Frames.numbered(A, B, 2, 2));
        rig.settle();
        assertEquals(1, rig.replaced());
        assertEquals(1, rig.drops("worker-lost"), "the frame that the worker held");
        assertGone("by-frame", "did not come back from assign");
    }

    @Test
    void shouldGoOnWithAReplacedWorker() throws Exception {
        deploy(byBucket, byFrame);
        learn();
        add("by-bucket", 1);
        add("by-frame", 1);
        final StubbornPort bad = new StubbornPort();
        bad.inCode = method -> {
            if (method.equals("receive")) {
                bad.behave();
                rig.loseWorker();
            }
        };
        rig.add("bad", bad);
        assertEquals(1, rig.replaced());
        assertEquals(FRAMES, send().size());
        assertEquals(FRAMES, shadow("by-bucket").frames());
        assertEquals(FRAMES, shadow("by-frame").frames());
        assertEquals(FRAMES, shadow("by-frame").workers().get(1).frames());
    }

    @Test
    void shouldRemoveOneThatBreaksWhileItDecides() throws Exception {
        byBucket.periodMs = 100;
        deploy(byBucket);
        learn();
        add("by-bucket", 1);
        byBucket.owner = 7;
        rig.clock.advanceMs(200);
        rig.settle();
        assertGone("by-bucket", "it gave bucket 0 to worker 7, there are workers 0 to 1");
        byBucket.owner = 1;
        add("by-bucket", 1);
        byBucket.broken = new IllegalStateException("oops");
        rig.clock.advanceMs(200);
        rig.settle();
        assertGone("by-bucket", "it threw java.lang.IllegalStateException: oops");
    }

    @Test
    void shouldRefuseWhatCannotBeAShadow() throws Exception {
        final ScriptedPolicy half = new ScriptedPolicy("half", true, 0);
        half.decidesOn = worker -> worker == 0;
        final ScriptedPolicy broken = new ScriptedPolicy("broken", false, 0);
        broken.broken = new IllegalStateException("oops");
        deploy(byBucket, half, broken);
        assertTrue(refusal(() -> rig.running.admin().addShadow("unknown", 1))
                .contains("no policy of this name is deployed; there are in-force, by-bucket, half, broken"));
        assertTrue(refusal(() -> rig.running.admin().addShadow("in-force", 1)).contains("it is in force"));
        assertTrue(refusal(() -> rig.running.admin().addShadow("half", 1)).contains("on 1 of 2 workers; all or none"));
        assertTrue(refusal(() -> rig.running.admin().addShadow("broken", 1)).contains("its code threw"));
        assertTrue(refusal(() -> rig.running.admin().addShadow("by-bucket", 3)).contains("give a power of two"));
        assertTrue(
                refusal(() -> rig.running.admin().addShadow("by-bucket", 2048)).contains("give a power of two"));
        assertTrue(refusal(() -> rig.running.admin().removeShadow("by-bucket")).contains("there is no such shadow"));
        add("by-bucket", 1);
        assertTrue(refusal(() -> rig.running.admin().addShadow("by-bucket", 1)).contains("it is a shadow already"));
        assertEquals(1, rig.running.view().shadows().size());
    }

    @Test
    void shouldEvaluateFourAtOnceAndNoMore() throws Exception {
        final ScriptedPolicy third = new ScriptedPolicy("third", true, 0);
        final ScriptedPolicy fourth = new ScriptedPolicy("fourth", false, 0);
        final ScriptedPolicy fifth = new ScriptedPolicy("fifth", false, 0);
        deploy(byBucket, byFrame, third, fourth, fifth);
        learn();
        for (final String name : List.of("by-bucket", "by-frame", "third", "fourth")) {
            add(name, 1);
        }
        assertTrue(refusal(() -> rig.running.admin().addShadow("fifth", 1)).contains("there are 4 shadows"));
        assertEquals(FRAMES, send().size());
        final List<ShadowInfo> all = rig.running.view().shadows();
        assertEquals(
                List.of("by-bucket", "by-frame", "third", "fourth"),
                all.stream().map(ShadowInfo::policy).toList());
        all.forEach(shadow -> assertEquals(FRAMES, shadow.frames(), shadow.policy()));
        assertEquals(
                List.of((long) FRAMES, (long) FRAMES, 0L, 0L),
                all.stream().map(ShadowInfo::different).toList());
        remove("third");
        assertEquals(FRAMES, send().size());
        assertEquals(2 * FRAMES, shadow("by-bucket").frames(), "it goes on");
        remove(ShadowInfo.ALL);
        assertNull(rig.running.plane().view().shadows);
        rig.assertAtRest();
    }

    @Test
    void shouldLoseAndReorderNothingWhileShadowsComeAndGoUnderTraffic() throws Exception {
        deploy(byBucket, byFrame);
        learn();
        final List<byte[]> got = new ArrayList<>();
        int sent = 0;
        for (int turn = 0; turn < 40; turn++) {
            for (int i = 0; i < 20; i++) {
                in.inject(sent % FLOWS % 2, Frames.numbered(A, B, sent % FLOWS, sent));
                sent++;
            }
            final String name = turn % 4 < 2 ? "by-bucket" : "by-frame";
            if (turn % 2 == 0) {
                add(name, 2);
            } else {
                remove(name);
            }
            got.addAll(out.takeWritten());
        }
        rig.settle();
        got.addAll(out.takeWritten());
        assertEquals(sent, got.size());
        final Map<Integer, Long> last = new HashMap<>();
        for (final byte[] frame : got) {
            final long serial = Frames.number(frame).orElseThrow();
            final Long before = last.put(Frames.flow(frame), serial);
            assertTrue(before == null || before < serial);
        }
        rig.assertAtRest();
    }

    @Test
    void shouldWaitForAPolicyThatIsUndeployed() throws Exception {
        deploy(byBucket);
        learn();
        add("by-bucket", 1);
        send();
        deploy();
        assertTrue(told("by-bucket", "waits as a shadow: it is not deployed"));
        assertFalse(shadow("by-bucket").active());
        assertEquals("it is not deployed", shadow("by-bucket").reason());
        assertNull(rig.running.plane().view().shadows);
        deploy(byBucket);
        assertTrue(shadow("by-bucket").active());
        assertEquals(0, shadow("by-bucket").frames(), "from 0");
        final ScriptedPolicy configured = new ScriptedPolicy("by-bucket", false, 0);
        deploy(configured);
        send();
        assertEquals(0, shadow("by-bucket").different(), "the code that is there now");
    }

    @Test
    void shouldNeverCallAPolicyAsShadowWhileItIsInForce() throws Exception {
        deploy(byBucket);
        learn();
        add("by-bucket", 1);
        rig.command(() -> rig.running.admin().choosePolicy("by-bucket"));
        assertFalse(shadow("by-bucket").active());
        assertEquals("it is in force", shadow("by-bucket").reason());
        assertNull(rig.running.plane().view().shadows);
        assertEquals(FRAMES, send().size());
        rig.command(() -> rig.running.admin().choosePolicy("in-force"));
        rig.clock.advanceMs(1100);
        rig.settle();
        assertTrue(shadow("by-bucket").active());
        assertEquals("in-force", rig.running.view().steering().policy());
    }

    @Test
    void shouldCountBucketsAndFlowsThatMove() throws Exception {
        byBucket.periodMs = 100;
        deploy(byBucket);
        learn();
        add("by-bucket", 1);
        send();
        byBucket.owner = 0;
        rig.clock.advanceMs(150);
        rig.settle();
        send();
        assertEquals(1024, shadow("by-bucket").bucketsMoved());
        assertEquals(2, shadow("by-bucket").decisions());
        // Each flow has come in by both queues, as the count of frames is no multiple of its number, and each worker
        // remembers its own.
        assertEquals(2 * FLOWS, shadow("by-bucket").flowsMoved());
        rig.clock.advanceMs(50);
        rig.settle();
        send();
        assertEquals(2 * FLOWS, shadow("by-bucket").flowsMoved());
        assertEquals(512, rig.running.view().steering().bucketsMoved(), "what the one in force has moved");
    }

    @Test
    void shouldTellHowEvenLoadsAreInWindows() throws Exception {
        byFrame.script = (batch, owners, context) -> {
            for (int i = 0; i < batch.count; i++) {
                owners[i] = (short) (i % 4 == 0 ? 0 : 1);
            }
        };
        deploy(byFrame);
        learn();
        add("by-frame", 1);
        in.inject(0, Frames.numbered(A, B, 1, 1));
        rig.settle();
        rig.clock.advanceMs(1001);
        rig.settle();
        assertEquals(0, shadow("by-frame").balance().windows(), "one frame says nothing");
        send();
        rig.clock.advanceMs(1001);
        rig.settle();
        final ShadowInfo shadow = shadow("by-frame");
        final double busy = shadow.workers().get(1).windowFrames();
        final double other = shadow.workers().get(0).windowFrames();
        assertEquals(FRAMES, busy + other);
        assertEquals(1, shadow.balance().windows());
        assertEquals(busy * 2 / FRAMES, shadow.balance().imbalance(), 1e-9);
        assertEquals(
                FRAMES * FRAMES / (2 * (busy * busy + other * other)),
                shadow.balance().fairness(),
                1e-9);
        assertEquals(2, shadow.balanceInForce().imbalance(), 1e-9);
        assertEquals(0.5, shadow.balanceInForce().fairness(), 1e-9);
        assertEquals(2, shadow.balanceInForce().worstImbalance(), 1e-9);
    }

    @Test
    void shouldTellItWhatWentThroughBuckets() throws Exception {
        byBucket.measures = true;
        byBucket.periodMs = 100;
        deploy(byBucket);
        learn();
        add("by-bucket", 16);
        send();
        rig.clock.advanceMs(150);
        rig.settle();
        assertEquals(FRAMES, Arrays.stream(byBucket.load.frames()).sum());
        assertNull(rig.running.plane().view().steering.buckets, "not for the policy in force");
    }

    @Test
    void shouldKeepTheListWhenTheSwitchIsReplaced() throws Exception {
        deploy(byBucket, byFrame);
        add("by-bucket", 8);
        rig.remove("in");
        rig.remove("out");
        final Kept left = rig.leave();
        rig = new SwitchRig(2, rig, left);
        rig.settle();
        assertFalse(shadow("by-bucket").active());
        assertEquals("it is not deployed", shadow("by-bucket").reason());
        deploy(byBucket, byFrame);
        assertTrue(shadow("by-bucket").active());
        assertEquals(8, shadow("by-bucket").sample());
        assertEquals(1, rig.running.view().shadows().size());
    }

    @Test
    void shouldCountHandoffsAsIfTheKernelFollowed() throws Exception {
        final SwitchRig steered = rig;
        final WirePort one = steered.port("one", "queues=1");
        deploy(byBucket);
        one.inject(0, Frames.broadcast(A));
        steered.settle();
        add("by-bucket", 1);
        one.inject(0, Frames.numbered(A, B, 1, 1));
        steered.settle();
        assertEquals(1, shadow("by-bucket").handoffs(), "the only queue is read by worker 0");
        assertEquals(0, shadow("by-bucket").handoffsInForce());
    }
}
