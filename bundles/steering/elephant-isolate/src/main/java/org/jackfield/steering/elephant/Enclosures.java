package org.jackfield.steering.elephant;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jackfield.steering.shares.Dealing;

/**
 * Where elephants and all others go. An elephant stays where it is, and its neighbours leave: whoever moved, its worker would have to be emptied
 * all the same, and so the heaviest bucket of all is spared its hand-over. Two elephants of one worker part, unless there are too few
 * workers, or elephants so small that workers of their own would leave more to the others. The other buckets are spread evenly over the
 * workers that have none. Pure functions.
 */
final class Enclosures {
    /** Differences below are of rounding. */
    private static final double NOTHING = 1e-9;

    private Enclosures() {}

    /**
     * Writes owners. At least one worker is left to the others; of the numbers of workers that elephants may have the one is taken which
     * leaves the busiest worker least, the larger of two that are equal.
     *
     * @param elephants part of everything by bucket; may be empty
     * @param owners of all buckets; those that do not exist are dealt out too
     * @return how many buckets moved
     */
    static int fence(final Map<Integer, Double> elephants, final short[] owners, final int workers) {
        final short[] before = owners.clone();
        final double[] fenced = place(elephants, owners, workers, enclosures(elephants, before, workers));
        final boolean[] fixed = new boolean[owners.length];
        elephants.keySet().forEach(bucket -> fixed[bucket] = true);
        final long[] weights = new long[workers];
        Arrays.setAll(weights, w -> fenced[w] > 0 ? 0 : 1);
        Dealing.byWeights(owners, weights, fixed);
        int moved = 0;
        for (int b = 0; b < owners.length; b++) {
            moved += before[b] == owners[b] ? 0 : 1;
        }
        return moved;
    }

    /** The part of everything that the busiest worker has, if all that is no elephant is spread evenly over the other buckets. */
    static double most(final Map<Integer, Double> elephants, final short[] owners, final int workers) {
        final double[] parts = new double[workers];
        final double each = rest(elephants) / Math.max(1, owners.length - elephants.size());
        for (int b = 0; b < owners.length; b++) {
            if (owners[b] >= 0 && owners[b] < workers) {
                parts[owners[b]] += elephants.getOrDefault(b, each);
            }
        }
        return Arrays.stream(parts).max().orElse(0);
    }

    private static double rest(final Map<Integer, Double> elephants) {
        return Math.max(
                0, 1 - elephants.values().stream().mapToDouble(part -> part).sum());
    }

    /** To how many workers elephants are confined. */
    private static int enclosures(final Map<Integer, Double> elephants, final short[] owners, final int workers) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int count = Math.min(workers - 1, elephants.size()); count > 0; count--) {
            final double[] fenced = place(elephants, owners.clone(), workers, count);
            final double most =
                    Math.max(Arrays.stream(fenced).max().orElse(0), rest(elephants) / (workers - enclosures(fenced)));
            if (most < least - NOTHING) {
                least = most;
                best = count;
            }
        }
        return best;
    }

    /** Gives elephants their workers, the heaviest first; returns what elephants each worker has. */
    private static double[] place(
            final Map<Integer, Double> elephants, final short[] owners, final int workers, final int most) {
        final double[] fenced = new double[workers];
        final List<Integer> heaviest = elephants.keySet().stream()
                .sorted(Comparator.comparing((Integer bucket) -> -elephants.getOrDefault(bucket, 0.0))
                        .thenComparing(bucket -> bucket))
                .toList();
        final boolean[] placed = new boolean[owners.length];
        for (final int bucket : heaviest) {
            final int owner = owners[bucket];
            if (owner >= 0 && owner < workers && fenced[owner] == 0 && enclosures(fenced) < most) {
                fenced[owner] = elephants.getOrDefault(bucket, 0.0);
                placed[bucket] = true;
            }
        }
        for (final int bucket : heaviest) {
            if (!placed[bucket]) {
                final int worker = leastFenced(fenced, enclosures(fenced) < most);
                fenced[worker] += elephants.getOrDefault(bucket, 0.0);
                owners[bucket] = (short) worker;
            }
        }
        return fenced;
    }

    private static int enclosures(final double[] fenced) {
        return (int) Arrays.stream(fenced).filter(parts -> parts > 0).count();
    }

    /** The worker with the least elephants: a free one while there may be more enclosures, otherwise among those that have some. */
    private static int leastFenced(final double[] fenced, final boolean free) {
        int least = -1;
        for (int w = fenced.length - 1; w >= 0; w--) {
            if ((free || fenced[w] > 0) && (least < 0 || fenced[w] < fenced[least])) {
                least = w;
            }
        }
        return least;
    }
}
