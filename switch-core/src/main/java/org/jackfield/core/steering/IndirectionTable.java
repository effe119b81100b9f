package org.jackfield.core.steering;

import org.jackfield.api.frame.FlowHash;

/** How owners of buckets map to queues of a port. Pure functions; see architecture decision 2 and 12. */
public final class IndirectionTable {
    /** Buckets of every table. */
    public static final int BUCKETS = FlowHash.BUCKETS;
    /** Masks a flow hash to its bucket. */
    public static final int MASK = BUCKETS - 1;

    private IndirectionTable() {}

    /** Owners spread evenly: bucket b belongs to worker b mod W. What holds while no policy is deployed. */
    public static short[] even(final int workers) {
        final short[] owners = new short[BUCKETS];
        for (int b = 0; b < BUCKETS; b++) {
            owners[b] = (short) (b % workers);
        }
        return owners;
    }

    /**
     * The queue of a port that carries a bucket to its owner. Queue q is read by worker q mod W, so with enough queues the
     * owner reads it itself, and its buckets spread over all queues it reads; with fewer queues than workers the reader of queue
     * {@code owner mod Q} hands the frame over.
     */
    public static int queueOf(final int bucket, final int owner, final int queues, final int workers) {
        if (queues < workers) {
            return owner % queues;
        }
        final int ofOwner = (queues - owner + workers - 1) / workers;
        return owner + bucket / workers % ofOwner * workers;
    }

    /** The worker that reads the queue of {@link #queueOf}. */
    public static int readerOf(final int owner, final int queues, final int workers) {
        return queues < workers ? owner % queues : owner;
    }

    /** {@link #queueOf} for every bucket. */
    public static short[] queues(final short[] owners, final int queues, final int workers) {
        final short[] table = new short[BUCKETS];
        for (int b = 0; b < BUCKETS; b++) {
            table[b] = (short) queueOf(b, owners[b], queues, workers);
        }
        return table;
    }
}
