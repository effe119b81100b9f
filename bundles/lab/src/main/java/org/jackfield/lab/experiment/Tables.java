package org.jackfield.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome.Distribution;
import org.jackfield.lab.api.Outcome.Series;

/** Trials as tables for other programs, in long format: a line for each number. Trials without numbers are in none. */
final class Tables {
    private static final String[] WHICH = {"trial", "repetition", "policy", "workload", "queues", "workers"};

    private Tables() {}

    /** Writes them all. */
    static void write(final ResultFolder folder, final List<TrialResult> trials) throws LabException {
        folder.write("trials.csv", values(trials, folder.about().mode()));
        folder.write("series.csv", series(trials));
        folder.write("latencies.csv", latencies(trials));
    }

    static String values(final List<TrialResult> trials, final Mode mode) {
        final Csv csv = new Csv();
        csv.line(columns(
                "seed", "mode", "tries", "busy_before_pct", "foreign_pct", "steal_pct", "measure", "unit", "value"));
        for (final TrialResult trial : trials) {
            final Map<Measure, Double> values = new TreeMap<>(trial.outcome().values());
            final String before =
                    trial.quiet().map(quiet -> "" + quiet.beforePct()).orElse("");
            final String foreign =
                    trial.quiet().map(quiet -> "" + quiet.foreignPct()).orElse("");
            final String steal =
                    trial.quiet().map(quiet -> "" + quiet.stealPct()).orElse("");
            values.forEach((measure, value) -> csv.line(cells(
                    trial,
                    trial.seed(),
                    mode.word(),
                    trial.tries(),
                    before,
                    foreign,
                    steal,
                    measure.word(),
                    measure.unit(),
                    value)));
        }
        return csv.toString();
    }

    static String series(final List<TrialResult> trials) {
        final Csv csv = new Csv();
        csv.line(columns("series", "unit", "line", "at_ns", "value"));
        for (final TrialResult trial : trials) {
            for (final Series series : trial.outcome().series()) {
                for (int line = 0; line < series.lines().size(); line++) {
                    for (int i = 0; i < series.atNs().length; i++) {
                        csv.line(cells(
                                trial,
                                series.name(),
                                series.unit(),
                                series.lines().get(line),
                                series.atNs()[i],
                                series.values()[line][i]));
                    }
                }
            }
        }
        return csv.toString();
    }

    static String latencies(final List<TrialResult> trials) {
        final Csv csv = new Csv();
        csv.line(columns("distribution", "share", "latency_ns"));
        for (final TrialResult trial : trials) {
            for (final Distribution distribution : trial.outcome().latencies()) {
                for (int i = 0; i < distribution.ns().length; i++) {
                    csv.line(cells(
                            trial,
                            distribution.name(),
                            distribution.shares()[i],
                            distribution.ns()[i]));
                }
            }
        }
        return csv.toString();
    }

    private static Object[] columns(final String... more) {
        final List<Object> all = new ArrayList<>(List.of((Object[]) WHICH));
        all.addAll(List.of((Object[]) more));
        return all.toArray();
    }

    private static Object[] cells(final TrialResult trial, final Object... more) {
        final List<Object> all = new ArrayList<>(List.of(
                trial.number(),
                trial.repetition(),
                trial.cell().policy(),
                trial.cell().workload(),
                trial.cell().queues(),
                trial.cell().workers()));
        all.addAll(List.of(more));
        return all.toArray();
    }
}
