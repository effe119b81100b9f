package org.jackfield.core.stats;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;

/** What one worker measures of itself on demand, beside what it always counts. It alone writes. */
public final class WorkerMeasures {
    /** In {@link #counters}: frames of flows whose frame before another worker had processed. */
    public static final int FLOWS_MOVED = 0;
    /** Frames of flows of which that was not known, as another flow had their place. */
    public static final int FLOWS_DISPLACED = 1;

    /** A minute fits in 36 bits of nanoseconds. */
    static final int NS_BITS = 36;

    /** Enough for a batch. */
    static final int BATCH_BITS = Integer.SIZE - Integer.numberOfLeadingZeros(FrameBatch.CAPACITY);

    private static final int SLOT_BITS = 13;

    /** Batches it has read, for samples of them; written by the worker only. */
    int steered;

    /** What is no distribution. */
    public final CounterBlock counters = new CounterBlock(2);
    /** Frames of batches read. */
    public final Histogram batchSizes = new Histogram(BATCH_BITS);
    /** Slots in its handoff ring, once a cycle. */
    public final Histogram ringDepth = new Histogram(SLOT_BITS);
    /** Nanoseconds frames waited in its handoff ring. */
    public final Histogram ringNs = new Histogram(NS_BITS);
    /** Nanoseconds from the read of a frame to the end of its processing here. */
    public final Histogram sojournNs = new Histogram(NS_BITS);
}
