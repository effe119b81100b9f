package org.jackfield.steering.elephant;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The heavy flows of all workers in one time, as parts of everything: sketches of several workers merge by adding up counts and errors (P.
 * K. Agarwal and others, Mergeable Summaries, PODS 2012). Control path.
 */
final class FlowShares {
    /** Counters that are smaller than this part of a fair share of their worker's sum are left out: a switch has many of these. */
    private static final double NEGLIGIBLE = 1.0 / 8;

    private final Map<Integer, Bounds> flows = new HashMap<>();
    private double sum;

    /**
     * What a flow is of everything.
     *
     * @param least what it is at least
     * @param most what it is at most, but for what was left out
     */
    record Bounds(double least, double most) {
        Bounds plus(final double count, final double error) {
            return new Bounds(least + count - error, most + count);
        }

        Bounds of(final double everything) {
            return new Bounds(least / everything, most / everything);
        }
    }

    /** Of sketches that workers have counted. */
    static FlowShares of(final List<FlowSketch> sketches, final int workers) {
        final FlowShares shares = new FlowShares();
        for (final FlowSketch sketch : sketches) {
            shares.add(sketch, NEGLIGIBLE * sketch.sum() / workers);
        }
        return shares;
    }

    private void add(final FlowSketch sketch, final double negligible) {
        sum += sketch.sum();
        for (int i = 0; i < FlowSketch.SETS * FlowSketch.WAYS; i++) {
            final int count = sketch.count(i);
            if (count > 0 && count >= negligible) {
                final Bounds known = flows.getOrDefault(sketch.flow(i), new Bounds(0, 0));
                flows.put(sketch.flow(i), known.plus(count, sketch.error(i)));
            }
        }
    }

    /** Everything that was counted. */
    double sum() {
        return sum;
    }

    /** The part of everything each bucket has at least by flows of which each has at least some part, by bucket. */
    Map<Integer, Double> surely(final double part, final int buckets) {
        final Map<Integer, Double> found = new HashMap<>();
        flows.forEach((flow, count) -> {
            if (count.of(sum).least() >= part) {
                found.merge(flow & buckets - 1, count.of(sum).least(), Double::sum);
            }
        });
        return found;
    }

    /** The part of everything that the heaviest flow of a bucket may have. */
    double perhaps(final int bucket, final int buckets) {
        double most = 0;
        for (final Map.Entry<Integer, Bounds> flow : flows.entrySet()) {
            if ((flow.getKey() & buckets - 1) == bucket) {
                most = Math.max(most, flow.getValue().of(sum).most());
            }
        }
        return most;
    }
}
