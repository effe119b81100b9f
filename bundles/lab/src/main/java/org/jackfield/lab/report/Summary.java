package org.jackfield.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A median of some repetitions and an interval that covers the true one with 95 %. From six repetitions on the interval is that
 * of order statistics, which assumes nothing about the distribution. Below six no such interval exists; then it is Student's
 * for the mean, which assumes a normal one. One repetition has none.
 *
 * @param count repetitions
 * @param median of them
 * @param low lower end of the interval; not a number when there is none
 * @param high upper end of the interval; not a number when there is none
 * @param method how the interval was found
 */
public record Summary(int count, double median, double low, double high, Method method) {
    private static final int LEAST_FOR_ORDER = 6;
    private static final double MOST_OUTSIDE = 0.05;
    /** Quantiles 0.975 of Student's t for 1 to 4 degrees of freedom. */
    private static final double[] T = {12.706, 4.303, 3.182, 2.776};

    /** How an interval was found. */
    public enum Method {
        /** Order statistics of the median. */
        ORDER("order statistics"),
        /** Student's t around the mean. */
        STUDENT("Student's t"),
        /** One repetition. */
        NONE("none");

        private final String words;

        Method(final String words) {
            this.words = words;
        }

        /** Its name for people. */
        public String words() {
            return words;
        }
    }

    /** Sums up; nothing without repetitions. */
    public static Optional<Summary> of(final double... values) {
        final boolean positive = Arrays.stream(values).allMatch(value -> value > 0);
        return positive && values.length < LEAST_FOR_ORDER
                ? plain(Arrays.stream(values).map(Math::log).toArray()).map(logs -> logs.raised(values))
                : plain(values);
    }

    /** Sums up differences: as {@link #of}, but all of one sign are not taken for numbers that have logarithms. */
    public static Optional<Summary> ofDifferences(final double... values) {
        return plain(values);
    }

    /** From logarithms back to numbers; the median of an even count is that of the numbers themselves. */
    private Summary raised(final double... values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Summary(count, median(sorted), Math.exp(low), Math.exp(high), method);
    }

    private static Optional<Summary> plain(final double... values) {
        if (values.length == 0) {
            return Optional.empty();
        }
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        final double median = median(sorted);
        if (sorted.length == 1) {
            return Optional.of(new Summary(1, median, Double.NaN, Double.NaN, Method.NONE));
        }
        return Optional.of(sorted.length < LEAST_FOR_ORDER ? student(sorted, median) : order(sorted, median));
    }

    private static double median(final double[] sorted) {
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static Summary student(final double[] sorted, final double median) {
        final int count = sorted.length;
        final double mean = Arrays.stream(sorted).sum() / count;
        double squares = 0;
        for (final double value : sorted) {
            squares += (value - mean) * (value - mean);
        }
        final double half = T[count - 2] * Math.sqrt(squares / (count - 1) / count);
        return new Summary(count, median, mean - half, mean + half, Method.STUDENT);
    }

    /** The narrowest pair of order statistics that the median is outside of with at most 5 %. */
    private static Summary order(final double[] sorted, final double median) {
        final int count = sorted.length;
        double term = Math.pow(0.5, count); // of the binomial distribution, for 0, 1, 2 ... values below the median
        double below = 0;
        int cut = 0;
        while (2 * (below + term) <= MOST_OUTSIDE) {
            below += term;
            term *= (double) (count - cut) / (cut + 1);
            cut++;
        }
        return new Summary(count, median, sorted[cut - 1], sorted[count - cut], Method.ORDER);
    }

    /**
     * The ratio of two numbers measured in the same repetitions: the median of the ratios of each. What disturbs a whole
     * repetition disturbs both and cancels out.
     */
    public static Optional<Summary> ofRatios(
            final Map<Integer, Double> numerators, final Map<Integer, Double> denominators) {
        final List<Double> ratios = new ArrayList<>();
        numerators.forEach((repetition, numerator) -> {
            final Double denominator = denominators.get(repetition);
            if (denominator != null && denominator > 0 && numerator > 0) {
                ratios.add(numerator / denominator);
            }
        });
        return of(ratios.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Whether there is an interval. */
    public boolean hasInterval() {
        return method != Method.NONE;
    }
}
