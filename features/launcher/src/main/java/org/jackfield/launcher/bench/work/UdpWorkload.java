package org.jackfield.launcher.bench.work;

import java.util.List;
import java.util.Map;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.work.Metric.Better;
import org.jackfield.launcher.bench.work.Metric.Scope;

/** UDP as fast as the sender can. */
record UdpWorkload(int sizeBytes, int flows) implements Workload {
    /** A receiver that looks at its socket this often does not make the switch pay for waking it. */
    static final long POLL_US = 100;

    private static final double KILO = 1e3;
    private static final double PERCENT = 100;
    private static final double MILLION = 1e6;
    private static final double NS_PER_SECOND = 1e9;
    private static final double OVERHEAD_SECONDS = 0.3;

    @Override
    public String name() {
        return "udp" + sizeBytes + "x" + flows;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                metric("kpps", "kpps", Better.HIGHER, Scope.CHAIN, "datagrams delivered to the receiver's socket"),
                metric("offered_kpps", "kpps", Better.NEITHER, Scope.CHAIN, "datagrams the sender could offer"),
                metric("loss_pct", "%", Better.LOWER, Scope.CHAIN, "share of them lost"),
                metric("reorder_ppm", "ppm", Better.LOWER, Scope.CHAIN, "datagrams behind a later one of their flow"),
                metric("switch_ns", "ns", Better.LOWER, Scope.SWITCH, "CPU time of the switch a delivered datagram"),
                metric("workers_ns", "ns", Better.LOWER, Scope.WORKERS, "the same of its forwarding threads alone"));
    }

    private Metric metric(
            final String suffix, final String unit, final Better better, final Scope scope, final String sentence) {
        return new Metric(name() + "_" + suffix, unit, better, scope, sentence);
    }

    @Override
    public double estimateSeconds(final double seconds) {
        return seconds + OVERHEAD_SECONDS;
    }

    @Override
    public void run(final Station station, final Map<String, Double> values) throws BenchException {
        final Station.UdpResult result = station.udp(new Station.UdpLoad(sizeBytes, flows, 0, POLL_US, false));
        if (result.delivered() == 0) {
            throw new BenchException(name() + ": no datagram of " + result.sent() + " arrived");
        }
        values.put(name() + "_kpps", result.delivered() / result.sendSeconds() / KILO);
        values.put(name() + "_offered_kpps", result.sent() / result.sendSeconds() / KILO);
        values.put(name() + "_loss_pct", PERCENT * result.loss());
        values.put(name() + "_reorder_ppm", MILLION * result.reordered() / Math.max(1, result.received()));
        result.cpu()
                .switchSeconds()
                .ifPresent(used -> values.put(name() + "_switch_ns", used * NS_PER_SECOND / result.delivered()));
        if (!Double.isNaN(result.workersSeconds())) {
            values.put(name() + "_workers_ns", result.workersSeconds() * NS_PER_SECOND / result.delivered());
        }
    }
}
