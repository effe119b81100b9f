package org.jackfield.lab.report;

import java.util.List;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.About;
import org.jackfield.lab.experiment.Experiment;
import org.jackfield.lab.experiment.Plan;

/** A run as Markdown, to be read without a browser and kept as documentation: verdicts first. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /** Writes it. */
    public static String of(final Results results) {
        final StringBuilder text = new StringBuilder();
        final Experiment.Heading heading = results.experiment().heading();
        text.append("# ")
                .append(heading.title())
                .append("\n\n")
                .append(how(results))
                .append("\n\n");
        if (!heading.about().isEmpty()) {
            text.append(heading.about().strip()).append("\n\n");
        }
        text.append("## Verdicts\n");
        Verdict.of(results).forEach(verdict -> text.append(verdict(verdict)));
        list(text, "To be careful with", Remarks.of(results));
        list(text, "Notes of trials", Remarks.notes(results));
        text.append("\n## Numbers\n\nMedians of the repetitions; in parentheses the 95 % interval.\n");
        results.experiment().workloadsIn(results.mode()).forEach(workload -> table(text, results, workload));
        text.append("\n## Measures\n\n");
        results.measures()
                .forEach(measure -> text.append("- `")
                        .append(measure.word())
                        .append("` (")
                        .append(measure.unit())
                        .append("): ")
                        .append(measure.sentence())
                        .append('\n'));
        text.append("\n## Policies\n\n");
        results.experiment()
                .policies()
                .forEach(policy -> text.append("- ")
                        .append(policy.label())
                        .append(": `")
                        .append(policy.choice())
                        .append("`\n"));
        return text.toString();
    }

    /** When, where and how, in a line. */
    static String how(final Results results) {
        final About.Session first = results.about().sessions().get(0);
        final Experiment.Effort effort = results.experiment().effort();
        return "`" + results.experiment().name() + "`, " + results.mode().word() + ", " + first.date() + ", "
                + first.machine().words() + ", Jackfield " + first.version() + ", "
                + first.machine().java() + ", " + effort.repetitions()
                + (effort.repetitions() == 1 ? " repetition" : " repetitions") + " of "
                + Numbers.text(effort.seconds()) + " s, " + results.done().size() + " of " + results.planned()
                + " trials.";
    }

    private static String verdict(final Verdict verdict) {
        final StringBuilder text = new StringBuilder("\n**")
                .append(verdict.question().text())
                .append("** ")
                .append(verdict.words())
                .append(".\n\n");
        verdict.cases().forEach(each -> text.append("- ").append(each.words()).append('\n'));
        return text.toString();
    }

    private static void list(final StringBuilder text, final String title, final List<String> lines) {
        if (!lines.isEmpty()) {
            text.append("\n## ").append(title).append("\n\n");
            lines.forEach(line -> text.append("- ").append(line).append('\n'));
        }
    }

    private static void table(
            final StringBuilder text, final Results results, final Experiment.NamedWorkload workload) {
        final List<Plan.Cell> cells = results.cells().stream()
                .filter(cell -> cell.workload().equals(workload.label()))
                .toList();
        text.append("\n### ")
                .append(workload.label())
                .append("\n\n`")
                .append(workload.choice())
                .append("`\n\n| policy | queues | workers |");
        results.measures()
                .forEach(measure -> text.append(' ').append(measure.word()).append(" |"));
        text.append("\n|---|---|---|")
                .append("---|".repeat(results.measures().size()))
                .append('\n');
        for (final Plan.Cell cell : cells) {
            text.append("| ").append(cell.policy());
            text.append(" | ")
                    .append(cell.queues())
                    .append(" | ")
                    .append(cell.workers())
                    .append(" |");
            for (final Measure measure : results.measures()) {
                text.append(' ')
                        .append(results.summary(cell, measure)
                                .map(Numbers::brief)
                                .orElse("-"))
                        .append(" |");
            }
            text.append('\n');
        }
    }
}
