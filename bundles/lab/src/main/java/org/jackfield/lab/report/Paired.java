package org.jackfield.lab.report;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Two things measured in the same repetitions: the median of their ratios, one for each repetition. Where a value is not
 * positive a ratio says nothing; then it is the median of their differences.
 *
 * @param isRatio whether it is of ratios; else of differences
 * @param summary of them
 */
public record Paired(boolean isRatio, Summary summary) {
    private static final double LEAST_BRIEF = 10;
    private static final double TINY = 0.01;

    /** Pairs them; nothing without a common repetition. */
    public static Optional<Paired> of(final Map<Integer, Double> values, final Map<Integer, Double> against) {
        final Map<Integer, Double> common = new TreeMap<>(values);
        common.keySet().retainAll(against.keySet());
        final boolean ratio = common.entrySet().stream()
                .allMatch(pair -> pair.getValue() > 0 && against.getOrDefault(pair.getKey(), 0.0) > 0);
        if (ratio) {
            return Summary.ofRatios(common, against).map(summary -> new Paired(true, summary));
        }
        final double[] differences = common.entrySet().stream()
                .mapToDouble(pair -> pair.getValue() - against.getOrDefault(pair.getKey(), 0.0))
                .toArray();
        return Summary.ofDifferences(differences).map(summary -> new Paired(false, summary));
    }

    /** What it is when there is no difference. */
    double even() {
        return isRatio ? 1 : 0;
    }

    /** The number with its interval, in words. */
    public String words() {
        final String number = text(summary.median());
        final String interval =
                summary.hasInterval() ? " (" + text(summary.low()) + " to " + text(summary.high()) + ")" : "";
        return isRatio ? number + " times" + interval : (summary.median() > 0 ? "+" : "") + number + interval;
    }

    /** Ratios near 1 need more digits than other numbers. */
    private String text(final double value) {
        return isRatio && value < LEAST_BRIEF ? String.format(Locale.ROOT, "%.3f", value) : Numbers.brief(value);
    }

    /** Whether it is hardly a difference, however sure. */
    boolean isTiny() {
        return isRatio && Math.abs(summary.median() - 1) < TINY;
    }
}
