package org.jackfield.core.stats;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.HotPath;

/** What is measured of one queue on demand, beside what is always counted. Written by the worker that reads the queue. */
@HotPath
public final class QueueMeasures {
    private static final int BATCHES = 0;
    private static final int UNFINISHED = 1;
    private static final int SIZE = 2;

    /** Frames of batches read. */
    public final Histogram batchSizes = new Histogram(WorkerMeasures.BATCH_BITS);
    /** Nanoseconds from the read of a batch to the end of its processing or handing over. */
    public final Histogram sojournNs = new Histogram(WorkerMeasures.NS_BITS);
    /** Frames that had been read when measuring began. */
    public final long framesBefore;
    /** Bytes of these. */
    public final long bytesBefore;

    private final CounterBlock counters = new CounterBlock(SIZE);

    /** For a queue of which so much had been read. */
    public QueueMeasures(final long framesBefore, final long bytesBefore) {
        this.framesBefore = framesBefore;
        this.bytesBefore = bytesBefore;
    }

    /** Counts a batch; the reading worker only. */
    public void read(final int frames, final boolean emptied, final long ns) {
        counters.add(BATCHES, 1);
        counters.add(UNFINISHED, emptied ? 0 : 1);
        batchSizes.add(frames, 1);
        sojournNs.add(ns, frames);
    }

    /** Batches read; any thread. */
    public long batches() {
        return counters.get(BATCHES);
    }

    /** Those that may have left frames in the queue; any thread. */
    public long unfinished() {
        return counters.get(UNFINISHED);
    }
}
