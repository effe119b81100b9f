package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.Offload;
import org.jackfield.core.offload.LongFrame;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryPort;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Unfinished frames between ports of every kind: who gets them whole, cut or finished, and that each copy is accounted
 * for.
 */
class OffloadTest {
    private static final long B = 0x0200_0000_000BL;
    private static final int SOME = Offload.CSUM | Offload.TSO4 | Offload.TSO6;

    private final Random random = new Random(21);
    private SwitchRig rig = new SwitchRig(2);
    private WirePort from = port("from", Offload.ALL);

    @AfterEach
    void everyCopyIsAccountedFor() {
        rig.assertAtRest();
    }

    private WirePort port(final String name, final int offloads) {
        final WirePort port = new WirePort(rig.wire).offloads(offloads);
        rig.add(name, port);
        return port;
    }

    private void send(final LongFrame... frames) {
        for (final LongFrame frame : frames) {
            from.inject(0, frame.wire());
        }
        rig.settle();
    }

    private List<byte[]> written(final List<Integer> fds) {
        return fds.stream().flatMap(fd -> rig.wire.takeWritten(fd).stream()).toList();
    }

    private static byte[] withoutHeader(final byte[] written) {
        assertArrayEquals(new byte[FrameLayout.VNET_BYTES], Arrays.copyOf(written, FrameLayout.VNET_BYTES));
        return Arrays.copyOfRange(written, FrameLayout.VNET_BYTES, written.length);
    }

