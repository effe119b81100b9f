package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.port.PortState;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that does not come back from the code of a port, without threads: what the others do happens inside that code. */
class LostWorkerTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final long C = 0x0200_0000_000CL;
    private static final int FRAMES = 50;
    private static final int FLOWS = 40;

    private SwitchRig rig = new SwitchRig(2);
    private WirePort one = rig.port("one");
    private WirePort two = rig.port("two");
    private StubbornPort bad = new StubbornPort();

    private void addBad() {
        rig.add("bad", bad);
        two.inject(0, Frames.broadcast(B));
        rig.settle();
        one.takeWritten();
        bad.sent.set(0);
    }

    private PortState state() {
        return rig.info("bad").state();
    }

    /** The first worker that comes to this method is lost; {@code meanwhile} happens before it comes back. */
    private void loseIn(final String method, final Runnable meanwhile) {
        bad.inCode = called -> {
            if (called.equals(method)) {
                bad.behave();
                rig.loseWorker();
                meanwhile.run();
            }
        };
    }

    private void assertBalanced() {
        assertTrue(rig.ledger().balanced(), () -> rig.ledger().toString());
        assertNull(bad.offence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transmit", "complete", "receive"})
    void shouldGoOnWithoutThePortWhoseCodeDoesNotReturn(final String method) {
        addBad();
        loseIn(method, () -> {
            rig.settle();
            assertEquals(PortState.FAULTED, state());
            assertEquals(0, bad.closes.get(), "a thread is inside");
            for (int i = 0; i < FRAMES; i++) {
                one.inject(i % 2, Frames.numbered(A, B, i, i));
            }
            rig.settle();
            assertEquals(FRAMES, numbered(two));
            assertBalanced();
        });
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(1, rig.replaced());
        assertEquals(1, bad.closes.get(), "closed when the thread had come back");
        assertEquals(PortState.FAULTED, state());
        final String reason = rig.info("bad").reason();
        assertTrue(reason.contains("did not come back from") && reason.contains("port retry bad"), reason);
        rig.assertAtRest();
        assertBalanced();
    }

    /** Copies that other workers handed home, those inside the code and those behind them, are dropped with a reason. */
    @Test
    void shouldWriteOffCopiesHandedToTheWorkerThatDoesNotComeBack() {
        rig.add("bad", bad, "queues=1");
        int injected = 0;
        for (int flow = 0; injected < FRAMES; flow++) {
            final byte[] frame = Frames.numbered(A, C, flow, 0);
            final int hash = FlowHash.of(ByteBuffer.wrap(frame), 0, frame.length);
            if (rig.running.plane().view().steering.owners[hash & IndirectionTable.MASK] == 1) {
                one.inject(1, frame);
                injected++;
            }
        }
        rig.step(1); // floods: what it has for the port waits in the ring of worker 0
        loseIn("transmit", () -> rig.settle());
        rig.step(0);
        assertEquals(1, rig.replaced());
        rig.settle();
        assertEquals(FRAMES, numbered(two));
        assertEquals(FRAMES, rig.drops("tx-gone"));
        assertBalanced();
    }

    private static int numbered(final WirePort port) {
        return (int) port.takeWritten().stream()
                .filter(frame -> Frames.flow(frame) >= 0)
                .count();
    }

    @Test
    void shouldForwardInOrderWhatWaitsInTheLostWorkersRing() {
        addBad();
        for (int i = 0; i < 10 * FLOWS; i++) {
            one.inject(0, Frames.numbered(A, C, i % FLOWS, i / FLOWS)); // C is unknown: flooded to the port too
        }
        rig.step(0);
        rig.step(0); // about half of them wait in the ring of worker 1
        loseIn("transmit", () -> {});
        rig.step(1);
        assertEquals(1, rig.replaced());
        rig.settle();
        final long[] next = new long[FLOWS];
        long lost = 0;
        for (final byte[] frame : two.takeWritten()) {
            final int flow = Frames.flow(frame);
            final long number = Frames.number(frame).orElseThrow();
            assertTrue(number >= next[flow], "flow " + flow + " out of order");
            lost += number - next[flow];
            next[flow] = number + 1;
        }
        for (final long arrived : next) {
            lost += 10 - arrived;
        }
        assertTrue(lost <= 256, "only what was in the batch at hand is lost, not " + lost);
        assertEquals(0, rig.ledger().dropped(), () -> rig.ledger().toString());
        assertBalanced();
    }

    @Test
    void shouldCountWhatTheLostWorkerHadReadAndWasAboutToWrite() {
        addBad();
        rig.engines.forEach(engine -> engine.holdWrites(true));
        for (int i = 0; i < FRAMES; i++) {
            one.inject(0, Frames.numbered(A, B, i, i));
        }
        rig.step(0);
        rig.step(1);
        final int outstanding = rig.engines.get(0).outstandingWrites();
        loseIn("transmit", () -> {});
        for (int i = 0; i < FRAMES; i++) {
            one.inject(0, Frames.numbered(A, C, 0, i));
            two.inject(0, Frames.numbered(B, C, 0, i));
        }
        rig.step(0);
        rig.step(1);
        assertEquals(1, rig.replaced());
        rig.engines.forEach(engine -> engine.holdWrites(false));
        rig.settle();
        assertBalanced();
        assertEquals(3L * FRAMES + 1, rig.ledger().received(), "each frame put in is counted");
        assertTrue(
                outstanding > 0 && rig.drops("tx-gone") > 0, () -> rig.ledger().toString());
    }

    @Test
    void shouldNotOpenThePortWhileTheThreadIsInsideNorBeforeTheOperatorSaysSo() {
        addBad();
        loseIn("transmit", () -> {
            rig.settle();
            final CompletableFuture<?> tried = rig.running.ports().retry("bad");
            rig.settle();
            assertTrue(tried.isCompletedExceptionally());
            assertEquals(1, bad.opens.get());
        });
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        for (int i = 0; i < 60; i++) {
            rig.clock.advanceSeconds(1);
            rig.settle();
        }
        assertEquals(PortState.FAULTED, state(), "time alone brings nothing back");
        rig.running.ports().retry("bad");
        rig.settle();
        assertEquals(PortState.ACTIVE, state());
        bad.sent.set(0);
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(1, bad.sent.get());
        assertBalanced();
    }

    @Test
    void shouldLetAChangedConfigurationBringThePortBackOnceTheThreadIsOut() {
        addBad();
        loseIn("transmit", () -> {
            rig.settle();
            rig.change("bad", "fdb-limit=5");
            assertEquals(PortState.FAULTED, state());
            assertTrue(rig.info("bad").changeRefused());
            assertEquals(1, bad.opens.get());
        });
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        rig.clock.advanceSeconds(2);
        rig.settle();
        assertEquals(PortState.ACTIVE, state());
        assertEquals(1, bad.closes.get());
        assertBalanced();
    }

    @Test
    void shouldLetThePortGoWhileTheThreadIsInsideAndCloseItLater() {
        addBad();
        loseIn("transmit", () -> {
            rig.settle();
            rig.remove("bad");
            assertTrue(rig.running.view().port("bad").isEmpty());
            assertEquals(0, bad.closes.get());
            rig.add("bad", new StubbornPort());
            assertEquals(PortState.ACTIVE, state(), "new code has the name");
        });
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(1, bad.closes.get());
        assertEquals(PortState.ACTIVE, state());
        assertBalanced();
    }

    @Test
    void shouldReplaceTheWorkerThatIsStuckWhileThePortLeaves() {
        addBad();
        bad.inject(1, Frames.broadcast(A));
        loseIn("receive", () -> {});
        rig.remove("bad");
        assertEquals(1, rig.replaced());
        assertEquals(1, bad.closes.get());
        assertTrue(rig.running.view().port("bad").isEmpty());
        assertBalanced();
    }

    @Test
    void shouldTryAgainWhenNoThreadCanTakeThePlace() {
        addBad();
        rig.refuseWorkers(true);
        loseIn("receive", () -> {});
        rig.step(0);
        for (int i = 0; i < 30; i++) {
            rig.running.conductor().doWork();
            rig.clock.advanceMs(100);
        }
        assertEquals(0, rig.replaced());
        assertTrue(rig.running.view().events(0).stream()
                .anyMatch(told -> told.event().text().contains("has no thread")));
        assertEquals(0, bad.closes.get(), "the place is empty, nobody agrees to anything");
        rig.refuseWorkers(false);
        rig.clock.advanceSeconds(1);
        rig.running.conductor().doWork();
        rig.settle();
        assertEquals(1, rig.replaced());
        assertEquals(1, bad.closes.get());
        assertBalanced();
    }

    @Test
    void shouldNotTakeAMachineThatWasSuspendedForALostWorker() {
        addBad();
        final int[] calls = new int[1];
        bad.inCode = method -> {
            if (method.equals("transmit") && calls[0]++ == 0) {
                for (int i = 0; i < 9; i++) {
                    rig.running.conductor().doWork();
                    rig.clock.advanceSeconds(3600);
                }
            }
        };
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(1, calls[0]);
        assertEquals(0, rig.replaced());
        assertEquals(PortState.ACTIVE, state());
        assertEquals(1, bad.sent.get());
        rig.assertAtRest();
    }

    @Test
    void shouldNotTakeManyShortCallsForALongOne() {
        addBad();
        bad.inCode = method -> {
            rig.running.conductor().doWork();
            rig.clock.advanceMs(400);
        };
        for (int i = 0; i < FRAMES; i++) {
            rig.step(0);
        }
        bad.behave();
        rig.settle();
        assertEquals(0, rig.replaced());
        assertEquals(PortState.ACTIVE, state());
    }

    @Test
    void shouldTellWhatHappened() {
        addBad();
        loseIn("transmit", () -> {});
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        final List<String> told = rig.events.stream()
                .filter(event -> event.kind() == SwitchEvent.Kind.WORKER)
                .map(SwitchEvent::text)
                .toList();
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.get(0).contains("transmit of queue") && told.get(0).contains("port bad"), told.get(0));
        assertTrue(told.get(1).contains("come back from port bad"), told.get(1));
    }

    /** Everything at once in a random but repeatable order: three workers, moving buckets, held writes, and one loss after another. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void shouldKeepBothLedgersWhereverWorkersAreLost(final long seed) {
        final Random random = new Random(seed);
        rig = new SwitchRig(3, 64, 65_536);
        one = rig.port("one", "queues=" + (1 + random.nextInt(4)));
        two = rig.port("two");
        bad = new StubbornPort();
        addBad();
        final long[] put = {1};
        final long[] untilLoss = {random.nextInt(400)};
        final Runnable[] chaos = new Runnable[1];
        final boolean[] nested = new boolean[1];
        chaos[0] = () -> {
            switch (random.nextInt(8)) {
                case 0, 1 -> rig.running.conductor().doWork();
                case 2 -> rig.kernelWrite();
                case 3 -> {
                    for (int i = random.nextInt(60); i >= 0; i--, put[0]++) {
                        final WirePort in = random.nextBoolean() ? one : two;
                        final long to = random.nextInt(3) == 0 ? B : C;
                        in.inject(
                                random.nextInt(in.queueCount()),
                                Frames.numbered(in == one ? A : B, to, random.nextInt(FLOWS), i));
                    }
                }
                case 4 -> rig.engines.get(random.nextInt(3)).completeWrites(random.nextInt(60));
                case 5 -> rig.engines.get(random.nextInt(3)).completeWrites();
                default -> {
                    if (!nested[0]) {
                        rig.step(random.nextInt(3));
                    }
                }
            }
        };
        bad.inCode = method -> {
            final boolean worker = List.of("receive", "transmit", "complete").contains(method);
            if (worker && !nested[0] && untilLoss[0]-- == 0) {
                nested[0] = true;
                for (int i = random.nextInt(30); i >= 0; i--) {
                    chaos[0].run();
                }
                rig.loseWorker();
                nested[0] = false;
                for (int i = random.nextInt(30); i >= 0; i--) {
                    chaos[0].run(); // with the worker in its place
                }
                untilLoss[0] = 100 + random.nextInt(1000);
            }
        };
        rig.engines.forEach(engine -> engine.holdWrites(true));
        rig.whileWaiting(chaos[0]);
        for (int i = 0; i < 30; i++) {
            for (int k = 0; k < 100; k++) {
                chaos[0].run();
            }
            rig.running.policies(List.of(new RandomSteering(random, 3)));
            rig.running.ports().retry("bad");
            while (rig.task()) {
                chaos[0].run();
            }
        }
        rig.whileWaiting(rig::round);
        bad.behave();
        rig.engines.forEach(engine -> engine.holdWrites(false));
        rig.settle();
        assertTrue(rig.replaced() > 0);
        assertBalanced();
        assertEquals(put[0], rig.info("one").rxFrames() + rig.info("two").rxFrames());
        rig.assertAtRest();
    }

    /** Gives each bucket to anybody. */
    private record RandomSteering(Random random, int workers) implements SteeringPolicy {
        @Override
        public String policyName() {
            return "random";
        }

        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {
            for (int b = 0; b < IndirectionTable.BUCKETS; b++) {
                owners[b] = (short) random.nextInt(workers);
            }
        }
    }
}
