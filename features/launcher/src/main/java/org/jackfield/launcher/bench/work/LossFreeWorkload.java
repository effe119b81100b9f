package org.jackfield.launcher.bench.work;

import java.util.List;
import java.util.Map;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.work.Metric.Better;
import org.jackfield.launcher.bench.work.Metric.Scope;

/**
 * The highest rate that (almost) nothing is lost at, in the manner of RFC 2544, found by halving an interval. Almost: hosts and
 * switch share processors, and one moment without one would otherwise decide. A trial that fails is made once more.
 */
record LossFreeWorkload(int sizeBytes) implements Workload {
    private static final double MOST_LOSS = 0.001;
    private static final double LEAST_OFFERED = 0.98;
    private static final double TOP = 1_600_000;
    private static final int HALVINGS = 7;
    private static final int TRIALS = 2;
    private static final double MOST_TRIAL_SECONDS = 1;
    private static final double OVERHEAD_SECONDS = 0.25;
    private static final double RETRIED = 1.5;
    private static final double KILO = 1e3;

    @Override
    public String name() {
        return "ndr" + sizeBytes;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(new Metric(
                name() + "_kpps",
                "kpps",
                Better.HIGHER,
                Scope.CHAIN,
                "highest rate offered with less than 0.1 % lost, one flow, payload of " + sizeBytes + " bytes"));
    }

    @Override
    public double estimateSeconds(final double seconds) {
        return HALVINGS * RETRIED * (Math.min(seconds, MOST_TRIAL_SECONDS) + OVERHEAD_SECONDS);
    }

    @Override
    public void run(final Station station, final Map<String, Double> values) throws BenchException {
        double low = 0;
        double high = TOP;
        for (int i = 0; i < HALVINGS; i++) {
            final double middle = (low + high) / 2;
            if (passes(station, middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        values.put(name() + "_kpps", low / KILO);
    }

    private boolean passes(final Station station, final double rate) throws BenchException {
        boolean passed = false;
        for (int trial = 0; trial < TRIALS && !passed; trial++) {
            passed = isCarried(station, rate);
        }
        return passed;
    }

    /** Whether the rate was really offered and nearly all of it arrived. */
    private boolean isCarried(final Station station, final double rate) throws BenchException {
        final Station.UdpResult result = station.udp(
                new Station.UdpLoad(sizeBytes, 1, rate, UdpWorkload.POLL_US, false),
                Math.min(station.seconds(), MOST_TRIAL_SECONDS));
        return result.loss() < MOST_LOSS && result.sent() / result.sendSeconds() > LEAST_OFFERED * rate;
    }
}
