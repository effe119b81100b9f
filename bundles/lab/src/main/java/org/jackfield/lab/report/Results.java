package org.jackfield.lab.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.About;
import org.jackfield.lab.experiment.Experiment;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.Plan;
import org.jackfield.lab.experiment.TrialResult;

/**
 * All trials of a run and what is derived from them. Immutable.
 *
 * @param experiment as it was run
 * @param about how and where
 * @param trials that were made
 */
public record Results(Experiment experiment, About about, List<TrialResult> trials) {
    /** Copies what it is given. */
    public Results {
        trials = List.copyOf(trials);
    }

    /** Where it was run. */
    public Mode mode() {
        return about.mode();
    }

    /** What was varied, in the order of the file. */
    public List<Plan.Cell> cells() {
        return Plan.cells(experiment, mode());
    }

    /** How many trials the plan has. */
    public int planned() {
        return cells().size() * experiment.effort().repetitions();
    }

    /** Trials that yielded numbers. */
    public List<TrialResult> done() {
        return trials.stream().filter(TrialResult::isDone).toList();
    }

    /** Whether every trial of the plan yielded numbers. */
    public boolean isComplete() {
        return done().size() == planned();
    }

    /** Trials of a cell that yielded numbers. */
    public List<TrialResult> of(final Plan.Cell cell) {
        return done().stream().filter(trial -> trial.cell().equals(cell)).toList();
    }

    /** What was measured, by repetition; empty when it was not. */
    public Map<Integer, Double> byRepetition(final Plan.Cell cell, final Measure measure) {
        final Map<Integer, Double> values = new TreeMap<>();
        for (final TrialResult trial : of(cell)) {
            trial.outcome().value(measure).ifPresent(value -> values.put(trial.repetition(), value));
        }
        return values;
    }

    /** The same summed up. */
    public Optional<Summary> summary(final Plan.Cell cell, final Measure measure) {
        return Summary.of(byRepetition(cell, measure).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    /** Measures that were asked for and taken at least once, in the order of their definition. */
    public List<Measure> measures() {
        return wanted().stream()
                .filter(measure -> done().stream()
                        .anyMatch(trial -> trial.outcome().value(measure).isPresent()))
                .toList();
    }

    /** Measures that were asked for, in the order of their definition. */
    List<Measure> wanted() {
        return experiment.effort().measures().stream().sorted().toList();
    }
}
