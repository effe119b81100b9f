package org.jackfield.steering.elephant;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which buckets have an elephant: a flow that alone is a worker's fair share of everything. From there on giving it a worker of its own is the
 * best that can be done: nobody has more to do than the elephant's worker, and that cannot have less. While a worker is at its limit, a third
 * of that is enough, where setting such flows apart leaves the busiest worker less. One thread at a time.
 */
final class Elephants {
    /** Part of what made a flow an elephant that it must fall below to be none any more. */
    static final double LEAVES = 0.7;
    /** Times one after the other in which a flow must have been heavy. */
    static final int COMES_AFTER = 2;
    /** Times one after the other in which it must have been light. */
    static final int LEAVES_AFTER = 10;
    /** Part of the fair share that makes an elephant while a worker is at its limit; of its flows less is carried than there is. */
    static final double CROWD = 1.0 / 3;
    /** What the busiest worker must be relieved of, as a part of the fair share, for flows below that to be set apart. */
    static final double GAIN = 0.1;

    /** Parts of everything by bucket. */
    private final TreeMap<Integer, Double> present = new TreeMap<>();
    /** The part of everything from which each became one. */
    private final Map<Integer, Double> cameAt = new HashMap<>();

    private final Map<Integer, Integer> heavy = new HashMap<>();
    private final Map<Integer, Integer> light = new HashMap<>();

    /** How much workers have to do. */
    enum Strain {
        /** So little that no elephant is in anybody's way; those that are there stay. */
        NONE,
        /** A worker is busy. */
        BUSY,
        /** A worker is at its limit. */
        LIMIT
    }

    /** Takes in what was counted; returns whether there are others now. */
    boolean watch(final FlowShares shares, final int workers, final short[] owners, final Strain strain) {
        final double fair = 1.0 / workers;
        final Map<Integer, Double> whole = shares.surely(fair, owners.length);
        final Map<Integer, Double> large = shares.surely(CROWD * fair, owners.length);
        final Map<Integer, Double> found = strain == Strain.LIMIT ? large : whole;
        heavy.keySet().retainAll(found.keySet());
        found.keySet().forEach(bucket -> heavy.merge(bucket, 1, Integer::sum));
        final Map<Integer, Double> all = new TreeMap<>(present);
        large.forEach((bucket, part) -> {
            if (present.containsKey(bucket) || strain != Strain.NONE && comes(bucket)) {
                all.put(bucket, part);
            }
        });
        final boolean crowd =
                !present.keySet().containsAll(all.keySet()) && !whole.keySet().containsAll(all.keySet());
        if (crowd && !helps(all, fair, owners, workers)) {
            all.keySet().removeIf(bucket -> !present.containsKey(bucket) && !whole.containsKey(bucket));
        }
        all.keySet().forEach(bucket -> cameAt.putIfAbsent(bucket, whole.containsKey(bucket) ? fair : CROWD * fair));
        final boolean changed = all.size() > present.size();
        present.putAll(all);
        return leave(shares, owners.length) || changed;
    }

    private boolean comes(final int bucket) {
        return heavy.getOrDefault(bucket, 0) >= COMES_AFTER;
    }

    private static boolean helps(
            final Map<Integer, Double> all, final double fair, final short[] owners, final int workers) {
        final short[] after = owners.clone();
        Enclosures.fence(all, after, workers);
        return Enclosures.most(all, after, workers) < Enclosures.most(all, owners, workers) - GAIN * fair;
    }

    private boolean leave(final FlowShares shares, final int buckets) {
        light.keySet().retainAll(present.keySet());
        for (final int bucket : present.keySet()) {
            if (shares.perhaps(bucket, buckets) < LEAVES * cameAt.getOrDefault(bucket, 0.0)) {
                light.merge(bucket, 1, Integer::sum);
            } else {
                light.remove(bucket);
            }
        }
        final boolean left = present.keySet().removeIf(bucket -> light.getOrDefault(bucket, 0) >= LEAVES_AFTER);
        cameAt.keySet().retainAll(present.keySet());
        return left;
    }

    /** Forgets all. */
    void clear() {
        present.clear();
        cameAt.clear();
        heavy.clear();
        light.clear();
    }

    /** The part of everything that the elephants of each bucket had when it was last seen, by bucket. */
    Map<Integer, Double> buckets() {
        return present;
    }
}
