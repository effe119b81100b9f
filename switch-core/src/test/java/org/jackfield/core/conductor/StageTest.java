package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.port.DropReason;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.StageContext;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StageScope;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.api.stage.StageWorker;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stages of deployed bundles in the pipeline, driven without threads. */
class StageTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final StageWorker NOTHING = (batch, context) -> {};

    private final SwitchRig rig = new SwitchRig(2);
    private final WirePort one = rig.port("one");
    private final WirePort two = rig.port("two");
    private final WirePort three = rig.port("three");

    private void send(final WirePort port, final byte[]... frames) {
        for (final byte[] frame : frames) {
            port.inject(0, frame);
        }
        rig.settle();
    }

    private void learnB() {
        send(two, Frames.broadcast(B));
        Stream.of(one, two, three).forEach(WirePort::takeWritten);
    }

    private static StageWorker decide(final int decision) {
        return (batch, context) -> {
            for (int i = 0; i < batch.count; i++) {
                if (!EgressDecision.isDrop(batch.egress[i])) {
                    batch.egress[i] = decision;
                }
            }
        };
    }

    /** Copies everything to the first port of its plan. */
    private static void copyAll(final FrameBatch batch, final StageContext context) {
        final int[] all = new int[batch.count];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        context.copy(all, all.length, 0);
    }

    @Test
    void shouldRunBandsInTurnAndStagesOfABandByRankingThenName() {
        final List<String> ran = new ArrayList<>();
        for (final String stage : new String[] {
            "OBSERVE b 0", "OBSERVE a 0", "DECIDE d 9", "FILTER f 1", "FILTER e 2", "INSPECT i -5", "INSPECT j -4"
        }) {
            final String[] words = stage.split(" ");
            rig.stage(
                    words[1],
                    new ScriptedStage(StagePhase.valueOf(words[0]), (batch, context) -> ran.add(words[1])),
                    "service.ranking=" + words[2]);
        }
        send(one, Frames.broadcast(A));
        assertEquals(List.of("j", "i", "e", "f", "d", "a", "b"), ran);
        assertEquals(
                ran,
                rig.running.view().stages().stream().map(info -> info.name()).toList());
        ran.clear();
        rig.changeStage("i", "service.ranking=1");
        send(one, Frames.broadcast(A));
        assertEquals(List.of("i", "j", "e", "f", "d", "a", "b"), ran);
        rig.assertAtRest();
    }

    @ParameterizedTest
    @MethodSource
    void shouldDropForAStageWithItsReasonAndLearnNothingFromWhatIsFiltered(
            final StagePhase phase, final boolean learns) {
        rig.stage("wall", new ScriptedStage(phase, StageScope.ofPorts(Set.of("one")), decide(EgressDecision.DROP)));
        send(one, Frames.broadcast(A), Frames.unicast(A, B));
        assertTrue(two.takeWritten().isEmpty() && three.takeWritten().isEmpty());
        assertEquals(2, rig.drops("stage-drop"));
        assertEquals(2, rig.info("one").drops().get("stage-drop"));
        assertEquals(2, rig.stageInfo("wall").dropped());
        assertEquals(List.of("one"), rig.stageInfo("wall").ports());
        assertEquals(learns ? 1 : 0, rig.running.view().fdb("").size());
        send(two, Frames.broadcast(B));
        assertEquals(1, one.takeWritten().size(), "another port");
        rig.assertAtRest();
    }

    static Stream<Arguments> shouldDropForAStageWithItsReasonAndLearnNothingFromWhatIsFiltered() {
        return Stream.of(
                Arguments.of(StagePhase.INSPECT, false),
                Arguments.of(StagePhase.FILTER, false),
                Arguments.of(StagePhase.DECIDE, true));
    }

    @Test
    void shouldLetOnlyDecidersChangeWhereAFrameGoes() {
        learnB();
        rig.stage(
                "decider",
                new ScriptedStage(
                        StagePhase.DECIDE,
                        (batch, context) -> {
                            assertEquals(context.port(0), batch.egress[0], "what was looked up");
                            batch.egress[0] = context.port(1);
                        },
                        "two",
                        "three"));
        send(one, Frames.unicast(A, B));
        assertTrue(two.takeWritten().isEmpty());
        assertEquals(1, three.takeWritten().size());
        rig.removeStage("decider");
        send(one, Frames.unicast(A, B));
        assertEquals(1, two.takeWritten().size());
        rig.assertAtRest();
    }

    @Test
    void shouldShowObserversEveryFrameWithItsDecision() {
        learnB();
        final List<String> seen = new ArrayList<>();
        rig.stage(
                "observer",
                new ScriptedStage(
                        StagePhase.OBSERVE,
                        StageScope.ofPorts(Set.of("one")),
                        (batch, context) -> {
                            for (int i = 0; i < batch.count; i++) {
                                final int decision = batch.egress[i];
                                seen.add(
                                        decision == context.port(0)
                                                ? "two"
                                                : decision == EgressDecision.FLOOD
                                                        ? "flood " + context.floodsTo(context.port(0))
                                                                + context.floodsTo(context.port(1))
                                                        : EgressDecision.isDrop(decision)
                                                                ? "drop " + EgressDecision.reasonOrdinal(decision)
                                                                : "?" + decision);
                            }
                        },
                        "two",
                        "one",
                        "nobody"));
        send(one, Frames.broadcast(A));
        send(one, Frames.unicast(A, B));
        send(one, Frames.unicast(A, A));
        send(one, Frames.unicast(A, 0x0180_C200_0000L));
        send(one, new byte[13]);
        assertEquals(
                List.of(
                        "flood truefalse",
                        "two",
                        "drop " + DropReason.SAME_PORT.ordinal(),
                        "drop " + DropReason.RESERVED_GROUP.ordinal(),
                        "drop " + DropReason.TOO_SHORT.ordinal()),
                seen);
        seen.clear();
        rig.remove("two");
        rig.remove("three");
        send(one, Frames.broadcast(A));
        assertEquals(List.of("drop " + DropReason.NO_EGRESS.ordinal()), seen);
        rig.assertAtRest();
    }

    @Test
    void shouldSendCopiesBehindTheFramesThemselvesWhoseLedgersStayAsTheyWere() {
        final WirePort probe = rig.port("probe", "bridge=elsewhere");
        rig.stage("tee", new ScriptedStage(StagePhase.OBSERVE, StageTest::copyAll, "probe"));
        final byte[] flooded = Frames.broadcast(A);
        final byte[] short13 = new byte[13];
        send(one, flooded, short13);
        assertArrayEquals(flooded, two.takeWritten().get(0));
        final List<byte[]> copies = probe.takeWritten();
        assertEquals(2, copies.size());
        copies.sort(Comparator.comparing(copy -> -copy.length)); // of different flows, so perhaps of two workers
        assertArrayEquals(flooded, copies.get(0));
        assertArrayEquals(short13, copies.get(1));
        assertEquals(2, rig.info("probe").copies());
        assertEquals(2, rig.stageInfo("tee").copies());
        assertEquals(1, rig.ledger().forwarded());
        assertEquals(1, rig.ledger().dropped());
        assertEquals(4, rig.ledger().copies());
        rig.assertAtRest();
    }

    @Test
    void shouldSendMoreCopiesToOnePortThanItsListHolds() {
        final WirePort probe = rig.port("probe", "bridge=elsewhere");
        rig.stage("tee1", new ScriptedStage(StagePhase.OBSERVE, StageTest::copyAll, "probe"));
        rig.stage("tee2", new ScriptedStage(StagePhase.OBSERVE, StageTest::copyAll, "probe"));
        rig.stage("tee3", new ScriptedStage(StagePhase.OBSERVE, StageTest::copyAll, "probe"));
        final byte[][] frames = new byte[200][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Frames.numbered(A, B, 1, i);
        }
        send(one, frames);
        final List<byte[]> copies = probe.takeWritten();
        assertEquals(3 * frames.length, copies.size());
        for (int i = 0; i < copies.size(); i++) {
            assertEquals(i % frames.length, Frames.number(copies.get(i)).orElseThrow(), "out of order");
        }
        assertEquals(frames.length, two.takeWritten().size());
        rig.assertAtRest();
    }

    @Test
    void shouldCountCopiesForWhichNoFrameIsFreeAndForwardTheFramesAllTheSame() {
        final SwitchRig small = new SwitchRig(1, 64, 192);
        final WirePort from = small.port("from");
        final WirePort to = small.port("to");
        final WirePort probe = small.port("probe", "bridge=elsewhere");
        small.stage("tee", new ScriptedStage(StagePhase.OBSERVE, StageTest::copyAll, "probe"));
        for (int i = 0; i < 150; i++) {
            from.inject(0, Frames.numbered(A, B, 1, i));
        }
        small.settle();
        assertEquals(150, to.takeWritten().size());
        final long missing = small.drops("no-copy");
        assertTrue(missing > 0, "the test wants a lack of frames");
        assertEquals(150 - missing, probe.takeWritten().size());
        assertEquals(missing, small.info("probe").drops().get("no-copy"));
        assertEquals(missing, small.stageInfo("tee").noCopy());
        small.assertAtRest();
    }

    @Test
    void shouldSendNoCopyToAPortThatIsNotThereAndFollowOneThatComesAndGoes() {
        rig.stage("tee", new ScriptedStage(StagePhase.OBSERVE, StageTest::copyAll, "probe"));
        send(one, Frames.broadcast(A));
        assertEquals(0, rig.stageInfo("tee").copies());
        final WirePort probe = rig.port("probe", "bridge=elsewhere");
        send(one, Frames.broadcast(A));
        assertEquals(1, probe.takeWritten().size());
        rig.remove("probe");
        rig.port("other", "bridge=elsewhere");
        send(one, Frames.broadcast(A));
        assertEquals(1, rig.stageInfo("tee").copies());
        assertEquals(0, rig.info("other").copies(), "another port has its index");
        assertEquals("ACTIVE", rig.stageInfo("tee").state());
        rig.assertAtRest();
    }

    @Test
    void shouldCostOnlyThePortsItWants() {
        rig.port("far", "bridge=br1");
        rig.stage(
                "tee",
                new ScriptedStage(
                        StagePhase.OBSERVE, new StageScope(false, Set.of(), Set.of("br7"), Set.of("far")), NOTHING));
        assertEquals(List.of("far"), rig.stageInfo("tee").ports());
        assertNull(stagesOf("one"));
        assertNotNull(stagesOf("far"));
        rig.change("one", "bridge=br1");
        assertEquals(List.of("far", "one"), rig.stageInfo("tee").ports());
        rig.change("far", "bridge=br0");
        assertEquals(List.of("far", "three", "two"), rig.stageInfo("tee").ports());
        rig.change("one", "bridge=br7");
        assertEquals(List.of("far", "one", "three", "two"), rig.stageInfo("tee").ports());
        rig.removeStage("tee");
        assertNull(stagesOf("far"));
    }

    private Object stagesOf(final String name) {
        final ForwardingView view = rig.running.plane().view();
        return view.port(rig.info(name).index()).stages;
    }

    static Stream<Arguments> misdeeds() {
        return Stream.of(
                Arguments.of(
                        StagePhase.FILTER,
                        (StageWorker) (batch, context) -> {
                            batch.egress[0] = EgressDecision.DROP;
                            throw new IllegalStateException("broken");
                        },
                        "broken"),
                Arguments.of(
                        StagePhase.OBSERVE,
                        (StageWorker) (batch, context) -> {
                            throw new NoClassDefFoundError("half a bundle");
                        },
                        "half a bundle"),
                Arguments.of(StagePhase.OBSERVE, decide(EgressDecision.DROP), "OBSERVE"),
                Arguments.of(StagePhase.FILTER, decide(1), "FILTER"),
                Arguments.of(StagePhase.INSPECT, decide(EgressDecision.FLOOD), "INSPECT"),
                Arguments.of(StagePhase.DECIDE, decide(0), "DECIDE"), // the ingress
                Arguments.of(StagePhase.DECIDE, decide(3), "DECIDE"), // another bridge
                Arguments.of(StagePhase.DECIDE, decide(77), "DECIDE"),
                Arguments.of(StagePhase.DECIDE, decide(-9), "DECIDE"),
                Arguments.of(StagePhase.DECIDE, (StageWorker) (batch, context) -> batch.count = 0, "frames"),
                Arguments.of(StagePhase.OBSERVE, (StageWorker) (batch, context) -> batch.count = 999, "frames"),
                Arguments.of(StagePhase.OBSERVE, (StageWorker) (batch, context) -> batch.id[0]++, "frames"),
                Arguments.of(StagePhase.OBSERVE, (StageWorker) (batch, context) -> batch.len[0] = 9999, "frames"),
                Arguments.of(StagePhase.OBSERVE, (StageWorker) (batch, context) -> batch.limit = 1, "frames"),
                Arguments.of(StagePhase.FILTER, (StageWorker) StageTest::copyAll, "FILTER"),
                Arguments.of(
                        StagePhase.OBSERVE,
                        (StageWorker) (batch, context) -> context.copy(new int[] {batch.count}, 1, 0),
                        "not in the batch"),
                Arguments.of(
                        StagePhase.OBSERVE,
                        (StageWorker) (batch, context) -> context.copy(new int[1], 2, 0),
                        "not in the batch"),
                Arguments.of(
                        StagePhase.OBSERVE,
                        (StageWorker) (batch, context) -> context.copy(new int[1], 1, 5),
                        "not in its plan"));
    }

    @ParameterizedTest
    @MethodSource("misdeeds")
    void shouldTakeAStageOutThatDoesWhatItMayNotAndForwardItsBatch(
            final StagePhase phase, final StageWorker misdeed, final String reason) {
        rig.port("elsewhere", "bridge=br1");
        final ScriptedStage bad = new ScriptedStage(phase, StageScope.ofPorts(Set.of("one")), misdeed, "three");
        rig.stage("bad", bad);
        send(one, Frames.broadcast(A), Frames.broadcast(A));
        assertEquals(2, two.takeWritten().size());
        assertEquals("FAULTED", rig.stageInfo("bad").state());
        assertTrue(
                rig.stageInfo("bad").reason().contains(reason),
                rig.stageInfo("bad").reason());
        assertEquals(1, bad.closes);
        assertEquals(0, rig.drops("stage-drop"));
        assertTrue(rig.events.stream()
                .anyMatch(event -> event.kind() == SwitchEvent.Kind.STAGE_FAULTED
                        && event.subject().equals("bad")));
        send(one, Frames.broadcast(A));
        assertEquals(1, two.takeWritten().size());
        rig.assertAtRest();
    }

    @Test
    void shouldNotLetAStageBringBackWhatIsDropped() {
        rig.stage(
                "bad",
                new ScriptedStage(StagePhase.DECIDE, (batch, context) -> batch.egress[0] = EgressDecision.FLOOD));
        send(one, Frames.unicast(A, 0x0180_C200_0000L));
        assertEquals("FAULTED", rig.stageInfo("bad").state());
        assertEquals(1, rig.drops("reserved-group"));
        rig.assertAtRest();
    }

    @Test
    void shouldTryAFaultedStageAgainAndKeepItOutAfterThreeTimesUntilSomebodyRetriesIt() throws Exception {
        final StageWorker broken = (batch, context) -> {
            throw new IllegalStateException("broken");
        };
        final ScriptedStage bad = new ScriptedStage(StagePhase.OBSERVE, broken);
        rig.stage("bad", bad);
        for (int i = 1; i <= 3; i++) {
            assertEquals(i, bad.plans);
            send(one, Frames.broadcast(A));
            assertEquals("FAULTED", rig.stageInfo("bad").state());
            rig.clock.advanceSeconds(5);
            rig.settle();
        }
        assertEquals(3, bad.plans);
        final String reason = rig.stageInfo("bad").reason();
        assertTrue(reason.contains("stays out until 'jackfield stage retry bad'"), reason);
        rig.clock.advanceSeconds(1000);
        rig.settle();
        assertEquals(3, bad.plans);
        bad.code = NOTHING;
        rig.running.stages().retry("bad");
        rig.settle();
        assertEquals("ACTIVE", rig.stageInfo("bad").state());
        assertEquals(3, bad.closes);
        bad.code = broken;
        send(one, Frames.broadcast(A));
        rig.changeStage("bad", "key=new");
        bad.code = NOTHING;
        rig.clock.advanceSeconds(5);
        rig.settle();
        assertEquals("ACTIVE", rig.stageInfo("bad").state());
        rig.assertAtRest();
    }

    @Test
    void shouldGoOnAsItWasWhenAChangeIsRefused() {
        final ScriptedStage wall = new ScriptedStage(StagePhase.FILTER, decide(EgressDecision.DROP));
        rig.stage("wall", wall);
        rig.changeStage("wall", "refuse=yes");
        assertEquals("ACTIVE", rig.stageInfo("wall").state());
        assertTrue(rig.stageInfo("wall").reason().contains("refuse=yes is refused"));
        send(one, Frames.broadcast(A));
        assertEquals(1, rig.drops("stage-drop"));
        rig.changeStage("wall", "key=new");
        assertEquals("", rig.stageInfo("wall").reason());
        assertEquals(0, wall.closes);
        rig.changeStage("wall", "key=new");
        assertEquals(2, wall.plans, "the same configuration again is no change");
        rig.removeStage("wall");
        assertEquals(1, wall.closes);
        rig.assertAtRest();
    }

    @Test
    void shouldShowARefusedConfigurationAndTakeItWhenItIsCorrected() {
        final ScriptedStage wall = new ScriptedStage(StagePhase.FILTER, NOTHING);
        rig.stage("wall", wall, "refuse=yes");
        assertEquals("FAULTED", rig.stageInfo("wall").state());
        assertTrue(rig.stageInfo("wall").reason().contains("stage wall: refuse=yes"));
        rig.changeStage("wall");
        assertEquals("ACTIVE", rig.stageInfo("wall").state());
    }

    @Test
    void shouldUseASecondStageOfANameWhenTheFirstGoes() {
        final ScriptedStage first = new ScriptedStage(StagePhase.FILTER, NOTHING);
        rig.stage("twice", first);
        final ScriptedStage second = new ScriptedStage(StagePhase.OBSERVE, NOTHING);
        rig.running.stages().seen(second, new StageSettings(Map.of("name", "twice")));
        rig.settle();
        assertEquals(List.of("ACTIVE", "WAITING"), states());
        rig.removeStage("twice");
        assertEquals(List.of("ACTIVE"), states());
        assertEquals(1, first.closes);
        assertEquals(1, second.plans);
    }

    private List<String> states() {
        return rig.running.view().stages().stream().map(info -> info.state()).toList();
    }

    @Test
    void shouldLoseAndDoubleNothingWhileStagesComeChangeAndGoUnderTraffic() {
        final WirePort probe = rig.port("probe", "bridge=elsewhere");
        learnB();
        final Random random = new Random(5);
        final int[] next = {0};
        rig.whileWaiting(() -> {
            if (random.nextInt(3) == 0) {
                final int queue = random.nextInt(2);
                one.inject(queue, Frames.numbered(A, B, next[0] % 40, next[0] / 40));
                next[0]++;
            }
            rig.kernelWrite();
            rig.running.conductor().doWork();
            rig.step(random.nextInt(2));
        });
        final Set<String> before = new HashSet<>();
        final int[] copies = {0};
        for (int round = 0; round < 60; round++) {
            final ScriptedStage tee = new ScriptedStage(
                    StagePhase.OBSERVE,
                    (batch, context) -> {
                        copies[0] += batch.count;
                        copyAll(batch, context);
                    },
                    "probe");
            final ScriptedStage none = new ScriptedStage(StagePhase.FILTER, NOTHING);
            rig.stage("tee", tee);
            rig.stage("none", none);
            for (int i = 0; i < 10; i++) {
                one.inject(random.nextInt(2), Frames.numbered(A, B, next[0] % 40, next[0] / 40));
                next[0]++;
                rig.step(random.nextInt(2));
            }
            rig.changeStage("tee", "round=" + round);
            rig.removeStage("tee");
            rig.removeStage("none");
            assertFalse(tee.offended || none.offended);
            assertEquals(1, tee.closes);
        }
        rig.whileWaiting(rig::round);
        rig.settle();
        for (final byte[] frame : two.takeWritten()) {
            if (Frames.number(frame).isPresent()) {
                assertTrue(
                        before.add(
                                Frames.flow(frame) + " " + Frames.number(frame).getAsLong()),
                        "a frame twice");
            }
        }
        assertEquals(next[0], before.size());
        assertEquals(copies[0], probe.takeWritten().size());
        assertTrue(copies[0] > 0);
        rig.assertAtRest();
    }

    @Test
    void shouldGiveTheWorkerAwayThatDoesNotComeBackFromAStageAndWriteItsBatchOff() {
        final ScriptedStage stuck = new ScriptedStage(StagePhase.FILTER, StageScope.ofPorts(Set.of("one")), NOTHING);
        rig.stage("stuck", stuck);
        learnB();
        stuck.code = (batch, context) -> {
            stuck.code = NOTHING;
            rig.loseWorker();
            rig.settle();
            assertEquals("FAULTED", rig.stageInfo("stuck").state());
            assertEquals(0, stuck.closes, "a thread is inside");
            one.inject(0, Frames.unicast(A, B));
            one.inject(1, Frames.unicast(A, B));
            rig.settle();
            assertEquals(2, two.takeWritten().size());
            assertTrue(rig.ledger().balanced(), () -> rig.ledger().toString());
            context.copy(new int[1], 1, 0); // it wakes up: nothing may come of this
        };
        final byte[][] frames = new byte[20][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Frames.unicast(A, B);
        }
        send(one, frames);
        assertEquals(1, rig.replaced());
        assertEquals(1, stuck.closes, "closed when the thread had come back");
        assertFalse(stuck.offended);
        assertEquals(frames.length, rig.drops("worker-lost") + two.takeWritten().size());
        assertTrue(rig.drops("worker-lost") > 0);
        final String reason = rig.stageInfo("stuck").reason();
        assertTrue(reason.contains("did not come back from process;"), reason);
        assertTrue(reason.contains("stage retry stuck"), reason);
        rig.assertAtRest();
        rig.removeStage("stuck");
    }

    @Test
    void shouldWaitForAThreadInsideBeforeAStageThatLeavesIsClosed() {
        final ScriptedStage stuck = new ScriptedStage(StagePhase.OBSERVE, NOTHING);
        rig.stage("stuck", stuck);
        stuck.code = (batch, context) -> {
            stuck.code = NOTHING;
            rig.loseWorker();
            rig.removeStage("stuck");
            assertEquals(0, stuck.closes);
            assertTrue(rig.running.view().stages().isEmpty());
        };
        send(one, Frames.broadcast(A));
        assertEquals(1, stuck.closes);
        assertFalse(stuck.offended);
        rig.assertAtRest();
    }

    @Test
    void shouldAllocateNothingForAFrameOnAWorker() {
        final int[] all = new int[FrameBatch.CAPACITY];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        final SwitchRig many = new SwitchRig(1, 64, 2048);
        final WirePort from = many.port("from");
        final WirePort to = many.port("to");
        final WirePort probe = many.port("probe", "bridge=elsewhere");
        many.stage(
                "tee",
                new ScriptedStage(StagePhase.OBSERVE, (batch, context) -> context.copy(all, batch.count, 0), "probe"));
        many.stage("none", new ScriptedStage(StagePhase.FILTER, NOTHING));
        many.wire.countOnly(to.fd(0));
        many.wire.countOnly(probe.fd(0));
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int round = 0; round < 260; round++) {
            for (int i = 0; i < 200; i++) {
                from.inject(0, Frames.numbered(A, B, i, round));
            }
            final long before = threads.getCurrentThreadAllocatedBytes();
            many.workers.get(0).doWork();
            many.workers.get(0).doWork();
            allocated += round < 60 ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertEquals(0, allocated / (200 * 200), "bytes for each frame");
        assertEquals(260 * 200, many.stageInfo("tee").copies());
        many.assertAtRest();
    }
}
