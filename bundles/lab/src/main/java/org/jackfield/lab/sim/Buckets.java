package org.jackfield.lab.sim;

import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.steering.BucketLoad;

/** Buckets of flows and their queues: the switch's {@code IndirectionTable}, and counters for policies that want to know. One thread. */
final class Buckets {
    private final long[] frames = new long[FlowHash.BUCKETS];
    private final long[] bytes = new long[FlowHash.BUCKETS];

    /** Owners spread evenly. */
    static short[] even(final int workers) {
        final short[] owners = new short[FlowHash.BUCKETS];
        for (int b = 0; b < owners.length; b++) {
            owners[b] = (short) (b % workers);
        }
        return owners;
    }

    /** The queue of each bucket: one its owner reads, or, with fewer queues than workers, the queue {@code owner mod queues}. */
    static short[] queues(final short[] owners, final int queues, final int workers) {
        final short[] table = new short[owners.length];
        for (int b = 0; b < owners.length; b++) {
            table[b] = (short) queue(b, owners[b], queues, workers);
        }
        return table;
    }

    private static int queue(final int bucket, final int owner, final int queues, final int workers) {
        if (queues < workers) {
            return owner % queues;
        }
        final int ofOwner = (queues - owner + workers - 1) / workers;
        return owner + bucket / workers % ofOwner * workers;
    }

    /** A frame was read. */
    void count(final int hash, final int length) {
        final int bucket = FlowHash.bucket(hash);
        frames[bucket]++;
        bytes[bucket] += length;
    }

    BucketLoad load() {
        return new BucketLoad(frames.clone(), bytes.clone());
    }
}
