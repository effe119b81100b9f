package org.jackfield.lab.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jackfield.lab.api.Outcome;

/** How long frames take, of all, by worker and by group of flows; to three significant digits. One thread. */
public final class Latencies {
    private static final int DIGITS = 3;
    private static final byte UNKNOWN = -1;
    private static final byte NO_GROUP = -2;
    private static final int MOST_GROUPS = 100;
    private static final double[] SHARES = shares();

    private final Histogram all = new Histogram(DIGITS);
    private final Histogram[] workers;
    private final IntFunction<String> groupOf;
    private final List<String> names = new ArrayList<>();
    private final List<Histogram> groups = new ArrayList<>();
    private byte[] groupOfFlow = new byte[0];

    /**
     * @param workers number of workers; 0 where nobody knows which one it was
     * @param groupOf name of the group a flow belongs to, for example {@code mice}; empty for none. Asked once for each flow.
     */
    public Latencies(final int workers, final IntFunction<String> groupOf) {
        this.workers = new Histogram[workers];
        Arrays.setAll(this.workers, worker -> new Histogram(DIGITS));
        this.groupOf = groupOf;
    }

    /** A frame took so long; a negative time, as clocks that differ show it, counts as 0. Worker -1 is unknown. */
    public void took(final int flow, final int worker, final long ns) {
        final long took = Math.max(0, ns);
        all.recordValue(took);
        if (worker >= 0 && worker < workers.length) {
            workers[worker].recordValue(took);
        }
        final int group = group(flow);
        if (group >= 0) {
            groups.get(group).recordValue(took);
        }
    }

    /** The time that this share of all frames does not exceed, in nanoseconds; 0 without any frame. */
    public long percentile(final double share) {
        return all.getValueAtPercentile(100 * share);
    }

    /** Mean of all frames, in nanoseconds; 0 without any frame. */
    public double mean() {
        return all.getTotalCount() == 0 ? 0 : all.getMean();
    }

    /** Frames so far. */
    public long count() {
        return all.getTotalCount();
    }

    /** Of all frames, of each group, of each worker, where there were any. */
    public List<Outcome.Distribution> distributions() {
        final List<Outcome.Distribution> all = new ArrayList<>();
        add(all, "all", this.all);
        for (int group = 0; group < groups.size(); group++) {
            add(all, names.get(group), groups.get(group));
        }
        for (int worker = 0; worker < workers.length; worker++) {
            add(all, "worker " + worker, workers[worker]);
        }
        return all;
    }

    private static void add(final List<Outcome.Distribution> to, final String name, final Histogram of) {
        if (of.getTotalCount() > 0) {
            final long[] ns = Arrays.stream(SHARES)
                    .mapToLong(share -> of.getValueAtPercentile(100 * share))
                    .toArray();
            to.add(new Outcome.Distribution(name, SHARES.clone(), ns));
        }
    }

    private int group(final int flow) {
        if (flow >= groupOfFlow.length) {
            final int before = groupOfFlow.length;
            groupOfFlow = Arrays.copyOf(groupOfFlow, Math.max(flow + 1, 2 * before));
            Arrays.fill(groupOfFlow, before, groupOfFlow.length, UNKNOWN);
        }
        if (groupOfFlow[flow] == UNKNOWN) {
            groupOfFlow[flow] = (byte) find(groupOf.apply(flow));
        }
        return groupOfFlow[flow];
    }

    private int find(final String name) {
        if (name.isEmpty()) {
            return NO_GROUP;
        }
        final int known = names.indexOf(name);
        if (known >= 0) {
            return known;
        }
        if (names.size() == MOST_GROUPS) {
            throw new IllegalArgumentException(
                    "group '" + name + "' of flows is one more than " + MOST_GROUPS + ", the most there may be");
        }
        names.add(name);
        groups.add(new Histogram(DIGITS));
        return names.size() - 1;
    }

    /** 0 to 0.9 in steps of 0.025, then nine steps for each further nine, to 0.99999, and 1. */
    private static double[] shares() {
        final double[] shares = new double[37 + 4 * 9 + 1];
        int n = 0;
        for (int step = 0; step <= 36; step++) {
            shares[n++] = step / 40.0;
        }
        for (double rest = 0.1; rest > 0.00005; rest /= 10) {
            for (int step = 1; step <= 9; step++) {
                shares[n++] = 1 - rest + step * rest / 10;
            }
        }
        shares[n] = 1;
        return shares;
    }
}
