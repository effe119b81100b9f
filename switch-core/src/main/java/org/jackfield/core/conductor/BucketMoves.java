package org.jackfield.core.conductor;

import java.util.Map;
import org.jackfield.core.steering.IndirectionTable;

/** How often each bucket got another owner, and when last. Conductor thread only. */
final class BucketMoves {
    private final long[] counts = new long[IndirectionTable.BUCKETS];
    private final long[] lastMs = new long[IndirectionTable.BUCKETS];

    /** Counts the buckets whose owners differ. */
    void moved(final short[] before, final short[] after) {
        final long nowMs = System.currentTimeMillis();
        for (int b = 0; b < counts.length; b++) {
            if (before[b] != after[b]) {
                counts[b]++;
                lastMs[b] = nowMs;
            }
        }
    }

    /** How often a bucket has moved. */
    long count(final int bucket) {
        return counts[bucket];
    }

    /** When a bucket moved last, milliseconds since 1970-01-01 UTC; 0 for never. */
    long lastMs(final int bucket) {
        return lastMs[bucket];
    }

    /** For the next version of the switch. */
    Map<String, Object> estate() {
        return Map.of("counts", counts.clone(), "last-ms", lastMs.clone());
    }

    /** Counts on from where the version before ended. */
    void restore(final Legacy left) {
        copy(left.longs("counts"), counts);
        copy(left.longs("last-ms"), lastMs);
    }

    private static void copy(final long[] from, final long[] to) {
        System.arraycopy(from, 0, to, 0, Math.min(from.length, to.length));
    }
}
