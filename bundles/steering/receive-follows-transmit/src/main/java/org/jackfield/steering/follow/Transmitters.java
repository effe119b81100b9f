package org.jackfield.steering.follow;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jackfield.api.frame.HotPath;

/**
 * Which worker reads what a port sends of a flow: the counterpart of RFS's {@code rps_sock_flow_table}, shared by all
 * workers. A flow has two words, one for each of the ports it runs between. Nothing is forgotten by time; a flow
 * whose hash has the same low bits as another's takes its place.
 *
 * <p><b>Why it is safe without locks.</b> A word is complete in itself and a hint, as in RFS. Workers write without
 * looking whether somebody else has just done so: at worst a port's word is lost, and its next frame writes it again;
 * until then the other direction goes where it went. Words are written only when they change, so a flow at rest in
 * one place costs two reads.
 */
@HotPath
final class Transmitters {
    static final int NONE = -1;

    private static final int HASH_SHIFT = 32;
    private static final int PORT_SHIFT = 8;
    private static final int WORKER_MASK = (1 << PORT_SHIFT) - 1;
    private static final long VALID = 1L << 24;

    /**
     * Two words for each flow, by the low bits of its hash. Written by the thread that configures, read once a
     * batch.
     */
    private volatile AtomicLongArray words;

    Transmitters(final int entries) {
        words = slowPathTable(entries);
    }

    /** Begins anew with a table for so many flows. */
    void resize(final int entries) {
        words = slowPathTable(entries);
    }

    private static AtomicLongArray slowPathTable(final int entries) {
        return new AtomicLongArray(2 * Integer.highestOneBit(2 * entries - 1));
    }

    AtomicLongArray words() {
        return words;
    }

    /**
     * Notes that a worker reads what a port sends of a flow.
     *
     * @return the worker that reads what the other port of the flow sends; {@link #NONE} when it has sent nothing yet
     */
    static int note(final AtomicLongArray words, final int hash, final int port, final int worker) {
        final int at = hash & words.length() / 2 - 1;
        final long mine = (long) hash << HASH_SHIFT | VALID | (port & 0xFFFFL) << PORT_SHIFT | worker;
        final long first = words.getOpaque(2 * at);
        final long second = words.getOpaque(2 * at + 1);
        if (first == mine) {
            return peer(second, mine);
        }
        if (second == mine) {
            return peer(first, mine);
        }
        final boolean inFirst = samePort(first, mine) || !samePort(second, mine) && !sameFlow(first, mine);
        words.setOpaque(inFirst ? 2 * at : 2 * at + 1, mine);
        return peer(inFirst ? second : first, mine);
    }

    private static int peer(final long other, final long mine) {
        return sameFlow(other, mine) && !samePort(other, mine) ? (int) other & WORKER_MASK : NONE;
    }

    private static boolean sameFlow(final long one, final long other) {
        return (one ^ other) >>> HASH_SHIFT == 0 && (one & VALID) != 0;
    }

    private static boolean samePort(final long one, final long other) {
        return (one ^ other) >>> PORT_SHIFT == 0;
    }
}
