package org.jackfield.launcher.bench.load;

import java.util.Arrays;

/** Times in nanoseconds, all of them kept, for exact percentiles, as far as there is room. One thread. */
final class Samples {
    private final long[] values;
    private int count;

    /** Room for so many samples. */
    Samples(final int capacity) {
        values = new long[capacity];
    }

    void clear() {
        count = 0;
    }

    void add(final long ns) {
        if (count < values.length) {
            values[count++] = ns;
        }
    }

    int count() {
        return count;
    }

    /** Sorts what is there; to be called once before {@link #percentileUs}. */
    Samples sorted() {
        Arrays.sort(values, 0, count);
        return this;
    }

    /** The smallest sample that is not smaller than this share of all, in microseconds; 0 without samples. */
    double percentileUs(final double share) {
        if (count == 0) {
            return 0;
        }
        final int index = (int) Math.ceil(share * count) - 1;
        return values[Math.max(0, Math.min(count - 1, index))] / 1000.0;
    }
}
