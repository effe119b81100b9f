package org.jackfield.port.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.poll.WakeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames, connections and their ends, with real sockets and peers that speak the framing by hand. */
class StreamPortTest {
    private final StreamRig rig;

    StreamPortTest() throws Exception {
        rig = new StreamRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void shouldCutFramesOutOfAStreamHoweverItIsDelivered() throws Exception {
        final SocketChannel peer = connected();
        final byte[] small = StreamRig.frame(60, 1);
        final byte[] large = StreamRig.frame(9014, 2);
        for (final byte one : StreamRig.framed(small)) {
            assertEquals(List.of(), rig.receive());
            StreamRig.write(peer, new byte[] {one});
        }
        assertArrayEquals(small, rig.receive(1).get(0));
        final ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            many.write(StreamRig.framed(i % 2 == 0 ? small : large));
        }
        StreamRig.write(peer, many.toByteArray());
        final List<byte[]> frames = rig.receive(10);
        for (int i = 0; i < 10; i++) {
            assertArrayEquals(i % 2 == 0 ? small : large, frames.get(i));
        }
        rig.assertNoFrameMissing();
    }

    @Test
    void shouldTakeTheShortestAndTheLongestFrame() throws Exception {
        final SocketChannel peer = connected();
        for (final int length : new int[] {14, 1922, 2048, 2049, 65_535, Wire.MOST_FRAME}) {
            final byte[] frame = StreamRig.frame(length, length);
            final Thread writer = new Thread(() -> assertWritten(peer, frame));
            writer.start(); // longer than a socket takes at once
            assertArrayEquals(frame, rig.receive(1).get(0));
            writer.join();
            assertEquals(1, rig.send(frame));
            final Thread flusher = new Thread(() -> StreamRig.await("flushed", () -> {
                rig.receive();
                return !writer.isAlive();
            }));
            flusher.start();
            flusher.join();
            assertArrayEquals(frame, StreamRig.read(peer));
        }
        rig.assertNoFrameMissing();
    }

    private static void assertWritten(final SocketChannel peer, final byte[] frame) {
        try {
            StreamRig.write(peer, StreamRig.framed(frame));
        } catch (final IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void shouldSendABatchInOrderAndLeaveSharedFramesAsTheyAre() throws Exception {
        final SocketChannel peer = connected();
        final byte[][] frames = new byte[FrameBatch.CAPACITY][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = StreamRig.frame(60 + i, i);
        }
        assertEquals(frames.length, rig.send(frames));
        for (final byte[] frame : frames) {
            assertArrayEquals(frame, StreamRig.read(peer));
        }
        rig.assertNoFrameMissing();
    }

    /** The peer does not read: what does not fit is refused, and what was accepted arrives whole and in order when it reads again. */
    @Test
    void shouldNeitherWaitForASlowPeerNorCutAFrameShort() throws Exception {
        final SocketChannel peer = connected();
        int accepted = 0;
        int refused = 0;
        int number = 0;
        while (refused < 1000) {
            final byte[][] batch = new byte[32][];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = StreamRig.frame(1514, number);
            }
            final int taken = rig.send(batch);
            if (taken < batch.length) {
                refused += batch.length - taken;
            }
            accepted += taken;
            number++;
            if (refused == 0) {
                assertEquals(batch.length, taken);
            }
        }
        assertTrue(accepted > 32, "the kernel takes some");
        rig.assertNoFrameMissing();
        for (int i = 0; i < accepted; i++) {
            rig.receive(); // the worker, woken because there is room again, sends the rest
            final byte[] frame = StreamRig.read(peer);
            assertEquals(1514, frame.length);
            assertArrayEquals(StreamRig.frame(1514, frame[20] - 20 * 31 & 0xFF), frame);
        }
        assertEquals(1, rig.send(StreamRig.frame(60, 7)));
        assertArrayEquals(StreamRig.frame(60, 7), StreamRig.read(peer));
    }

    @Test
    void shouldWakeItsWorkerExactlyWhileThereIsSomethingToDo() throws Exception {
        final WakeSet worker = rig.adopt(WakeSet.create());
        rig.listen();
        worker.watch(rig.host.rx(0).wakeFd(), WakeSet.READABLE, 5);
        assertEquals(0, worker.await(0));
        final SocketChannel peer = rig.peer();
        rig.awaitCarrier(true);
        assertEquals(0, worker.await(0));
        final ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < FrameBatch.CAPACITY + 10; i++) {
            many.write(StreamRig.framed(StreamRig.frame(60, i)));
        }
        StreamRig.write(peer, many.toByteArray());
        assertEquals(1, worker.await(10_000));
        assertEquals(FrameBatch.CAPACITY, rig.receive().size());
        assertEquals(1, worker.await(0), "the rest lies in the port, not in the socket");
        assertEquals(10, rig.receive().size());
        assertEquals(0, worker.await(0));
        peer.close();
        assertEquals(1, worker.await(10_000));
        rig.awaitCarrier(false);
        assertEquals(0, worker.await(0), "a connection that is over wakes nobody");
    }

