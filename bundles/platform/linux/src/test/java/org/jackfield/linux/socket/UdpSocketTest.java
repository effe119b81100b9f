package org.jackfield.linux.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class UdpSocketTest {
    private static final int BYTES = 32;
    private static final int COUNT = 8;

    private final Inet4Address loopback = (Inet4Address) InetAddress.getLoopbackAddress();
    private final int port = freePort();

    private static int freePort() {
        try (DatagramSocket any = new DatagramSocket()) {
            return any.getLocalPort();
        } catch (final SocketException none) {
            throw new IllegalStateException(none);
        }
    }

    @Test
    void shouldMoveABatchByOneCallEachWay() throws IOException {
        try (UdpSocket in = UdpSocket.open(port).receiveBuffer(1 << 20).patience(1_000_000);
                UdpSocket out = UdpSocket.open(0).sendBuffer(1 << 20).connect(loopback, port);
                UdpBatch sent = new UdpBatch(COUNT, BYTES);
                UdpBatch got = new UdpBatch(2 * COUNT, 2 * BYTES)) {
            for (int i = 0; i < COUNT; i++) {
                sent.payloads().putLong(sent.offset(i), 1000 + i);
            }
            sent.length(COUNT - 1, Long.BYTES);
            assertEquals(COUNT, out.send(sent, COUNT));
            assertEquals(COUNT, in.receive(got, true));
            for (int i = 0; i < COUNT; i++) {
                assertEquals(1000 + i, got.payloads().getLong(got.offset(i)));
            }
            assertEquals(BYTES, got.length(0));
            assertEquals(Long.BYTES, got.length(COUNT - 1));
        }
    }

    @Test
    void shouldSayThatNothingIsThere() throws IOException {
        try (UdpSocket in = UdpSocket.open(port).patience(1_000);
                UdpBatch got = new UdpBatch(COUNT, BYTES)) {
            final int now = in.receive(got, false);
            assertTrue(UdpSocket.isTransient(now), () -> UdpSocket.errorName(now));
            final int later = in.receive(got, true);
            assertTrue(UdpSocket.isTransient(later), () -> UdpSocket.errorName(later));
        }
    }

    @Test
    void shouldRefuseAPortThatIsTaken() throws IOException {
        try (DatagramSocket holder = new DatagramSocket(port)) {
            final IOException refused = assertThrows(IOException.class, () -> UdpSocket.open(holder.getLocalPort()));
            assertTrue(String.valueOf(refused.getMessage()).contains("EADDRINUSE"), refused::toString);
        }
    }

    @Test
    void shouldAllocateNothingWhileItMovesDatagrams() throws IOException {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (UdpSocket in = UdpSocket.open(port).patience(1_000_000);
                UdpSocket out = UdpSocket.open(0).connect(loopback, port);
                UdpBatch batch = new UdpBatch(COUNT, BYTES)) {
            long moved = exchange(in, out, batch, 100);
            final long before = threads.getCurrentThreadAllocatedBytes();
            moved += exchange(in, out, batch, 1_000);
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertEquals(1_100L * COUNT, moved);
            // Less than a byte a call: a single object a call would be 16 000.
            assertTrue(allocated < 2_000, allocated + " bytes in 2000 calls");
        }
    }

    private static long exchange(final UdpSocket in, final UdpSocket out, final UdpBatch batch, final int rounds) {
        long moved = 0;
        for (int i = 0; i < rounds; i++) {
            out.send(batch, COUNT);
            for (int got = 0; got < COUNT; ) {
                got += Math.max(0, in.receive(batch, true));
                moved += got == COUNT ? COUNT : 0;
            }
        }
        return moved;
    }
}
