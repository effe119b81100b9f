package org.jackfield.launcher.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.lab.report.Summary;

/** The comparisons the project cares about, as ratios of numbers of the same repetitions. It judges none of them. */
public final class Targets {
    private static final String JACKFIELD = "jackfield";
    private static final String PACKET = "jackfield-packet";
    private static final String BRIDGE = "bridge";
    private static final String VDE = "vde";
    private static final String URING = "c-uring";
    private static final String URING_VNET = "c-uring-vnet";
    private static final String TSO = "ovs-veth-tso";
    private static final List<String> OVS = List.of("ovs-tap", "ovs-veth", TSO);

    private Targets() {}

    /**
     * A comparison.
     *
     * @param metric that is compared
     * @param higherIsBetter whether a ratio above 1 is good
     * @param dut whose number is divided
     * @param against by whose
     * @param ratio of the numbers
     */
    public record Target(String metric, boolean higherIsBetter, String dut, String against, Summary ratio) {}

    /** All comparisons that this run has the numbers for. */
    public static List<Target> of(final Results results) {
        final List<Target> targets = new ArrayList<>();
        for (final String metric : List.of("udp64x16_kpps", "udp512x16_kpps")) {
            add(targets, results, metric, true, JACKFIELD, BRIDGE);
            addBest(targets, results, metric, true);
            add(targets, results, metric, true, JACKFIELD, VDE);
            add(targets, results, metric, true, JACKFIELD, URING_VNET);
            add(targets, results, metric, true, PACKET, TSO);
            addOthers(targets, results, metric);
        }
        for (final String metric : List.of("tcp1_gbps", "tcp4_gbps")) {
            add(targets, results, metric, true, JACKFIELD, URING_VNET);
            add(targets, results, metric, true, JACKFIELD, TSO);
            add(targets, results, metric, true, JACKFIELD, BRIDGE);
            add(targets, results, metric, true, PACKET, TSO);
            addOthers(targets, results, metric);
        }
        for (final String metric : List.of("cpu100k_switch_us", "udp64x16_switch_ns")) {
            add(targets, results, metric, false, JACKFIELD, URING);
            add(targets, results, metric, false, JACKFIELD, URING_VNET);
        }
        add(targets, results, "cpu100k_chain_us", false, JACKFIELD, BRIDGE);
        add(targets, results, "cpu5g_chain_s_per_gb", false, JACKFIELD, TSO);
        add(targets, results, "rtt_p50_us", false, JACKFIELD, URING);
        addBest(targets, results, "rtt_p50_us", false);
        add(targets, results, "rtt_p50_us", false, JACKFIELD + "-latency", BRIDGE);
        addQueues(targets, results);
        return targets;
    }

    private static void addOthers(final List<Target> targets, final Results results, final String metric) {
        add(targets, results, metric, true, JACKFIELD + "-stream", "vde-plug");
        add(targets, results, metric, true, JACKFIELD + "-stream", "c-stream");
        add(targets, results, metric, true, JACKFIELD + "-vxlan", "ovs-vxlan");
        add(targets, results, metric, true, JACKFIELD + "-vxlan", "bridge-vxlan");
    }

    private static void addQueues(final List<Target> targets, final Results results) {
        for (final String metric : List.of("udp64x16_kpps", "udp512x16_kpps")) {
            for (final String queues : List.of("-q2", "-q4", "-q8")) {
                add(targets, results, metric, true, JACKFIELD + queues, JACKFIELD + "-q1");
            }
        }
    }

    /** Compares with that of Open vSwitch's ways that does best. */
    private static void addBest(
            final List<Target> targets, final Results results, final String metric, final boolean higherIsBetter) {
        final Comparator<String> byMedian = Comparator.comparingDouble(dut -> median(results, dut, metric));
        final Optional<String> best = OVS.stream()
                .filter(dut -> results.summary(dut, metric).isPresent())
                .max(higherIsBetter ? byMedian : byMedian.reversed());
        best.ifPresent(dut -> add(targets, results, metric, higherIsBetter, JACKFIELD, dut));
    }

    private static double median(final Results results, final String dut, final String metric) {
        return results.summary(dut, metric).map(Summary::median).orElse(Double.NaN);
    }

    private static void add(
            final List<Target> targets,
            final Results results,
            final String metric,
            final boolean higherIsBetter,
            final String dut,
            final String against) {
        final Map<Integer, Double> numerators = results.byRepetition(dut, metric);
        Summary.ofRatios(numerators, results.byRepetition(against, metric))
                .ifPresent(ratio -> targets.add(new Target(metric, higherIsBetter, dut, against, ratio)));
    }
}
