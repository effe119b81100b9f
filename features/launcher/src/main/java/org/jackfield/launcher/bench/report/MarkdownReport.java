package org.jackfield.launcher.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.lab.report.Numbers;
import org.jackfield.launcher.bench.work.Metric;

/** A run as the tables of a README: date and machine, the numbers that matter most, versions, comparisons. */
public final class MarkdownReport {
    /** Columns: metric and heading. */
    private static final List<List<String>> COLUMNS = List.of(
            List.of("tcp1_gbps", "TCP 1 stream, Gbit/s"),
            List.of("tcp4_gbps", "TCP 4 streams, Gbit/s"),
            List.of("udp64x1_kpps", "UDP 64 B, 1 flow, kpps"),
            List.of("udp64x16_kpps", "UDP 64 B, 16 flows, kpps"),
            List.of("udp64x1000_kpps", "UDP 64 B, 1000 flows, kpps"),
            List.of("udp512x16_kpps", "UDP 512 B, 16 flows, kpps"),
            List.of("udp1472x16_kpps", "UDP 1472 B, 16 flows, kpps"),
            List.of("ndr64_kpps", "64 B without loss, kpps"),
            List.of("rtt_p50_us", "round trip p50, us"),
            List.of("rtt_p99_us", "round trip p99, us"),
            List.of("rtt_p999_us", "round trip p99.9, us"),
            List.of("cpu100k_net_us", "CPU a frame at 100 kpps, added by the switch, us"),
            List.of("cpu100k_switch_us", "CPU a frame at 100 kpps, its processes, us"),
            List.of("udp64x16_switch_ns", "CPU a frame at full rate (64 B), its processes, ns"),
            List.of("cpu5g_net_s_per_gb", "CPU a GB at 5 Gbit/s, added by the switch, s"),
            List.of("cpu5g_switch_s_per_gb", "CPU a GB at 5 Gbit/s, its processes, s"));

    private MarkdownReport() {}

    /** Writes it. */
    public static String of(final Results results) {
        final StringBuilder text = new StringBuilder();
        text.append(TextReport.heading(results.about())).append("\n\n");
        addResults(text, results);
        addTargets(text, results);
        text.append("\nMeasured were:\n\n");
        for (final Results.Subject subject : results.subjects()) {
            text.append("- `").append(subject.name()).append("`: ").append(subject.title());
            text.append(subject.version().isEmpty() ? "" : " (" + subject.version() + ")")
                    .append('\n');
        }
        final List<String> remarks = TextReport.remarks(results);
        if (!remarks.isEmpty()) {
            text.append('\n');
            remarks.forEach(remark -> text.append("- ").append(remark).append('\n'));
        }
        return text.toString();
    }

    private static void addResults(final StringBuilder text, final Results results) {
        final List<List<String>> columns = COLUMNS.stream()
                .filter(column -> metric(results, column.get(0)).isPresent())
                .toList();
        final List<String> headings = new ArrayList<>(List.of(""));
        columns.forEach(column -> headings.add(column.get(1)));
        addRow(text, headings);
        addRow(
                text,
                headings.stream()
                        .map(heading -> heading.isEmpty() ? "---" : "--:")
                        .toList());
        for (final Results.Subject subject : results.subjects()) {
            final List<String> cells = new ArrayList<>(List.of(subject.name()));
            for (final List<String> column : columns) {
                cells.add(metric(results, column.get(0))
                        .map(metric -> TextReport.cell(results, subject, metric))
                        .orElse("-"));
            }
            addRow(text, cells);
        }
    }

    private static Optional<Metric> metric(final Results results, final String name) {
        return results.workloads().stream()
                .flatMap(work -> work.allMetrics().stream())
                .filter(metric -> metric.name().equals(name))
                .findFirst();
    }

    private static void addTargets(final StringBuilder text, final Results results) {
        final List<Targets.Target> targets = Targets.of(results);
        if (targets.isEmpty()) {
            return;
        }
        text.append('\n');
        addRow(text, List.of("metric", "of", "to", "ratio", "better"));
        addRow(text, List.of("---", "---", "---", "--:", "---"));
        for (final Targets.Target target : targets) {
            addRow(
                    text,
                    List.of(
                            "`" + target.metric() + "`",
                            target.dut(),
                            target.against(),
                            Numbers.text(target.ratio()),
                            target.higherIsBetter() ? "above 1" : "below 1"));
        }
    }

    private static void addRow(final StringBuilder text, final List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
