package org.jackfield.lab.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jackfield.lab.api.Outcome;

/**
 * Makes the trials of an experiment that its folder does not hold yet, one after another. A trial that fails is noted and the
 * run goes on; one that others disturbed is made again. One thread runs it, any may stop it.
 */
public final class ExperimentRun {
    private static final double NS_PER_SECOND = 1e9;
    private static final int MOST_FAILURES = 2;
    private static final int MOST_AT_FIRST = 3;

    private final Experiment experiment;
    private final ResultFolder folder;
    private final Runner runner;
    private final Optional<Noise> noise;
    private final Progress progress;
    private final LongSupplier clockNs;
    private final Map<Plan.Cell, Integer> failures = new HashMap<>();
    private final List<String> firstFailures = new ArrayList<>();
    private boolean anyDone;
    private volatile boolean stopped; // by another thread; the runner it closes makes the trial in progress fail

    /**
     * What is run by what.
     *
     * @param experiment as it is run
     * @param folder where results go
     * @param runner makes trials; closed by {@link #stop} only
     * @param noise looks at what others do; nothing when that makes no difference
     * @param progress told how it goes on
     * @param clockNs nanoseconds, growing
     */
    public ExperimentRun(
            final Experiment experiment,
            final ResultFolder folder,
            final Runner runner,
            final Optional<Noise> noise,
            final Progress progress,
            final LongSupplier clockNs) {
        this.experiment = experiment;
        this.folder = folder;
        this.runner = runner;
        this.noise = noise;
        this.progress = progress;
        this.clockNs = clockNs;
    }

    /**
     * Makes what is missing, and writes the tables of all.
     *
     * @return all trials of the folder
     * @throws LabException when it was stopped, nothing works at all, or results cannot be kept
     */
    public List<TrialResult> run() throws LabException {
        final Set<Integer> done = new HashSet<>();
        folder.trials().stream().filter(TrialResult::isDone).forEach(trial -> done.add(trial.number()));
        final List<Plan.Planned> all = Plan.of(experiment, folder.about().mode());
        final List<Plan.Planned> missing =
                all.stream().filter(planned -> !done.contains(planned.number())).toList();
        final long startNs = clockNs.getAsLong();
        for (int i = 0; i < missing.size(); i++) {
            final Plan.Planned planned = missing.get(i);
            final long passedNs = clockNs.getAsLong() - startNs;
            final Optional<Duration> left =
                    i == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(passedNs / i * (missing.size() - i)));
            if (failures.getOrDefault(planned.cell(), 0) < MOST_FAILURES) {
                progress.begins(planned, all.size(), Duration.ofNanos(passedNs), left);
                keep(quietest(planned));
            }
        }
        final List<TrialResult> trials = folder.trials();
        Tables.write(folder, trials);
        return trials;
    }

    /** Ends it from another thread: the trial in progress fails, what it made is removed. */
    public void stop() {
        stopped = true;
        runner.close();
    }

    private void keep(final TrialResult result) throws LabException {
        if (stopped) {
            throw new LabException("stopped");
        }
        folder.keep(result);
        anyDone |= result.isDone();
        if (!result.isDone()) {
            final String why = result.failure().orElse("");
            progress.says(result.cell() + " failed: " + why);
            failures.merge(result.cell(), 1, Integer::sum);
            firstFailures.add(why);
        }
        if (!anyDone && firstFailures.size() == MOST_AT_FIRST) {
            throw new LabException("the first " + MOST_AT_FIRST + " trials failed, the last one because: "
                    + firstFailures.get(MOST_AT_FIRST - 1));
        }
    }

    /** Makes a trial until it is quiet or has been tried often enough; the quietest counts, and one that failed never. */
    private TrialResult quietest(final Plan.Planned planned) throws LabException {
        TrialResult best = once(planned);
        final int retries = experiment.effort().retries();
        for (int tries = 2; tries <= retries + 1 && best.isDone() && best.isDisturbed() && !stopped; tries++) {
            progress.says("not quiet (" + Math.round(worstPct(best)) + " %), once more");
            final TrialResult next = once(planned);
            best = (next.isDone() && worstPct(next) < worstPct(best) ? next : best).after(tries);
        }
        return best;
    }

    private static double worstPct(final TrialResult result) {
        return result.quiet().map(Quiet::worstPct).orElse(0.0);
    }

    private TrialResult once(final Plan.Planned planned) throws LabException {
        final Optional<Noise.Watch> watch =
                noise.isPresent() ? Optional.of(noise.get().watch()) : Optional.empty();
        final long startNs = clockNs.getAsLong();
        Outcome outcome = new Outcome(Map.of(), List.of(), List.of(), List.of());
        Optional<String> failure = Optional.empty();
        try {
            outcome = runner.run(planned.trial());
        } catch (final LabException failed) {
            failure = Optional.of(String.valueOf(failed.getMessage()));
        }
        return new TrialResult(
                planned.number(),
                planned.cell(),
                planned.trial().repetition(),
                planned.trial().seed(),
                1,
                watch.map(Noise.Watch::stop),
                (clockNs.getAsLong() - startNs) / NS_PER_SECOND,
                failure,
                outcome);
    }
}
