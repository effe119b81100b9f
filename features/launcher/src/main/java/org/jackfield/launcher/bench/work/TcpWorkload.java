package org.jackfield.launcher.bench.work;

import java.util.List;
import java.util.Map;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.work.Metric.Better;
import org.jackfield.launcher.bench.work.Metric.Scope;

/** TCP as fast as it goes, over one stream or several. */
record TcpWorkload(int streams) implements Workload {
    private static final double GIGA = 1e9;
    private static final double BITS = 8;
    private static final double OVERHEAD_SECONDS = 0.4;

    @Override
    public String name() {
        return "tcp" + streams;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                new Metric(
                        name() + "_gbps",
                        "Gbit/s",
                        Better.HIGHER,
                        Scope.CHAIN,
                        "TCP payload received over " + streams + (streams == 1 ? " stream" : " streams")),
                new Metric(
                        name() + "_switch_s_per_gb",
                        "s/GB",
                        Better.LOWER,
                        Scope.SWITCH,
                        "CPU time of the switch's processes meanwhile"));
    }

    @Override
    public double estimateSeconds(final double seconds) {
        return Math.max(1, seconds) + OVERHEAD_SECONDS;
    }

    @Override
    public void run(final Station station, final Map<String, Double> values) throws BenchException {
        final Station.TcpResult result = station.tcp(streams, 0);
        values.put(name() + "_gbps", result.bytes() * BITS / result.seconds() / GIGA);
        result.cpu()
                .switchSeconds()
                .ifPresent(used -> values.put(name() + "_switch_s_per_gb", used / (result.bytes() / GIGA)));
    }
}