    @Test
    void shouldEndAConnectionThatSendsWhatIsNoFrame() throws Exception {
        rig.listen();
        for (final int length : new int[] {0, 1, 13, Wire.MOST_FRAME + 1, 0x4745_5420, -1}) {
            final SocketChannel peer = rig.peer();
            rig.awaitCarrier(true);
            StreamRig.write(peer, StreamRig.framed(StreamRig.frame(60, 1)));
            StreamRig.write(peer, ByteBuffer.allocate(8).putInt(length).array());
            assertEquals(1, rig.receive(1).size(), "what came before is delivered");
            rig.awaitCarrier(false);
            final String reason = rig.port.details().get("peer");
            assertTrue(reason.contains("a length of " + (length & 0xFFFF_FFFFL) + " bytes"), reason);
            assertThrows(IOException.class, () -> StreamRig.read(peer));
        }
        rig.peer();
        rig.awaitCarrier(true);
        rig.assertNoFrameMissing();
    }

    @Test
    void shouldForgetHalfAFrameOfAPeerThatIsGone() throws Exception {
        rig.listen();
        try (SocketChannel peer = rig.peer()) {
            rig.awaitCarrier(true);
            StreamRig.write(peer, ByteBuffer.allocate(30).putInt(60).array());
            assertEquals(List.of(), rig.receive());
        }
        rig.awaitCarrier(false);
        assertEquals(
                "none: the peer has gone within a frame", rig.port.details().get("peer"));
        final SocketChannel next = rig.peer();
        rig.awaitCarrier(true);
        StreamRig.write(next, StreamRig.framed(StreamRig.frame(60, 3)));
        assertArrayEquals(StreamRig.frame(60, 3), rig.receive(1).get(0));
    }

    @Test
    void shouldLetASecondPeerWaitUntilTheFirstHasGone() throws Exception {
        rig.listen();
        final SocketChannel first = rig.peer();
        rig.awaitCarrier(true);
        final SocketChannel second = rig.peer();
        StreamRig.write(second, StreamRig.framed(StreamRig.frame(60, 2)));
        StreamRig.write(first, StreamRig.framed(StreamRig.frame(60, 1)));
        assertArrayEquals(StreamRig.frame(60, 1), rig.receive(1).get(0));
        first.close();
        assertArrayEquals(StreamRig.frame(60, 2), rig.receive(1).get(0));
    }

    @Test
    void shouldConnectAgainAndAgain() throws Exception {
        rig.port.open(rig.host, StreamRig.settings("connect=" + rig.path), 1);
        assertEquals(0, rig.send(StreamRig.frame(60, 1)), "nobody is there yet");
        StreamRig.await("a first attempt", () -> rig.port.details().get("peer").contains("ENOENT"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(rig.path));
            for (int i = 0; i < 3; i++) {
                try (SocketChannel peer = server.accept()) {
                    rig.awaitCarrier(true);
                    assertEquals(1, rig.send(StreamRig.frame(60, i)));
                    assertArrayEquals(StreamRig.frame(60, i), StreamRig.read(peer));
                    StreamRig.write(peer, StreamRig.framed(StreamRig.frame(70, i)));
                    assertArrayEquals(StreamRig.frame(70, i), rig.receive(1).get(0));
                }
                rig.awaitCarrier(false);
            }
        }
        rig.assertNoFrameMissing();
    }

