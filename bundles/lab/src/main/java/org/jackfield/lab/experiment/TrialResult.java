package org.jackfield.lab.experiment;

import java.util.Optional;
import org.jackfield.lab.api.Outcome;

/**
 * A trial that was made. Immutable.
 *
 * @param number its place in the plan, from 1
 * @param cell what is varied
 * @param repetition from 1
 * @param seed of everything random
 * @param tries how often it was made; what is here is the quietest
 * @param quiet how quiet the machine was; nothing in virtual time
 * @param seconds it took, of this try
 * @param failure why there are no numbers; nothing when there are
 * @param outcome the numbers; empty after a failure
 */
public record TrialResult(
        int number,
        Plan.Cell cell,
        int repetition,
        long seed,
        int tries,
        Optional<Quiet> quiet,
        double seconds,
        Optional<String> failure,
        Outcome outcome) {
    /** Whether there are numbers. */
    public boolean isDone() {
        return failure.isEmpty();
    }

    /** Whether the numbers are suspect. */
    public boolean isDisturbed() {
        return quiet.map(Quiet::isDisturbed).orElse(false);
    }

    /** The same after further tries. */
    TrialResult after(final int all) {
        return new TrialResult(number, cell, repetition, seed, all, quiet, seconds, failure, outcome);
    }
}
