package org.jackfield.core.stats;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.core.steering.IndirectionTable;

/** Frames and bytes of each bucket, counted where they are read. Each worker writes its own counters; any thread reads. */
@HotPath
public final class BucketCounters {
    private static final int BYTES = IndirectionTable.BUCKETS;

    /** When counting began, milliseconds since 1970-01-01 UTC. */
    public final long sinceMs = System.currentTimeMillis();

    private final long sinceNs = System.nanoTime();
    private final CounterBlock[] workers;

    /** Counters at 0. */
    public BucketCounters(final int workers) {
        this.workers = new CounterBlock[workers];
        for (int w = 0; w < workers; w++) {
            this.workers[w] = new CounterBlock(2 * IndirectionTable.BUCKETS);
        }
    }

    /** Counts the frames of a batch with hashes. That worker only. */
    public void count(final int worker, final FrameBatch batch) {
        final CounterBlock counters = workers[worker];
        for (int i = 0; i < batch.count; i++) {
            final int bucket = batch.hash[i] & IndirectionTable.MASK;
            counters.add(bucket, 1);
            counters.add(BYTES + bucket, batch.len[i]);
        }
    }

    /** For how long it has counted, in nanoseconds. */
    public long countedNs() {
        return System.nanoTime() - sinceNs;
    }

    /** The sums over all workers. */
    public BucketLoad slowPathLoad() {
        final long[] frames = new long[IndirectionTable.BUCKETS];
        final long[] bytes = new long[IndirectionTable.BUCKETS];
        for (final CounterBlock counters : workers) {
            for (int b = 0; b < frames.length; b++) {
                frames[b] += counters.get(b);
                bytes[b] += counters.get(BYTES + b);
            }
        }
        return new BucketLoad(frames, bytes);
    }
}
