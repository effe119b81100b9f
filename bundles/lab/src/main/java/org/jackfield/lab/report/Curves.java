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

    private static final int MOST_DISTRIBUTIONS = 4;
    private static final MathContext SHARE_DIGITS = new MathContext(5);

    private final int points;
    private final int latencyPoints;
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
        final int distributions = trials.stream()
                .mapToInt(trial -> Math.min(trial.outcome().latencies().size(), MOST_DISTRIBUTIONS))
                .sum();
        points = share(ALL_POINTS, lines);
        latencyPoints = share(ALL_POINTS / 2, distributions);
    }

    private static int share(final int all, final int lines) {
        return Math.max(LEAST_POINTS, Math.min(MOST_POINTS, all / Math.max(1, lines)));
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
        final int[] chosen = chosen(series.atNs().length, points);
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
    private static int[] chosen(final int count, final int most) {
        final int shown = Math.min(count, most);
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
            for (final Distribution distribution : few(trial.outcome().latencies())) {
                final int[] chosen = chosen(distribution.ns().length, latencyPoints);
                final JsonObject object = ResultsJson.cell(trial.cell());
                object.addProperty("name", distribution.name());
                final JsonArray shares = new JsonArray();
                Arrays.stream(chosen)
                        .forEach(i -> shares.add(rounded(distribution.shares()[i], SHARE_DIGITS)));
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

    /** The first of many: those of everything and of groups come before those of workers. */
    private static List<Distribution> few(final List<Distribution> all) {
        return all.subList(0, Math.min(all.size(), MOST_DISTRIBUTIONS));
    }

    private static JsonArray array(final double[] numbers) {
        final JsonArray array = new JsonArray(numbers.length);
        for (final double number : numbers) {
            array.add(rounded(number, DIGITS));
        }
        return array;
    }

    private static JsonPrimitive rounded(final double number, final MathContext digits) {
        final BigDecimal exact = Optional.of(number)
                .filter(Double::isFinite)
                .map(BigDecimal::valueOf)
                .orElse(BigDecimal.ZERO);
        final BigDecimal brief = exact.round(digits).stripTrailingZeros();
        return new JsonPrimitive(brief.scale() < 0 ? brief.setScale(0) : brief);
    }
}
