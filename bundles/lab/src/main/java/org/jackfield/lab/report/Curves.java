package org.jackfield.lab.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jackfield.lab.api.Outcome.Distribution;
import org.jackfield.lab.api.Outcome.Series;
import org.jackfield.lab.experiment.Plan;
import org.jackfield.lab.experiment.TrialResult;

/**
 * What goes on over the time, and distributions, thinned for a page: the first repetition of each combination only, few points,
 * three digits, and of many lines the greatest, the mean and the least.
 */
final class Curves {
    private static final int MOST_LINES = 16;
    private static final int MOST_POINTS = 100;
    private static final int LEAST_POINTS = 16;
    private static final int ALL_POINTS = 40_000;
    private static final MathContext DIGITS = new MathContext(3);

    private final int points;
    private final List<TrialResult> trials;

    Curves(final Results results) {
        trials = results.cells().stream()
                .map(results::of)
                .flatMap(all -> all.stream().limit(1))
                .toList();
        final int lines = trials.stream()
                .flatMap(trial -> trial.outcome().series().stream())
                .mapToInt(series -> Math.min(series.lines().size(), MOST_LINES))
                .sum();
        points = Math.max(LEAST_POINTS, Math.min(MOST_POINTS, ALL_POINTS / Math.max(1, lines)));
    }

    /** All series: cell, name, unit, names of lines, times in milliseconds, values. */
    JsonArray series() {
        final JsonArray array = new JsonArray();
        for (final TrialResult trial : trials) {
            trial.outcome().series().forEach(series -> array.add(series(trial.cell(), few(series))));
        }
        return array;
    }

    private JsonObject series(final Plan.Cell cell, final Series series) {
        final int[] chosen = chosen(series.atNs().length);
        final JsonObject object = ResultsJson.cell(cell);
        object.addProperty("name", series.name());
        object.addProperty("unit", series.unit());
        final JsonArray lines = new JsonArray();
        series.lines().forEach(lines::add);
        object.add("lines", lines);
        object.add(
                "atMs",
                array(Arrays.stream(chosen)
                        .mapToDouble(i -> series.atNs()[i] / 1e6)
                        .toArray()));
        final JsonArray values = new JsonArray();
        for (final double[] line : series.values()) {
            values.add(array(Arrays.stream(chosen).mapToDouble(i -> line[i]).toArray()));
        }
        object.add("values", values);
        return object;
    }

    /** Of many lines the greatest, the mean and the least at each time. */
    private static Series few(final Series series) {
        if (series.lines().size() <= MOST_LINES) {
            return series;
        }
        final int times = series.atNs().length;
        final double[][] few = new double[3][times];
        for (int i = 0; i < times; i++) {
            final int at = i;
            final double[] column =
                    Arrays.stream(series.values()).mapToDouble(line -> line[at]).toArray();
            few[0][i] = Arrays.stream(column).max().orElse(0);
            few[1][i] = Arrays.stream(column).average().orElse(0);
            few[2][i] = Arrays.stream(column).min().orElse(0);
        }
        final List<String> names = List.of("greatest of " + series.lines().size(), "mean", "least");
        return new Series(series.name(), series.unit(), names, series.atNs(), few);
    }

    /** Places of points, evenly spread, with the first and the last. */
    private int[] chosen(final int count) {
        final int shown = Math.min(count, points);
        final int[] chosen = new int[shown];
        for (int i = 0; i < shown; i++) {
            chosen[i] = shown == 1 ? 0 : (int) ((long) i * (count - 1) / (shown - 1));
        }
        return chosen;
    }

    /** All distributions: cell, name, shares, latencies in microseconds. */
    JsonArray latencies() {
        final JsonArray array = new JsonArray();
        for (final TrialResult trial : trials) {
            for (final Distribution distribution : trial.outcome().latencies()) {
                final int[] chosen = chosen(distribution.ns().length);
                final JsonObject object = ResultsJson.cell(trial.cell());
                object.addProperty("name", distribution.name());
                final JsonArray shares = new JsonArray();
                Arrays.stream(chosen).forEach(i -> shares.add(distribution.shares()[i]));
                object.add("shares", shares);
                object.add(
                        "us",
                        array(Arrays.stream(chosen)
                                .mapToDouble(i -> distribution.ns()[i] / 1e3)
                                .toArray()));
                array.add(object);
            }
        }
        return array;
    }

    private static JsonArray array(final double[] numbers) {
        final JsonArray array = new JsonArray(numbers.length);
        for (final double number : numbers) {
            array.add(rounded(number));
        }
        return array;
    }

    private static JsonPrimitive rounded(final double number) {
        final BigDecimal exact = Optional.of(number)
                .filter(Double::isFinite)
                .map(BigDecimal::valueOf)
                .orElse(BigDecimal.ZERO);
        final BigDecimal brief = exact.round(DIGITS).stripTrailingZeros();
        return new JsonPrimitive(brief.scale() < 0 ? brief.setScale(0) : brief);
    }
}
