package org.jackfield.launcher.bench.work;

import java.util.List;
import java.util.Map;
import org.jackfield.launcher.bench.cpu.CpuTimes;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.work.Metric.Better;
import org.jackfield.launcher.bench.work.Metric.Scope;

/** What a small datagram costs at 100 000 a second, which all can carry, to a receiver that sleeps in its socket. */
record FrameCostWorkload() implements Workload {
    private static final double RATE = 100_000;
    private static final int SIZE_BYTES = 64;
    private static final double MICRO = 1e6;
    private static final double PERCENT = 100;
    private static final double OVERHEAD_SECONDS = 0.3;

    @Override
    public String name() {
        return "cpu100k";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                metric("chain_us", "us", Better.LOWER, Scope.CHAIN, "CPU time of the whole machine a datagram"),
                metric("switch_us", "us", Better.LOWER, Scope.SWITCH, "CPU time of the switch's processes a datagram"),
                metric("workers_us", "us", Better.LOWER, Scope.WORKERS, "the same of its forwarding threads alone"),
                metric("loss_pct", "%", Better.LOWER, Scope.CHAIN, "share of the datagrams lost"),
                metric("delay_p50_us", "us", Better.LOWER, Scope.CHAIN, "median of the time from program to program"),
                metric("delay_p99_us", "us", Better.LOWER, Scope.CHAIN, "99th percentile of that time"),
                metric("user_us", "us", Better.NEITHER, Scope.CHAIN, "of chain: programs (sampled)"),
                metric("nice_us", "us", Better.NEITHER, Scope.CHAIN, "of chain: programs of low priority (sampled)"),
                metric("system_us", "us", Better.NEITHER, Scope.CHAIN, "of chain: kernel for programs (sampled)"),
                metric("irq_us", "us", Better.NEITHER, Scope.CHAIN, "of chain: interrupts (sampled)"),
                metric("softirq_us", "us", Better.NEITHER, Scope.CHAIN, "of chain: what interrupts leave (sampled)"),
                metric("steal_us", "us", Better.NEITHER, Scope.CHAIN, "the hypervisor ran somebody else (sampled)"));
    }

    private static Metric metric(
            final String suffix, final String unit, final Better better, final Scope scope, final String sentence) {
        return new Metric("cpu100k_" + suffix, unit, better, scope, sentence);
    }

    @Override
    public double estimateSeconds(final double seconds) {
        return seconds + OVERHEAD_SECONDS;
    }

    @Override
    public void run(final Station station, final Map<String, Double> values) throws BenchException {
        final Station.UdpResult result = station.udp(new Station.UdpLoad(SIZE_BYTES, 1, RATE, 0, true));
        if (result.delivered() == 0) {
            throw new BenchException("cpu100k: no datagram of " + result.sent() + " arrived");
        }
        final double perFrame = MICRO / result.delivered();
        values.put("cpu100k_chain_us", result.cpu().busySeconds() * perFrame);
        result.cpu().switchSeconds().ifPresent(used -> values.put("cpu100k_switch_us", used * perFrame));
        if (!Double.isNaN(result.workersSeconds())) {
            values.put("cpu100k_workers_us", result.workersSeconds() * perFrame);
        }
        values.put("cpu100k_loss_pct", PERCENT * result.loss());
        values.put("cpu100k_delay_p50_us", result.p50Us());
        values.put("cpu100k_delay_p99_us", result.p99Us());
        putKinds(result.cpu().machine(), perFrame, values);
    }

    private static void putKinds(final CpuTimes used, final double perFrame, final Map<String, Double> values) {
        values.put("cpu100k_user_us", used.user() * perFrame);
        values.put("cpu100k_nice_us", used.nice() * perFrame);
        values.put("cpu100k_system_us", used.system() * perFrame);
        values.put("cpu100k_irq_us", used.irq() * perFrame);
        values.put("cpu100k_softirq_us", used.softirq() * perFrame);
        values.put("cpu100k_steal_us", used.steal() * perFrame);
    }
}
