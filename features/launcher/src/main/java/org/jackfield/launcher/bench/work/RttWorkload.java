package org.jackfield.launcher.bench.work;

import java.util.List;
import java.util.Map;
import org.jackfield.launcher.bench.load.Words;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.work.Metric.Better;
import org.jackfield.launcher.bench.work.Metric.Scope;

/** Round trips of one datagram of 64 bytes at a time between two programs that sleep in their sockets. */
record RttWorkload() implements Workload {
    private static final int PORT = 7_001;
    private static final int SIZE_BYTES = 64;
    private static final double OVERHEAD_SECONDS = 0.2;

    @Override
    public String name() {
        return "rtt";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                metric("p50", "median of all round trips"),
                metric("p99", "99th percentile of all round trips"),
                metric("p999", "99.9th percentile of all round trips"),
                new Metric("rtt_rounds", "", Better.NEITHER, Scope.CHAIN, "how many round trips were made"));
    }

    private static Metric metric(final String percentile, final String sentence) {
        return new Metric("rtt_" + percentile + "_us", "us", Better.LOWER, Scope.CHAIN, sentence);
    }

    @Override
    public double estimateSeconds(final double seconds) {
        return seconds + OVERHEAD_SECONDS;
    }

    @Override
    public void run(final Station station, final Map<String, Double> values) throws BenchException {
        final Words words = station.pingPong(PORT, SIZE_BYTES);
        final double rounds = words.number("rounds");
        if (rounds == 0) {
            throw new BenchException("rtt: no answer came back");
        }
        values.put("rtt_p50_us", words.number("p50"));
        values.put("rtt_p99_us", words.number("p99"));
        values.put("rtt_p999_us", words.number("p999"));
        values.put("rtt_rounds", rounds);
    }
}