    private static void assertFrames(final List<byte[]> expected, final List<byte[]> found) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i), "frame " + i);
        }
    }

    /** A frame that lacks its checksum only; cut by nobody. */
    private LongFrame checksumOnly() {
        final LongFrame frame = LongFrame.random(random, 1 + random.nextInt(1000), 2000);
        Arrays.fill(frame.header, 1, 6, (byte) 0);
        return frame;
    }

    @Test
    void shouldPassLongFramesWholeToAPortThatTakesThem() {
        final WirePort to = port("to", Offload.ALL);
        for (int i = 0; i < 100; i++) {
            final LongFrame frame = LongFrame.random(random, 1 + random.nextInt(65_000), 500 + random.nextInt(900));
            send(frame);
            assertFrames(List.of(frame.whole()), to.takeWritten());
        }
        assertEquals(100, rig.info("to").copies());
    }

    @Test
    void shouldCutThemForAPortWithoutHeaders() {
        final WirePort to = rig.port("to");
        for (int i = 0; i < 100; i++) {
            final LongFrame frame = LongFrame.random(random, 1 + random.nextInt(30_000), 200 + random.nextInt(1100));
            send(frame);
            assertFrames(frame.segments(), to.takeWritten());
        }
        assertEquals(100, rig.info("from").forwarded());
        assertEquals(rig.info("to").txFrames(), rig.info("to").copies());
    }

    @Test
    void shouldCutOnlyWhatAPortLacks() {
        final WirePort to = port("to", SOME);
        int whole = 0;
        for (int i = 0; i < 200; i++) {
            final LongFrame frame = LongFrame.random(random, 3000, 1000);
            send(frame);
            final List<byte[]> written = to.takeWritten();
            if ((frame.needs() & ~SOME) == 0) {
                assertFrames(List.of(frame.whole()), written);
                whole++;
            } else {
                assertFrames(
                        frame.segments(),
                        written.stream().map(OffloadTest::withoutHeader).toList());
            }
        }
        assertTrue(whole > 20 && whole < 180, "whole: " + whole);
    }

    @Test
    void shouldFinishTheChecksumForEverybodyWhereOneCannot() {
        final WirePort all = port("all", Offload.ALL);
        final WirePort none = rig.port("none");
        final WirePort some = port("some", SOME);
        for (int i = 0; i < 100; i++) {
            final LongFrame frame = checksumOnly();
            final byte[] finished = frame.segments().get(0);
            send(frame);
            assertFrames(List.of(finished), none.takeWritten());
            assertArrayEquals(finished, withoutHeader(some.takeWritten().get(0)));
            assertArrayEquals(finished, withoutHeader(all.takeWritten().get(0)));
        }
    }

    @Test
    void shouldLeaveTheChecksumToAReceiverThatFinishesItItself() {
        final WirePort some = port("some", SOME);
        final LongFrame frame = checksumOnly();
        send(frame);
        assertFrames(List.of(frame.whole()), some.takeWritten());
    }

    @Test
    void shouldFloodOneLongFrameWholeToSomeAndCutToOthers() {
        final WirePort all = port("all", Offload.ALL);
        final WirePort none = rig.port("none");
        final WirePort other = rig.port("other");
        final LongFrame frame = LongFrame.random(random, 20_000, 1400);
        send(frame);
        assertFrames(List.of(frame.whole()), all.takeWritten());
        assertFrames(frame.segments(), none.takeWritten());
        assertFrames(frame.segments(), other.takeWritten());
        assertEquals(1, rig.info("from").forwarded());
        assertEquals(frame.segments().size(), rig.info("none").copies());
    }

    @Test
    void shouldKeepTheOrderOfCutAndOtherFrames() {
        rig = new SwitchRig(1, 64, 8192);
        from = port("from", Offload.ALL);
        final WirePort to = rig.port("to");
        final List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            final LongFrame frame = LongFrame.random(random, 1 + random.nextInt(60_000), 600);
            from.inject(0, frame.wire());
            expected.addAll(frame.segments());
            final LongFrame plain = LongFrame.random(random, 40, 40);
            Arrays.fill(plain.header, (byte) 0);
            from.inject(0, plain.wire());
            expected.add(plain.frame);
        }
        rig.settle();
        assertTrue(expected.size() > 1000);
        assertFrames(expected, to.takeWritten());
    }

    @Test
    void shouldDropAFrameWhoseHeaderLies() {
        final WirePort to = rig.port("to");
        final LongFrame lie = LongFrame.random(random, 3000, 1000);
        lie.put(4, 0);
        final LongFrame truth = LongFrame.random(random, 3000, 1000);
        send(lie, truth);
        assertFrames(truth.segments(), to.takeWritten());
        assertEquals(1, rig.drops("bad-offload"));
        assertEquals(1, rig.info("from").drops().get("bad-offload"));
        assertEquals(2, rig.info("from").rxFrames());
    }

    @Test
    void shouldDropWhatAPortHasNotDeclared() {
        final WirePort to = rig.port("to");
        final WirePort modest = port("modest", SOME);
        modest.inject(0, LongFrame.of(random, false, true, 3000, 1000).wire());
        rig.settle();
        assertTrue(to.takeWritten().isEmpty());
        assertEquals(1, rig.info("modest").drops().get("bad-offload"));
    }

    @Test
    void shouldJudgeALongFrameByItsSegments() {
        final WirePort all = port("all", Offload.ALL);
        final WirePort none = rig.port("none");
        LongFrame frame = LongFrame.of(random, true, true, 9000, 1500); // with headers more than the MTU
        send(frame);
        assertTrue(all.takeWritten().isEmpty());
        assertTrue(none.takeWritten().isEmpty());
        assertEquals(2, rig.drops("egress-mtu"));
        frame = LongFrame.of(random, true, true, 9000, 1500);
        while (frame.segments().get(0).length != 1514 - 14 + frame.l3) {
            final int headers = frame.headerBytes - frame.l3;
            frame = LongFrame.of(random, true, true, 9000, 1500 - headers);
        }
        send(frame);
        assertFrames(List.of(frame.whole()), all.takeWritten());
        assertFrames(frame.segments(), none.takeWritten());
    }

    @Test
    void shouldCountSegmentsThatFindNoFreeFrame() {
        rig = new SwitchRig(1, 64, 128);
        from = port("from", Offload.ALL);
        final WirePort to = rig.port("to");
        final LongFrame frame = LongFrame.random(random, 50_000, 100);
        send(frame);
        final PortInfo info = rig.info("to");
        final List<byte[]> written = to.takeWritten();
        assertEquals(500, info.copies());
        assertEquals(500, written.size() + info.drops().get("no-segment"));
        assertFrames(frame.segments().subList(0, written.size()), written);
        assertTrue(written.size() > 60);
        send(LongFrame.random(random, 1000, 500));
        assertEquals(2, to.takeWritten().size(), "the frames have come back");
    }

    @Test
    void shouldServeQueuesInMemoryAlike() {
        final MemoryPort none = new MemoryPort();
        rig.add("none", none);
        final MemoryPort all = new MemoryPort().offloads(Offload.ALL);
        rig.add("all", all);
        final LongFrame frame = LongFrame.random(random, 50_000, 120);
        send(frame);
        assertFrames(frame.segments(), none.takeSent());
        assertFrames(List.of(frame.whole()), all.takeSent());
        from.takeWritten();
        final LongFrame back = LongFrame.random(random, 50_000, 1200);
        all.inject(0, back.wire());
        rig.settle();
        assertFrames(List.of(back.whole()), from.takeWritten());
        assertFrames(back.segments(), none.takeSent());
        none.capacity(10);
        rig.remove("none");
        rig.add("none", none);
        send(frame);
        assertEquals(10, none.takeSent().size());
        assertEquals(frame.segments().size() - 10, rig.info("none").drops().get("tx-full"));
    }

    @Test
    void shouldNotBelieveHeadersOfAPortThatDeclaresNothing() {
        final MemoryPort sly = new MemoryPort().offloads(Offload.NONE);
        rig.add("sly", sly);
        sly.inject(0, checksumOnly().wire());
        rig.settle();
        assertTrue(from.takeWritten().isEmpty());
        assertEquals(1, rig.info("sly").drops().get("bad-offload"));
    }

    @Test
    void shouldKeepOffloadsWhileAPortLingersAndAfter() {
        final WirePort to = port("to", Offload.ALL).handsOver();
        final List<Integer> fds = List.of(to.fd(0), to.fd(1));
        rig.stopCode("to");
        final LongFrame frame = LongFrame.random(random, 5000, 1000);
        send(frame);
        assertFrames(List.of(frame.whole()), written(fds));
        assertEquals(
                "csum,tso4,tso6,tso-ecn,uso4,uso6", rig.info("to").details().get("offload"));
        rig.add("to", new WirePort(rig.wire).offloads(Offload.ALL));
        send(frame);
        assertFrames(List.of(frame.whole()), written(fds));
    }

    @Test
    void shouldNotChangeOffloadsWhileQueuesAreAttached() {
        final WirePort to = port("to", SOME);
        to.host().orElseThrow().offloads(Offload.NONE);
        rig.settle();
        assertEquals("csum,tso4,tso6", rig.info("to").details().get("offload"));
        rig.remove("to");
        rig.port("to");
        assertEquals("none", rig.info("to").details().get("offload"));
    }

    @Test
    void shouldWriteOffSegmentsOfAWorkerThatDoesNotComeBack() {
        rig = new SwitchRig(2, 64, 2048);
        from = port("from", Offload.ALL);
        final StubbornPort bad = new StubbornPort();
        rig.add("bad", bad);
        final int[] calls = new int[1];
        bad.inCode = called -> {
            if (called.equals("transmit") && ++calls[0] == 2) {
                bad.behave();
                rig.loseWorker();
                rig.settle();
            }
        };
        send(LongFrame.random(random, 60_000, 100), LongFrame.random(random, 60_000, 100));
        assertEquals(1, rig.replaced());
        assertTrue(rig.drops("tx-gone") >= 256, () -> rig.ledger().toString());
    }

    @Test
    void shouldAllocateNothingForASegment() {
        rig = new SwitchRig(1, 64, 8192);
        from = port("from", Offload.ALL);
        final WirePort to = rig.port("to");
        to.inject(0, Frames.broadcast(B));
        rig.settle();
        for (final WirePort port : new WirePort[] {from, to}) {
            rig.wire.countOnly(port.fd(0));
        }
        final byte[] frame = LongFrame.random(random, 60_000, 1000).wire();
        final byte[] unfinished = checksumOnly().wire();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int round = 0; round < 300; round++) {
            for (int i = 0; i < 20; i++) {
                from.inject(0, i % 2 == 0 ? frame : unfinished);
            }
            final long before = threads.getCurrentThreadAllocatedBytes();
            rig.workers.get(0).doWork();
            rig.workers.get(0).doWork();
            allocated += round < 100 ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertEquals(0, allocated / (200 * 610), () -> "bytes for each segment");
        assertTrue(rig.wire.writtenCount(to.fd(0)) >= 300 * 610);
    }
}
