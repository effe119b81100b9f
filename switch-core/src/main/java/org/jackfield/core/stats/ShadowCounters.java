package org.jackfield.core.stats;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.HotPath;

/** What is counted of one shadow: a block for each worker that reads frames, written by that worker alone. */
@HotPath
public final class ShadowCounters {
    /** Frames it would have given to another worker than the policy in force did. */
    public static final int DIFFERENT = 0;
    /** Frames that would have crossed a ring. */
    public static final int HANDOFFS = 1;
    /** Frames that did. */
    public static final int HANDOFFS_IN_FORCE = 2;
    /** Flows seen to go to another worker than before. */
    public static final int FLOWS_MOVED = 3;
    /** Calls of its code. */
    public static final int CALLS = 4;
    /** Frames of the calls that were timed. */
    public static final int TIMED_FRAMES = 5;
    /** Nanoseconds these calls took. */
    public static final int TIMED_NS = 6;

    private static final int SHARES = 7;

    private final CounterBlock[] blocks;

    /** Counters at 0. */
    public ShadowCounters(final int workers) {
        blocks = new CounterBlock[workers];
        for (int w = 0; w < workers; w++) {
            blocks[w] = new CounterBlock(SHARES + 2 * workers);
        }
    }

    /** The block a worker writes. */
    public CounterBlock of(final int worker) {
        return blocks[worker];
    }

    /** Place of the frames that would have gone to a worker. */
    public static int share(final int worker) {
        return SHARES + 2 * worker;
    }

    /** Place of those that did. */
    public static int shareInForce(final int worker) {
        return SHARES + 2 * worker + 1;
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
