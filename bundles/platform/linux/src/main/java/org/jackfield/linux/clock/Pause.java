package org.jackfield.linux.clock;

import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Short sleeps of one thread that end when they should: Java's own are up to 50 us late, because the kernel may by default
 * wake a thread that much later. Used by the thread that made it only; whoever makes one closes it.
 */
public final class Pause implements AutoCloseable {
    private static final int NS = 8;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final NativeBlock time = new NativeBlock(2 * Long.BYTES);

    /** Makes the kernel exact for the calling thread. */
    public Pause() {
        LibC.prctl(LibC.PR_SET_TIMERSLACK, 1, 0, 0, 0);
    }

    /** Sleeps; returns at once for 0 and less. Allocates nothing. */
    public void ns(final long ns) {
        if (ns > 0) {
            time.putLong(0, ns / NS_PER_SECOND).putLong(NS, ns % NS_PER_SECOND);
            LibC.ppoll(0, 0, time.address(), 0);
        }
    }

    /** Frees its memory. May be called twice. */
    @Override
    public void close() {
        time.close();
    }
}
