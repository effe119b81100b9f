package org.jackfield.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.About;
import org.jackfield.lab.experiment.Experiment;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.Plan;
import org.jackfield.lab.experiment.Quiet;
import org.jackfield.lab.experiment.TrialResult;

/** What a reader must know to judge results: how intervals were found, what is missing, what was disturbed. */
public final class Remarks {
    private static final int LEAST_FOR_ORDER = 6;
    private static final double WRONG = 0.05;

    private Remarks() {}

    /** All of them, a sentence each. */
    public static List<String> of(final Results results) {
        final List<String> remarks = new ArrayList<>();
        if (results.mode() == Mode.SIMULATED) {
            remarks.add(
                    "simulated: a model in virtual time, at the costs it assumes; repetitions differ in the seed of the"
                            + " traffic only. A machine may answer otherwise");
        }
        remarks.add(intervals(results.experiment().effort().repetitions()));
        final long cases = Verdict.of(results).stream()
                .flatMap(verdict -> verdict.cases().stream())
                .count();
        if (cases > 1) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "%d comparisons, nothing is corrected for their number: of intervals with 95 %% about %.1f of %d miss the"
                            + " truth by chance",
                    cases,
                    cases * WRONG,
                    cases));
        }
        missing(results, remarks);
        sessions(results.about(), remarks);
        results.trials().stream()
                .filter(trial -> !trial.isDone())
                .forEach(trial -> remarks.add(
                        "failed: " + name(trial) + ": " + trial.failure().orElse("")));
        results.trials().stream()
                .filter(TrialResult::isDisturbed)
                .forEach(trial -> trial.quiet().ifPresent(quiet -> remarks.add(disturbed(trial, quiet))));
        return remarks;
    }

    private static String intervals(final int repetitions) {
        if (repetitions == 1) {
            return "one repetition: there are no intervals, and nothing is decided";
        }
        return repetitions < LEAST_FOR_ORDER
                ? repetitions
                        + " repetitions: intervals (95 %) are Student's t, of logarithms where all numbers are positive;"
                        + " that assumes a normal distribution. From 6 repetitions on nothing is assumed"
                : repetitions
                        + " repetitions: intervals (95 %) are order statistics, which assume nothing about the distribution;"
                        + " comparisons are paired by repetition";
    }

    private static void missing(final Results results, final List<String> remarks) {
        final int missing = results.planned() - results.done().size();
        if (missing > 0) {
            remarks.add("unfinished: " + missing + " of " + results.planned() + " trials have no numbers");
        }
        for (final Experiment.NamedWorkload workload : results.experiment().workloads()) {
            if (!workload.modes().allows(results.mode())) {
                remarks.add("not measured: workload " + workload.label() + " can be sent "
                        + workload.modes().word() + " only");
            }
        }
        final Set<Measure> planned = Plan.measures(results.experiment(), results.mode());
        for (final Measure measure : results.wanted()) {
            final long cells = results.cells().stream()
                    .filter(cell -> results.byRepetition(cell, measure).isEmpty())
                    .count();
            if (cells > 0) {
                final int all = results.cells().size();
                remarks.add("not measured: " + measure.word()
                        + (cells == all ? "" : " in " + cells + " of " + all + " combinations")
                        + (planned.contains(measure)
                                ? ""
                                : ", which costs workers time; name it in 'measures' or in a question"));
            }
        }
    }

    private static void sessions(final About about, final List<String> remarks) {
        final About.Session first = about.sessions().get(0);
        for (final About.Session session : about.sessions()) {
            final boolean same = session.version().equals(first.version())
                    && session.machine().equals(first.machine());
            if (!same) {
                remarks.add("resumed elsewhere: " + session.date() + ", "
                        + session.machine().words() + ", Jackfield " + session.version() + ", "
                        + session.machine().java());
            }
        }
    }

    private static String name(final TrialResult trial) {
        return trial.cell() + ", repetition " + trial.repetition();
    }

    private static String disturbed(final TrialResult trial, final Quiet quiet) {
        return String.format(
                Locale.ROOT,
                "not quiet: %s: %.0f %% busy before, %.0f %% used by others, %.0f %% stolen (try %d)",
                name(trial),
                quiet.beforePct(),
                quiet.foreignPct(),
                quiet.stealPct(),
                trial.tries());
    }

    /** What runners noted about trials, each once, with the number of trials. */
    public static List<String> notes(final Results results) {
        final Map<String, Integer> counts = new TreeMap<>();
        results.done().forEach(trial -> trial.outcome().notes().forEach(note -> counts.merge(note, 1, Integer::sum)));
        final int all = results.done().size();
        return counts.entrySet().stream()
                .map(note -> note.getKey()
                        + (note.getValue() == all ? "" : " (" + note.getValue() + " of " + all + " trials)"))
                .toList();
    }
}
