package org.jackfield.launcher.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.jackfield.linux.socket.UdpBatch;
import org.jackfield.linux.socket.UdpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over the loopback interface, which neither loses nor reorders what fits into the socket's buffer. */
@Timeout(60)
class SenderReceiverTest {
    private static final String HOST = "127.0.0.1";
    private static final int FLOWS = 5;
    private static final int BYTES = 64;

    private final Samples samples = new Samples(10_000);
    private final int port;

    SenderReceiverTest() throws IOException {
        try (DatagramSocket any = new DatagramSocket()) {
            port = any.getLocalPort();
        }
    }

    @Test
    void shouldAccountForEveryDatagram() throws IOException {
        try (Receiver receiver = new Receiver(port, FLOWS, 1, true, samples);
                Sender sender = new Sender(HOST, port, FLOWS, BYTES, 0)) {
            for (int i = 0; i < 2 * FLOWS; i++) {
                sender.step(System.nanoTime());
            }
            receiver.run(() -> true);
            assertEquals(2L * FLOWS * Sender.BURST, sender.sent());
            assertEquals(sender.sent(), receiver.received());
            assertEquals(0, receiver.reordered());
            assertEquals(sender.sent(), samples.count());
            assertTrue(samples.sorted().percentileUs(0.5) > 0);
        }
    }

    @Test
    void shouldCountWhatComesBehindALaterOne() throws IOException {
        try (Receiver receiver = new Receiver(port, 1, 1, false, samples);
                UdpSocket out = UdpSocket.open(0);
                UdpBatch batch = new UdpBatch(1, BYTES)) {
            out.connect((Inet4Address) InetAddress.getByName(HOST), port);
            for (final long number : new long[] {0, 1, 4, 2, 3, 5}) {
                Payload.number(batch, 1, 0, number, 0);
                out.send(batch, 1);
            }
            receiver.run(() -> true);
            assertEquals(6, receiver.received());
            assertEquals(2, receiver.reordered());
        }
    }

    @Test
    void shouldNotCountWhatIsNotOurs() throws IOException {
        try (Receiver receiver = new Receiver(port, 1, 1, false, samples);
                UdpSocket out = UdpSocket.open(0);
                UdpBatch batch = new UdpBatch(1, BYTES)) {
            out.connect((Inet4Address) InetAddress.getByName(HOST), port);
            out.send(batch, 1);
            Payload.number(batch, 1, 7, 0, 0); // a flow nobody announced
            out.send(batch, 1);
            receiver.run(() -> true);
            assertEquals(0, receiver.received());
        }
    }

    @Test
    void shouldNotSendMoreThanItsRateAllows() throws IOException {
        try (Sender sender = new Sender(HOST, port, 1, BYTES, 10_000)) {
            final long ns = sender.run(200_000_000);
            // What it may be ahead by is one burst.
            assertTrue(sender.sent() <= ns / 1e9 * 10_000 + 1, sender.sent() + " in " + ns + " ns");
            assertTrue(sender.sent() > 0);
        }
    }
}
