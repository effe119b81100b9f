package org.jackfield.launcher.lab.live;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;

/**
 * What both hosts have received, taken together. Usually one alone has; where traffic goes both ways, ratios are means weighted by frames,
 * extents the greater one, and percentiles those of the mixture of both distributions.
 *
 * @param right what the right host tells
 * @param left what the left host tells
 */
record Heard(Report right, Report left) {
    private static final Map<Measure, Double> PERCENTILES =
            Map.of(Measure.LATENCY_P50, 0.5, Measure.LATENCY_P99, 0.99, Measure.LATENCY_P999, 0.999);
    private static final Set<Measure> SUMS =
            Set.of(Measure.DELIVERED, Measure.FRAME_RATE, Measure.BIT_RATE, Measure.CHURN);

    /** Frames that reached a host, those its listener missed too. */
    long delivered() {
        return Math.round(right.value(Measure.DELIVERED) + left.value(Measure.DELIVERED)) + missed();
    }

    /** Frames the listeners were too slow for. */
    long missed() {
        return right.missed() + left.missed();
    }

    /**
     * What arrivals tell.
     *
     * @param offered frames sent
     */
    Map<Measure, Double> values(final long offered) {
        final Map<Measure, Double> values = new EnumMap<>(Measure.class);
        final Map<Measure, Double> there = right.measured();
        final Map<Measure, Double> back = left.measured();
        final Set<Measure> all = new TreeSet<>(there.keySet());
        all.addAll(back.keySet());
        for (final Measure measure : all) {
            values.put(measure, together(measure));
        }
        values.put(Measure.OFFERED, (double) offered);
        values.put(Measure.DELIVERED, (double) delivered());
        values.put(Measure.LOSS, offered == 0 ? 0 : Math.max(0.0, offered - delivered()) / offered);
        return values;
    }

    private double together(final Measure measure) {
        if (SUMS.contains(measure)) {
            return right.value(measure) + left.value(measure);
        }
        if (right.received() == 0 || left.received() == 0) {
            return right.received() == 0 ? left.value(measure) : right.value(measure);
        }
        if (measure == Measure.REORDER_EXTENT) {
            return Math.max(right.value(measure), left.value(measure));
        }
        final Double share = PERCENTILES.get(measure);
        if (share != null) {
            return percentile(share);
        }
        final double all = right.received() + left.received();
        return (right.value(measure) * right.received() + left.value(measure) * left.received()) / all;
    }

    /** The least latency that this share of the frames of both does not exceed, as far as the distributions tell. */
    private double percentile(final double share) {
        final Outcome.Distribution there = right.latencies().get(0);
        final Outcome.Distribution back = left.latencies().get(0);
        final Set<Long> candidates = new TreeSet<>();
        for (final long ns : there.ns()) {
            candidates.add(ns);
        }
        for (final long ns : back.ns()) {
            candidates.add(ns);
        }
        final double all = right.received() + left.received();
        long last = 0;
        for (final long ns : candidates) {
            last = ns;
            if ((below(there, ns) * right.received() + below(back, ns) * left.received()) / all >= share) {
                return ns;
            }
        }
        return last;
    }

    private static double below(final Outcome.Distribution distribution, final long ns) {
        double share = 0;
        for (int i = 0; i < distribution.ns().length && distribution.ns()[i] <= ns; i++) {
            share = distribution.shares()[i];
        }
        return share;
    }

    /** Series of arrivals, of the host that received the most. */
    List<Outcome.Series> series() {
        return right.received() >= left.received() ? right.series() : left.series();
    }

    /** Distributions, named by host where both have received. */
    List<Outcome.Distribution> latencies() {
        if (right.received() == 0 || left.received() == 0) {
            return right.received() == 0 ? left.latencies() : right.latencies();
        }
        final List<Outcome.Distribution> all = new ArrayList<>();
        right.latencies()
                .forEach(each -> all.add(new Outcome.Distribution(each.name() + " there", each.shares(), each.ns())));
        left.latencies()
                .forEach(each -> all.add(new Outcome.Distribution(each.name() + " back", each.shares(), each.ns())));
        return all;
    }
}
