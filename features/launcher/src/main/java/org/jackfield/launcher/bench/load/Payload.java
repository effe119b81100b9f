package org.jackfield.launcher.bench.load;

import java.nio.ByteBuffer;
import org.jackfield.linux.socket.UdpBatch;

/** What datagrams of the benchmark carry, little-endian: magic (4), flow (4), sequence number (8), time sent (8), zeros. */
final class Payload {
    static final int LENGTH_BYTES = 24;

    private static final int MAGIC = 0x4a46_4245;
    private static final int FLOW = 4;
    private static final int SEQUENCE = 8;
    private static final int SENT_NS = 16;

    private Payload() {}

    /** Writes consecutive numbers of a flow into the first datagrams of a batch. */
    static void number(final UdpBatch batch, final int count, final int flow, final long first, final long nowNs) {
        final ByteBuffer bytes = batch.payloads();
        for (int i = 0; i < count; i++) {
            final int at = batch.offset(i);
            bytes.putInt(at, MAGIC);
            bytes.putInt(at + FLOW, flow);
            bytes.putLong(at + SEQUENCE, first + i);
            bytes.putLong(at + SENT_NS, nowNs);
        }
    }

    /** Whether a received datagram is one of ours. */
    static boolean isOurs(final UdpBatch batch, final int datagram) {
        return batch.length(datagram) >= LENGTH_BYTES && batch.payloads().getInt(batch.offset(datagram)) == MAGIC;
    }

    static int flow(final UdpBatch batch, final int datagram) {
        return batch.payloads().getInt(batch.offset(datagram) + FLOW);
    }

    static long sequence(final UdpBatch batch, final int datagram) {
        return batch.payloads().getLong(batch.offset(datagram) + SEQUENCE);
    }

    /** When it was sent, by the clock of {@link System#nanoTime}, which all processes of a machine share on Linux. */
    static long sentNs(final UdpBatch batch, final int datagram) {
        return batch.payloads().getLong(batch.offset(datagram) + SENT_NS);
    }
}