    @Test
    void shouldLetOnlyThisMachineConnectUnlessToldOtherwise() throws Exception {
        final int tcp = freePort();
        rig.port.open(rig.host, StreamRig.settings("listen=127.0.0.1:" + tcp), 1);
        final SocketChannel peer = rig.adopt(SocketChannel.open(loopback(tcp)));
        rig.awaitCarrier(true);
        StreamRig.write(peer, StreamRig.framed(StreamRig.frame(60, 1)));
        assertArrayEquals(StreamRig.frame(60, 1), rig.receive(1).get(0));
        assertTrue(rig.port.details().get("peer").startsWith("127.0.0.1:"));
        assertTrue(rig.port.reconfigure(StreamRig.settings("listen=127.0.0.1:" + tcp, "allow=10.0.0.0/8,fd00::/8")));
        peer.close();
        rig.awaitCarrier(false);
        final SocketChannel stranger = rig.adopt(SocketChannel.open(loopback(tcp)));
        assertThrows(IOException.class, () -> StreamRig.read(stranger));
        assertFalse(rig.host.carrier());
        assertTrue(rig.port.reconfigure(StreamRig.settings("listen=127.0.0.1:" + tcp, "allow=127.0.0.1")));
        rig.adopt(SocketChannel.open(loopback(tcp)));
        rig.awaitCarrier(true);
    }

