package org.jackfield.launcher.bench.report;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.control.shell.command.Table;
import org.jackfield.lab.report.Numbers;
import org.jackfield.launcher.bench.work.Metric;
import org.jackfield.launcher.bench.work.Metric.Better;
import org.jackfield.launcher.bench.work.Metric.Scope;

/** A run as text: a table a workload, the comparisons, and what to be careful with. */
public final class TextReport {
    private TextReport() {}

    /** Writes it. */
    public static String of(final Results results) {
        final StringBuilder text = new StringBuilder();
        text.append(heading(results.about())).append('\n');
        for (final Results.Work work : results.workloads()) {
            text.append('\n').append(work.name()).append('\n').append(table(results, work));
            metrics(work)
                    .forEach(metric -> text.append("  ")
                            .append(column(work, metric))
                            .append(": ")
                            .append(metric.sentence())
                            .append('\n'));
        }
        final List<Targets.Target> targets = Targets.of(results);
        if (!targets.isEmpty()) {
            text.append("\nratios\n").append(table(targets));
        }
        remarks(results).forEach(remark -> text.append(remark).append('\n'));
        return text.toString();
    }

    static String heading(final About about) {
        return about.date() + ", " + about.machine() + "\nJackfield " + about.version() + ", " + about.java() + ", "
                + about.repetitions() + (about.repetitions() == 1 ? " repetition" : " repetitions") + " of "
                + Numbers.text(about.seconds()) + " s" + (about.quick() ? ", quick" : "");
    }

    /** Numbers that explain others are in the document for programs only, but for what was offered. */
    private static List<Metric> metrics(final Results.Work work) {
        return work.allMetrics().stream()
                .filter(metric ->
                        metric.better() != Better.NEITHER || metric.name().endsWith("offered_kpps"))
                .toList();
    }

    private static String column(final Results.Work work, final Metric metric) {
        return metric.name().substring(work.name().length() + 1);
    }

    private static String table(final Results results, final Results.Work work) {
        final List<String> headings = new ArrayList<>(List.of(""));
        metrics(work).forEach(metric -> headings.add(column(work, metric)));
        final Table table = new Table(headings.toArray(new String[0]));
        for (final Results.Subject subject : results.subjects()) {
            if (subject.workloads().contains(work.name())) {
                final List<Object> cells = new ArrayList<>(List.of(subject.name()));
                metrics(work).forEach(metric -> cells.add(new Table.Amount(cell(results, subject, metric))));
                table.row(cells.toArray());
            }
        }
        return table.toString();
    }

    /** A number, or why there is none. */
    static String cell(final Results results, final Results.Subject subject, final Metric metric) {
        return results.summary(subject.name(), metric.name())
                .map(Numbers::text)
                .orElse(metric.scope() == Scope.SWITCH && subject.inKernel() ? "kernel" : "-");
    }

    private static String table(final List<Targets.Target> targets) {
        final Table table = new Table("METRIC", "OF", "TO", "RATIO", "BETTER");
        for (final Targets.Target target : targets) {
            table.row(
                    target.metric(),
                    target.dut(),
                    target.against(),
                    new Table.Amount(Numbers.text(target.ratio())),
                    target.higherIsBetter() ? "above 1" : "below 1");
        }
        return table.toString();
    }

    /** What to be careful with, what is missing, what failed. */
    static List<String> remarks(final Results results) {
        final List<String> remarks = new ArrayList<>();
        if (results.about().repetitions() > 1) {
            remarks.add("(in parentheses: 95 % interval, "
                    + (results.about().repetitions() < 6
                            ? "Student's t of the repetitions, of logarithms where all are positive"
                            : "order statistics of the repetitions")
                    + ")");
        }
        results.lacks().forEach(lack -> remarks.add("not here: " + lack.words()));
        results.disturbances().forEach(session -> remarks.add("not quiet: " + session));
        results.problems().forEach(problem -> remarks.add("failed: " + problem));
        return remarks;
    }
}
