package org.jackfield.core.stats;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.HotPath;

/** What is counted of one stage: a block for each worker, written by that worker alone. Lives as long as the stage is known. */
@HotPath
public final class StageCounters {
    /** Frames it has processed. */
    public static final int FRAMES = 0;
    /** Frames it has dropped. */
    public static final int DROPPED = 1;
    /** Copies it had made. */
    public static final int COPIES = 2;
    /** Copies for which no frame was free. */
    public static final int NO_COPY = 3;
    /** Counters in a block. */
    public static final int SIZE = 4;

    private final CounterBlock[] blocks;

    /** Counters at zero for this many workers. */
    public StageCounters(final int workers) {
        blocks = new CounterBlock[workers];
        for (int w = 0; w < workers; w++) {
            blocks[w] = new CounterBlock(SIZE);
        }
    }

    /** The block a worker writes. */
    public CounterBlock of(final int worker) {
        return blocks[worker];
    }

    /** Sum of one counter over all workers; any thread. */
    public long sum(final int counter) {
        long sum = 0;
        for (int w = 0; w < blocks.length; w++) {
            sum += blocks[w].get(counter);
        }
        return sum;
    }
}
