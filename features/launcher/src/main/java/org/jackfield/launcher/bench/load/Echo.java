package org.jackfield.launcher.bench.load;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.function.BooleanSupplier;
import org.jackfield.linux.socket.UdpBatch;
import org.jackfield.linux.socket.UdpSocket;

/** One datagram there and back: the next leaves when the last has come. Both sides sleep in their socket. One thread. */
final class Echo implements AutoCloseable {
    private static final long PATIENCE_US = 100_000;
    private static final int FLOW = 0;

    private final UdpSocket socket;
    private final UdpBatch batch;

    /** Opens the socket of one side; both sides use the same port and payload. */
    Echo(final String peer, final int port, final int sizeBytes) throws IOException {
        socket = UdpSocket.open(port).connect((Inet4Address) InetAddress.getByName(peer), port);
        socket.patience(PATIENCE_US);
        batch = new UdpBatch(1, sizeBytes);
    }

    /** Sends back what comes until told to stop. */
    void answer(final BooleanSupplier stopped) {
        while (!stopped.getAsBoolean()) {
            if (socket.receive(batch, true) > 0) {
                socket.send(batch, 1);
            }
        }
    }

    /** Asks for so long and keeps how long each answer took; returns how many answers did not come. */
    long ask(final long ns, final Samples times) {
        long lost = 0;
        final long endNs = System.nanoTime() + ns;
        long sentNs = System.nanoTime();
        for (long number = 0; sentNs < endNs; number++, sentNs = System.nanoTime()) {
            Payload.number(batch, 1, FLOW, number, sentNs);
            socket.send(batch, 1);
            if (awaitAnswer(number)) {
                times.add(System.nanoTime() - sentNs);
            } else {
                lost++;
            }
        }
        return lost;
    }

    /** Waits for one answer, passing over those that were given up already. */
    private boolean awaitAnswer(final long number) {
        while (socket.receive(batch, true) > 0) {
            if (Payload.isOurs(batch, 0) && Payload.sequence(batch, 0) == number) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        socket.close();
        batch.close();
    }
}
