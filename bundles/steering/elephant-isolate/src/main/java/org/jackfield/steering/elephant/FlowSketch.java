package org.jackfield.steering.elephant;

import java.util.Arrays;
import org.jackfield.api.frame.HotPath;

/**
 * The heaviest flows among any number, in a fixed number of counters: Space-Saving (A. Metwally, D. Agrawal, A. El Abbadi: Efficient
 * Computation of Frequent and Top-k Elements in Data Streams, ICDT 2005). A flow that has no counter takes over the smallest one, with its
 * count as the error. A count is never too low, and too high by its error at most, which is at most the smallest count, and that at most
 * the sum divided by the number of counters.
 *
 * <p>To find a counter and the smallest one without a list or a hash table, counters are in {@link #SETS} sets of {@link #WAYS}, as in a
 * cache; flows of one hash belong to one set. Each set is a Space-Saving of its own, so that its bound is its own sum divided by WAYS:
 * the sum of all is less by as much as sets share it. Count-Min (G. Cormode, S. Muthukrishnan 2005) has about the same error, but by chance
 * only, has no names of flows, and writes several places a frame.
 *
 * <p>One thread at a time. A flow is its hash.
 */
@HotPath
final class FlowSketch {
    /** A power of two. */
    static final int SETS = 64;
    /** Counters of a set: eight keys are half a cache line. */
    static final int WAYS = 8;

    private final int[] flows = new int[SETS * WAYS];
    private final int[] counts = new int[SETS * WAYS];
    private final int[] errors = new int[SETS * WAYS];
    private long sum;

    /** Where the counters of a flow's set begin: by the upper bits, since the lower ones are the bucket. */
    static int setOf(final int flow) {
        return (flow >>> 26 & SETS - 1) * WAYS;
    }

    /** Counts something of a flow, 1 or more. */
    void add(final int flow, final int amount) {
        final int first = setOf(flow);
        sum += amount;
        int smallest = first;
        for (int i = first; i < first + WAYS; i++) {
            if (flows[i] == flow && counts[i] > 0) {
                counts[i] += amount;
                return;
            }
            if (counts[i] < counts[smallest]) {
                smallest = i;
            }
        }
        flows[smallest] = flow;
        errors[smallest] = counts[smallest];
        counts[smallest] += amount;
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(counts, 0);
        sum = 0;
    }

    /** What was counted of all flows. */
    long sum() {
        return sum;
    }

    /** The flow of a counter, 0 to SETS * WAYS - 1, if its count is not 0. */
    int flow(final int counter) {
        return flows[counter];
    }

    /** What was counted of that flow, at most. */
    int count(final int counter) {
        return counts[counter];
    }

    /** By how much the count may be too high. */
    int error(final int counter) {
        return errors[counter];
    }
}