    private static InetSocketAddress loopback(final int tcp) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp);
    }

    private static int freePort() throws IOException {
        try (ServerSocketChannel any = ServerSocketChannel.open()) {
            any.bind(loopback(0));
            return ((InetSocketAddress) any.getLocalAddress()).getPort();
        }
    }

    @Test
    void shouldKnowWhichAddressesANetworkHolds() throws Exception {
        final PeerFilter filter = PeerFilter.parse(List.of("10.1.0.0/23", "fd00::1", "0.0.0.0/32"));
        assertTrue(filter.allows(InetAddress.getByName("10.1.1.255")));
        assertFalse(filter.allows(InetAddress.getByName("10.1.2.0")));
        assertTrue(filter.allows(InetAddress.getByName("fd00::1")));
        assertFalse(filter.allows(InetAddress.getByName("fd00::2")));
        assertFalse(filter.allows(InetAddress.getByName("127.0.0.1")));
        assertTrue(PeerFilter.parse(List.of("0.0.0.0/0")).allows(InetAddress.getByName("192.0.2.1")));
        assertTrue(PeerFilter.parse(List.of()).allows(InetAddress.getByName("::1")));
        assertFalse(PeerFilter.parse(List.of()).allows(InetAddress.getByName("192.0.2.1")));
        for (final String wrong : List.of("10.0.0.0/33", "example.org", "10.0.0/8", "")) {
            assertThrows(IllegalArgumentException.class, () -> PeerFilter.parse(List.of(wrong)), wrong);
        }
    }

    @Test
    void shouldOwnTheFileOfItsSocket() throws Exception {
        rig.listen();
        assertEquals("rw-------", permissions());
        rig.closePort();
        assertFalse(Files.exists(rig.path));
        rig.listen("mode=0660");
        assertEquals("rw-rw----", permissions());
        Files.delete(rig.path);
        rig.port.check();
        assertTrue(Files.exists(rig.path), "taken away by hand, made anew");
        assertEquals("rw-rw----", permissions());
        rig.peer();
        rig.awaitCarrier(true);
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.path));
    }

    @Test
    void shouldTakeThePlaceOfASocketNobodyListensToAndOfNothingElse() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(rig.path));
            final PortException used = assertThrows(PortException.class, rig::listen);
            assertTrue(used.getMessage().contains("another process uses this socket"), used.getMessage());
        }
        assertTrue(Files.exists(rig.path), "Java leaves it behind");
        rig.listen();
        rig.closePort();
        Files.writeString(rig.path, "a letter");
        final PortException file = assertThrows(PortException.class, rig::listen);
        assertTrue(file.getMessage().contains("which is no socket"), file.getMessage());
        assertEquals("a letter", Files.readString(rig.path));
    }

    /** The worst moment for an update: half a frame received, half a frame sent. */
    @Test
    void shouldKeepAConnectionAndHalfFramesThroughAnUpdate() throws Exception {
        final SocketChannel peer = connected();
        final byte[] framed = StreamRig.framed(StreamRig.frame(1000, 5));
        StreamRig.write(peer, Arrays.copyOf(framed, 500));
        StreamRig.await("half a frame", () -> rig.receive().isEmpty());
        int accepted = 0;
        for (int taken = 32; taken == 32; accepted += taken) {
            final byte[][] batch = new byte[32][];
            Arrays.fill(batch, StreamRig.frame(1400, 9));
            taken = rig.send(batch);
        }
        rig.update("listen=" + rig.path);
        assertEquals(0, rig.host.breaches().size());
        StreamRig.write(peer, Arrays.copyOfRange(framed, 500, framed.length));
        assertArrayEquals(StreamRig.frame(1000, 5), rig.receive(1).get(0));
        for (int i = 0; i < accepted; i++) {
            rig.receive();
            assertArrayEquals(StreamRig.frame(1400, 9), StreamRig.read(peer));
        }
        rig.update("listen=" + rig.path);
        peer.close();
        rig.awaitCarrier(false);
        rig.peer();
        rig.awaitCarrier(true);
        rig.assertNoFrameMissing();
    }

    @Test
    void shouldConnectAgainAfterAnUpdateToo() throws Exception {
        rig.port.open(rig.host, StreamRig.settings("connect=" + rig.path), 1);
        rig.update("connect=" + rig.path);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(rig.path));
            try (SocketChannel peer = server.accept()) {
                rig.awaitCarrier(true);
                rig.update("connect=" + rig.path);
                assertEquals(1, rig.send(StreamRig.frame(60, 1)));
                assertArrayEquals(StreamRig.frame(60, 1), StreamRig.read(peer));
            }
            rig.awaitCarrier(false);
            try (SocketChannel again = server.accept()) {
                rig.awaitCarrier(true);
                assertTrue(again.isConnected());
            }
        }
    }

    @Test
    void shouldRefuseKeysThatDoNotGoTogether() {
        assertEquals(
                "port s: neither of the keys 'listen' and 'connect' is set; set listen=PATH to let the peer connect, or"
                        + " connect=PATH where the peer listens",
                refusal());
        assertTrue(refusal("listen=/tmp/a", "connect=/tmp/b").contains("both keys"));
        assertTrue(refusal("connect=/tmp/a", "guests=2").contains("is for ports that listen"));
        assertTrue(refusal("connect=/tmp/a", "mode=0660").contains("is for ports that listen at a path"));
        assertTrue(refusal("listen=10.0.0.1:5", "group=kvm").contains("is for ports that listen at a path"));
        assertTrue(refusal("listen=/tmp/a", "allow=10.0.0.1").contains("is for ports that listen at an ADDRESS:PORT"));
        assertTrue(refusal("listen=" + rig.folder + "/none/x").contains("make the folder of the path first"));
        assertTrue(refusal("listen=" + rig.path, "group=no-such-group").contains("no-such-group"));
        assertFalse(Files.exists(rig.path));
    }

    private String refusal(final String... settings) {
        final PortException refused =
                assertThrows(PortException.class, () -> rig.port.open(rig.host, StreamRig.settings(settings), 1));
        assertEquals(0, rig.host.queueCount());
        return String.valueOf(refused.getMessage());
    }

    @Test
    void shouldTellWhoIsThere() throws Exception {
        assertEquals(Map.of(), rig.port.details());
        connected();
        final String self = "process " + ProcessHandle.current().pid() + " of user ";
        assertTrue(rig.port.details().get("peer").startsWith(self), rig.port.details()::toString);
        assertEquals(rig.path.toString(), rig.port.details().get("listen"));
        assertEquals(Optional.empty(), rig.host.failure());
    }

    private SocketChannel connected() throws Exception {
        rig.listen();
        final SocketChannel peer = rig.peer();
        rig.awaitCarrier(true);
        return peer;
    }
}
