package org.jackfield.lab.report;

import java.util.Map;
import java.util.Optional;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Measure.Better;
import org.jackfield.lab.experiment.Plan;
import org.jackfield.lab.experiment.Question;
import org.jackfield.lab.experiment.Question.Expect;

/**
 * One case of a question: one cell against another.
 *
 * @param measure compared
 * @param of the one the question is about
 * @param against the other one
 * @param paired ratio or difference; nothing when there are no numbers
 * @param planned repetitions there should be
 * @param answer what it says
 * @param wantsSame whether no difference makes it yes
 */
public record Comparison(
        Measure measure,
        Plan.Cell of,
        Plan.Cell against,
        Optional<Paired> paired,
        int planned,
        Answer answer,
        boolean wantsSame) {
    private static final double PERCENT = 100;

    /** Compares. */
    static Comparison of(
            final Results results, final Question.Compare compare, final Plan.Cell of, final Plan.Cell against) {
        final Map<Integer, Double> values = results.byRepetition(of, compare.measure());
        final Map<Integer, Double> others = results.byRepetition(against, compare.measure());
        final Optional<Paired> paired = Paired.of(values, others);
        final double level = Summary.of(others.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .map(Summary::median)
                .orElse(0.0);
        return new Comparison(
                compare.measure(),
                of,
                against,
                paired,
                results.experiment().effort().repetitions(),
                paired.map(pair -> answer(compare, pair, level)).orElse(Answer.UNMEASURED),
                compare.expect() == Expect.SAME);
    }

    private static Answer answer(final Question.Compare compare, final Paired paired, final double level) {
        final Summary summary = paired.summary();
        if (!summary.hasInterval()) {
            return Answer.UNDECIDED;
        }
        if (compare.expect() == Expect.SAME) {
            return same(paired, compare.withinPercent() / PERCENT, level);
        }
        final boolean above = summary.low() > paired.even();
        final boolean below = summary.high() < paired.even();
        final boolean equal = summary.low() == paired.even() && summary.high() == paired.even();
        final boolean wantsMore = compare.expect() == Expect.HIGHER
                || compare.expect() == Expect.BETTER && compare.measure().better() == Better.HIGHER;
        if (wantsMore ? above : below) {
            return Answer.YES;
        }
        return equal || (wantsMore ? below : above) ? Answer.NO : Answer.UNDECIDED;
    }

    /** Yes when the whole interval is near enough, no when none of it is. */
    private static Answer same(final Paired paired, final double within, final double level) {
        final double least = paired.isRatio() ? 1 / (1 + within) : -within * Math.abs(level);
        final double most = paired.isRatio() ? 1 + within : within * Math.abs(level);
        final Summary summary = paired.summary();
        if (summary.low() >= least && summary.high() <= most) {
            return Answer.YES;
        }
        return summary.low() > most || summary.high() < least ? Answer.NO : Answer.UNDECIDED;
    }

    /** The cells in words; what both have in common once. */
    public String who() {
        final String queues = queues(of);
        return of.policy() + (of.queues() == against.queues() ? "" : " with " + queues) + " against "
                + against.policy()
                + (of.queues() == against.queues() ? "" : " with " + queues(against)) + ", " + of.workload()
                + (of.queues() == against.queues() ? ", " + queues : "");
    }

    private static String queues(final Plan.Cell cell) {
        return cell.queues() + (cell.queues() == 1 ? " queue" : " queues");
    }

    /** The case in a sentence: numbers, interval, how many repetitions, answer. */
    public String words() {
        if (paired.isEmpty()) {
            return who() + ": " + measure.word() + " was not measured in both";
        }
        final Summary summary = paired.get().summary();
        final String unit = paired.get().isRatio() ? "" : " " + measure.unit();
        return who() + ": " + measure.word() + " " + paired.get().words() + unit + ", " + summary.count() + " of "
                + planned + (planned == 1 ? " repetition" : " repetitions")
                + (summary.hasInterval() ? ", " + summary.method().words() : ", no interval") + ": " + answer.words()
                + (answer == Answer.YES && paired.get().isTiny() && !wantsSame ? ", but by less than 1 %" : "");
    }
}
