package org.jackfield.launcher.bench.work;

import java.util.List;
import java.util.Map;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.work.Metric.Better;
import org.jackfield.launcher.bench.work.Metric.Scope;

/** What a gigabyte costs when one TCP stream sends 5 Gbit/s, or as much of it as goes. */
record ByteCostWorkload() implements Workload {
    private static final double BITS_PER_SECOND = 5e9;
    private static final double GIGA = 1e9;
    private static final double BITS = 8;
    private static final double OVERHEAD_SECONDS = 0.4;

    @Override
    public String name() {
        return "cpu5g";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                new Metric("cpu5g_gbps", "Gbit/s", Better.HIGHER, Scope.CHAIN, "TCP payload received of 5 offered"),
                new Metric(
                        "cpu5g_chain_s_per_gb",
                        "s/GB",
                        Better.LOWER,
                        Scope.CHAIN,
                        "CPU time of the whole machine a gigabyte"),
                new Metric(
                        "cpu5g_switch_s_per_gb",
                        "s/GB",
                        Better.LOWER,
                        Scope.SWITCH,
                        "CPU time of the switch's processes a gigabyte"));
    }

    @Override
    public double estimateSeconds(final double seconds) {
        return Math.max(1, seconds) + OVERHEAD_SECONDS;
    }

    @Override
    public void run(final Station station, final Map<String, Double> values) throws BenchException {
        final Station.TcpResult result = station.tcp(1, BITS_PER_SECOND);
        final double gigabytes = result.bytes() / GIGA;
        values.put("cpu5g_gbps", gigabytes * BITS / result.seconds());
        values.put("cpu5g_chain_s_per_gb", result.cpu().busySeconds() / gigabytes);
        result.cpu().switchSeconds().ifPresent(used -> values.put("cpu5g_switch_s_per_gb", used / gigabytes));
    }
}
