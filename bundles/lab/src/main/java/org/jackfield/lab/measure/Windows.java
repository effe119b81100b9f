package org.jackfield.lab.measure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jackfield.lab.api.Outcome;

/** Amounts by window of time, for several lines (workers, queues) at once. Times may come in any order. One thread. */
final class Windows {
    private final int lines;
    private final long windowNs;
    private double[] amounts;
    private int count;

    /** No window yet; each is this long, the first one begins at 0. */
    Windows(final int lines, final long windowNs) {
        if (lines < 1 || windowNs < 1) {
            throw new IllegalArgumentException(
                    "windows of " + windowNs + " ns for " + lines + " lines: both must be 1 or more");
        }
        this.lines = lines;
        this.windowNs = windowNs;
        this.amounts = new double[16 * lines];
    }

    /** Adds to one line at a time, 0 or later. */
    void add(final int line, final long atNs, final double amount) {
        final int window = (int) (atNs / windowNs);
        reach(window + 1);
        amounts[window * lines + line] += amount;
    }

    /** Lets there be at least so many windows. */
    void reach(final int windows) {
        if (windows <= count) {
            return;
        }
        count = windows;
        if (windows * lines > amounts.length) {
            amounts = Arrays.copyOf(amounts, Math.max(windows * lines, 2 * amounts.length));
        }
    }

    long windowNs() {
        return windowNs;
    }

    int count() {
        return count;
    }

    int lines() {
        return lines;
    }

    double amount(final int window, final int line) {
        return amounts[window * lines + line];
    }

    /** Sum of all lines in a window. */
    double sum(final int window) {
        double sum = 0;
        for (int line = 0; line < lines; line++) {
            sum += amount(window, line);
        }
        return sum;
    }

    /** For a chart: each amount times {@code factor}, at the beginning of its window. */
    Outcome.Series series(final String name, final String unit, final List<String> names, final double factor) {
        final long[] atNs = new long[count];
        final double[][] values = new double[lines][count];
        for (int window = 0; window < count; window++) {
            atNs[window] = window * windowNs;
            for (int line = 0; line < lines; line++) {
                values[line][window] = factor * amount(window, line);
            }
        }
        return new Outcome.Series(name, unit, names, atNs, values);
    }

    /** Names of workers, as charts show them. */
    static List<String> workers(final int workers) {
        return IntStream.range(0, workers)
                .mapToObj(worker -> "worker " + worker)
                .toList();
    }
}
