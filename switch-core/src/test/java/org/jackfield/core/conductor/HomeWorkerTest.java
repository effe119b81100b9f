package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.PortState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryPort;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ports with fewer queues in memory than there are workers, with a descriptor that tells of frames, or with no queue at all. */
class HomeWorkerTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;

    private final SwitchRig rig = new SwitchRig(3);
    private final MemoryPort memory = new MemoryPort();

    @AfterEach
    void everyFrameIsAccountedFor() {
        rig.assertAtRest();
    }

    private static byte[] frame(final int flow, final long dst) {
        return Frames.numbered(A, dst, flow, 0);
    }

    private void sendFlows(final WirePort from, final long dst, final int flows) {
        for (int flow = 0; flow < flows; flow++) {
            from.inject(0, frame(flow, dst));
        }
        rig.settle();
    }

    @Test
    void shouldSendFramesOfAllWorkersByTheHomeOfTheQueue() {
        final WirePort wire = rig.port("wire");
        rig.add("memory", memory, "queues=1");
        memory.inject(0, Frames.broadcast(B));
        rig.settle();
        wire.takeWritten();
        sendFlows(wire, B, 60);
        final List<byte[]> sent = memory.takeSent();
        assertEquals(60, sent.size());
        assertEquals(60, rig.info("memory").txFrames());
        long handed = 0;
        for (int w = 1; w < 3; w++) {
            handed += rig.running.view().workers().get(w).handoffOut();
        }
        assertTrue(handed > 0, "no other worker had anything to hand over");
    }

    @Test
    void shouldCopyAFrameThatOtherPortsShare() {
        final WirePort wire = rig.port("wire");
        final WirePort other = rig.port("other");
        rig.add("memory", memory, "queues=1");
        final int flows = 30;
        for (int flow = 0; flow < flows; flow++) {
            wire.inject(0, frame(flow, 0xFFFF_FFFF_FFFFL));
            rig.settle();
            final List<byte[]> sent = memory.takeSent();
            assertEquals(1, sent.size());
            assertArrayEquals(frame(flow, 0xFFFF_FFFF_FFFFL), sent.get(0));
            final List<byte[]> written = other.takeWritten();
            assertEquals(1, written.size());
            assertArrayEquals(frame(flow, 0xFFFF_FFFF_FFFFL), written.get(0));
        }
    }

    @Test
    void shouldKeepTheOrderOfAFlowThatIsHandedHome() {
        final WirePort wire = rig.port("wire");
        rig.add("memory", memory, "queues=2");
        for (int n = 0; n < 200; n++) {
            wire.inject(0, Frames.numbered(A, B, n % 20, n / 20));
        }
        rig.settle();
        final long[] next = new long[20];
        for (final byte[] frame : memory.takeSent()) {
            assertEquals(next[Frames.flow(frame)]++, Frames.number(frame).orElseThrow());
        }
        for (final long frames : next) {
            assertEquals(10, frames);
        }
    }

    @Test
    void shouldCountWhatItCannotHandHome() {
        final SwitchRig narrow = new SwitchRig(2, 2, 1024);
        final WirePort wire = narrow.port("wire");
        final MemoryPort small = new MemoryPort();
        narrow.add("memory", small, "queues=1");
        for (int flow = 0; flow < 400; flow++) {
            wire.inject(0, frame(flow, B));
        }
        for (int cycle = 0; cycle < 30; cycle++) {
            narrow.step(1); // the home gets no turn but for what it has to hand over itself
            if (cycle % 10 == 0) {
                narrow.step(0);
            }
        }
        narrow.assertAtRest();
        assertEquals(400, small.takeSent().size() + narrow.drops("tx-full") + narrow.drops("handoff-full"));
    }

    @Test
    void shouldDropCopiesUnderWayToAPortThatLeaves() {
        final WirePort wire = rig.port("wire");
        rig.add("memory", memory, "queues=1");
        for (int flow = 0; flow < 100; flow++) {
            wire.inject(0, frame(flow, B));
        }
        rig.step(0);
        rig.step(1);
        rig.step(2);
        rig.remove("memory");
        rig.assertAtRest();
        assertEquals(0, memory.queueCount());
    }

    @Test
    void shouldFollowAChangedNumberOfQueues() {
        final WirePort wire = rig.port("wire");
        rig.add("memory", memory, "queues=1");
        sendFlows(wire, B, 30);
        rig.change("memory", "queues=3");
        sendFlows(wire, B, 30);
        rig.change("memory", "queues=2");
        sendFlows(wire, B, 30);
        assertEquals(90, rig.info("memory").txFrames());
    }

    @Test
    void shouldReadAQueueOnlyWhenItsDescriptorTells() {
        final WirePort wire = rig.port("wire");
        final int fd = rig.wire.open();
        memory.wakeFd(fd);
        rig.add("memory", memory, "queues=1");
        memory.inject(0, Frames.broadcast(B));
        rig.settle();
        assertEquals(1, memory.waiting(0), "read although nothing told of it");
        rig.wire.inject(fd, new byte[1]);
        rig.round();
        rig.round();
        assertEquals(0, memory.waiting(0));
        rig.settle();
        assertEquals(1, wire.takeWritten().size());
        rig.remove("memory");
        assertEquals(1, rig.engines.get(0).handlesInUse(), "more than the queue of the wire");
    }

    @Test
    void shouldBeActiveWithoutAQueueAndGetNoFrames() {
        final WirePort wire = rig.port("wire");
        final WirePort other = rig.port("other");
        rig.add("listener", new Listener());
        assertEquals(PortState.ACTIVE, rig.info("listener").state());
        wire.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(1, other.takeWritten().size());
        assertEquals(1, rig.ledger().copies());
        rig.change("listener", "bridge=br1");
        assertEquals(PortState.ACTIVE, rig.info("listener").state());
        rig.remove("listener");
    }

    /** A port that attaches nothing. */
    private static final class Listener implements Port {
        @Override
        public PortCapabilities capabilities() {
            return new PortCapabilities(1, 68, 65521);
        }

        @Override
        public void open(final PortHost host, final PortSettings settings, final int queues) {
            host.mtu(1500);
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
}
