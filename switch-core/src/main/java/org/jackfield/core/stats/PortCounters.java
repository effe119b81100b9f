package org.jackfield.core.stats;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.DropReason;

/** What the pipeline counts for one port: a block for each worker, written by that worker alone. Lives as long as the port. */
@HotPath
public final class PortCounters {
    /** Frames received here that went to at least one egress. */
    public static final int FORWARDED = 0;
    /** Copies made for this port as an egress. */
    public static final int COPIES = 1;
    /** First of the drop counters, in the order of {@link DropReason}. */
    public static final int DROPS = 2;

    /** Counters in a block. */
    public static final int SIZE = DROPS + DropReason.values().length;

    private final CounterBlock[] blocks;

    /** Counters at zero for this many workers. */
    public PortCounters(final int workers) {
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
