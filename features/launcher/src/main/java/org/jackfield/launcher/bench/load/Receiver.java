package org.jackfield.launcher.bench.load;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jackfield.linux.clock.Pause;
import org.jackfield.linux.socket.UdpBatch;
import org.jackfield.linux.socket.UdpSocket;

/**
 * Receives numbered datagrams and accounts for them: what came, and how many came behind a later one of their flow (RFC 4737).
 * It sleeps in its socket as usual programs do, or looks at it every so many microseconds: then the sending side does not pay
 * for waking it, which on few processors would cost more than the frames. One thread.
 */
final class Receiver implements AutoCloseable {
    private static final int BATCH = 256;
    private static final int MOST_BYTES = 2_048;
    private static final int BUFFER_BYTES = 16 << 20;
    private static final long PATIENCE_US = 20_000;
    private static final int NS_PER_US = 1_000;

    private final UdpSocket socket;
    private final UdpBatch batch = new UdpBatch(BATCH, MOST_BYTES);
    private final Pause pause = new Pause();
    private final long[] next;
    private final Samples delays;
    private final long pollNs;
    private final boolean timed;
    private long received;
    private long reordered;

    /**
     * Opens its socket.
     *
     * @param pollUs time between looks at the socket; 0 to sleep in it
     * @param timed whether the time each datagram took is wanted
     */
    Receiver(final int port, final int flows, final long pollUs, final boolean timed, final Samples delays)
            throws IOException {
        socket = UdpSocket.open(port).receiveBuffer(BUFFER_BYTES).patience(PATIENCE_US);
        next = new long[flows];
        pollNs = pollUs * NS_PER_US;
        this.timed = timed;
        this.delays = delays;
        delays.clear();
    }

    /** Receives until told to stop and nothing is left. */
    void run(final BooleanSupplier stopped) throws IOException {
        boolean last = false;
        while (!last) {
            last = stopped.getAsBoolean();
            int count = step();
            while (last && count > 0) {
                count = step();
            }
            if (pollNs > 0 && count < BATCH / 4) {
                pause.ns(pollNs);
            }
        }
    }

    /** Takes what is there; returns how many datagrams. */
    int step() throws IOException {
        final int count = socket.receive(batch, pollNs == 0);
        if (count < 0) {
            if (!UdpSocket.isTransient(count)) {
                throw new IOException("recvmmsg failed: " + UdpSocket.errorName(count));
            }
            return 0;
        }
        account(count);
        return count;
    }

    private void account(final int count) {
        final long nowNs = timed ? System.nanoTime() : 0;
        for (int i = 0; i < count; i++) {
            final int flow = Payload.flow(batch, i);
            if (!Payload.isOurs(batch, i) || flow < 0 || flow >= next.length) {
                continue;
            }
            received++;
            final long sequence = Payload.sequence(batch, i);
            if (sequence < next[flow]) {
                reordered++;
            } else {
                next[flow] = sequence + 1;
            }
            if (timed) {
                delays.add(nowNs - Payload.sentNs(batch, i));
            }
        }
    }

    long received() {
        return received;
    }

    long reordered() {
        return reordered;
    }

    @Override
    public void close() {
        socket.close();
        batch.close();
        pause.close();
    }
}
