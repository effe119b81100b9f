package org.jackfield.core.stats;

import org.jackfield.api.frame.FrameBatch;

/** What one worker measures of itself on demand, beside what it always counts. It alone writes. */
public final class WorkerMeasures {
    /** A minute fits in 36 bits of nanoseconds. */
    static final int NS_BITS = 36;

    /** Enough for a batch. */
    static final int BATCH_BITS = Integer.SIZE - Integer.numberOfLeadingZeros(FrameBatch.CAPACITY);

    private static final int SLOT_BITS = 13;

    /** Frames of batches read. */
    public final Histogram batchSizes = new Histogram(BATCH_BITS);
    /** Slots in its handoff ring, once a cycle. */
    public final Histogram ringDepth = new Histogram(SLOT_BITS);
    /** Nanoseconds frames waited in its handoff ring. */
    public final Histogram ringNs = new Histogram(NS_BITS);
    /** Nanoseconds from the read of a frame to the end of its processing here. */
    public final Histogram sojournNs = new Histogram(NS_BITS);
}
