package org.jackfield.steering.elephant;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which buckets have an elephant: a flow that alone is a worker's fair share of everything. From there on giving it a worker of its own is the
 * best that can be done: nobody has more to do than the elephant's worker, and that cannot have less. One thread at a time.
 */
final class Elephants {
    /** Part of the fair share that a flow must fall below to be none any more. */
    static final double LEAVES = 0.7;
    /** Times one after the other in which a flow must have been heavy. */
    static final int COMES_AFTER = 2;
    /** Times one after the other in which it must have been light. */
    static final int LEAVES_AFTER = 10;

    /** Parts of everything by bucket. */
    private final TreeMap<Integer, Double> present = new TreeMap<>();

    private final Map<Integer, Integer> heavy = new HashMap<>();
    private final Map<Integer, Integer> light = new HashMap<>();

    /**
     * Takes in what was counted; returns whether there are others now.
     *
     * @param busy whether a worker is busy enough for an elephant to matter; elephants that are there stay
     */
    boolean watch(final FlowShares shares, final int workers, final int buckets, final boolean busy) {
        final double fair = 1.0 / workers;
        final Map<Integer, Double> found = shares.surely(fair, buckets);
        heavy.keySet().retainAll(found.keySet());
        boolean changed = false;
        for (final Map.Entry<Integer, Double> bucket : found.entrySet()) {
            final int times = heavy.merge(bucket.getKey(), 1, Integer::sum);
            if (present.containsKey(bucket.getKey())) {
                present.put(bucket.getKey(), bucket.getValue());
            } else if (busy && times >= COMES_AFTER) {
                present.put(bucket.getKey(), bucket.getValue());
                changed = true;
            }
        }
        return leave(shares, fair, buckets) || changed;
    }

    private boolean leave(final FlowShares shares, final double fair, final int buckets) {
        light.keySet().retainAll(present.keySet());
        for (final int bucket : present.keySet()) {
            if (shares.perhaps(bucket, buckets) < LEAVES * fair) {
                light.merge(bucket, 1, Integer::sum);
            } else {
                light.remove(bucket);
            }
        }
        return present.keySet().removeIf(bucket -> light.getOrDefault(bucket, 0) >= LEAVES_AFTER);
    }

    /** Forgets all. */
    void clear() {
        present.clear();
        heavy.clear();
        light.clear();
    }

    /** The part of everything that the elephants of each bucket had when it was last seen, by bucket. */
    Map<Integer, Double> buckets() {
        return present;
    }
}
