package org.jackfield.launcher.bench.load;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.jackfield.linux.clock.Pause;
import org.jackfield.linux.socket.UdpBatch;
import org.jackfield.linux.socket.UdpSocket;

/**
 * Sends numbered datagrams, each flow from a port of its own, a burst of one flow after a burst of the next: as fast as it can
 * in bursts of {@value #BURST}, or at a rate in bursts of about 100 us. Owns its sockets and memory. One thread.
 */
final class Sender implements AutoCloseable {
    static final int BURST = 32;

    private static final int MOST_BURST = 256;
    private static final int FIRST_PORT = 20_000;
    private static final double BURST_SECONDS = 100e-6;
    private static final double NS_PER_SECOND = 1e9;
    /** What a sender that was held up may catch up; more would be a burst no sender makes. */
    private static final long MOST_ARREARS_NS = 20_000_000;

    private final UdpSocket[] sockets;
    private final long[] next;
    private final UdpBatch batch;
    private final Pause pause = new Pause();
    private final double rate;
    private final int burst;
    private long sent;
    private long refused;
    private double dueNs;
    private int flow;

    /**
     * Opens its sockets.
     *
     * @param sizeBytes payload of each datagram
     * @param rate datagrams a second over all flows, 0 for as many as it can
     */
    Sender(final String to, final int port, final int flows, final int sizeBytes, final double rate)
            throws IOException {
        this.rate = rate;
        burst = rate > 0 ? (int) Math.max(1, Math.min(MOST_BURST, rate * BURST_SECONDS)) : BURST;
        batch = new UdpBatch(burst, Math.max(sizeBytes, Payload.LENGTH_BYTES));
        sockets = new UdpSocket[flows];
        next = new long[flows];
        final Inet4Address address = (Inet4Address) InetAddress.getByName(to);
        for (int i = 0; i < flows; i++) {
            sockets[i] = UdpSocket.open(FIRST_PORT + i).connect(address, port);
        }
    }

    /** Sends for so long; returns how long it took, in nanoseconds. */
    long run(final long ns) throws IOException {
        final long startNs = System.nanoTime();
        dueNs = startNs;
        long nowNs = startNs;
        while (nowNs - startNs < ns) {
            if (rate > 0) {
                awaitDue(nowNs);
            }
            step(System.nanoTime());
            nowNs = System.nanoTime();
        }
        return nowNs - startNs;
    }

    private void awaitDue(final long nowNs) {
        if (nowNs < dueNs) {
            pause.ns((long) dueNs - nowNs);
        } else {
            dueNs = Math.max(dueNs, nowNs - (double) MOST_ARREARS_NS);
        }
        dueNs += burst * NS_PER_SECOND / rate;
    }

    /** Sends a burst of the next flow. */
    void step(final long nowNs) throws IOException {
        Payload.number(batch, burst, flow, next[flow], nowNs);
        final int taken = sockets[flow].send(batch, burst);
        if (taken > 0) {
            next[flow] += taken;
            sent += taken;
        } else if (UdpSocket.isTransient(taken)) {
            refused++;
        } else {
            throw new IOException("sendmmsg failed: " + UdpSocket.errorName(taken));
        }
        flow = flow + 1 == sockets.length ? 0 : flow + 1;
    }

    /** Datagrams the kernel took. */
    long sent() {
        return sent;
    }

    /** Bursts the kernel did not take. */
    long refused() {
        return refused;
    }

    @Override
    public void close() {
        for (final UdpSocket socket : sockets) {
            socket.close();
        }
        batch.close();
        pause.close();
    }
}
