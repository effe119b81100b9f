package org.jackfield.lab.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a workload under a policy, once. Immutable.
 *
 * @param values what was measured; what could not be is not there
 * @param series what went on over the time, for charts; may be empty
 * @param latencies distributions of latency, for charts; may be empty
 * @param notes what a reader must know to judge the numbers, a sentence each
 */
public record Outcome(
        Map<Measure, Double> values, List<Series> series, List<Distribution> latencies, List<String> notes) {
    /**
     * One quantity over the time, of several at a time (workers, queues): a line of a chart each.
     *
     * @param name what it is, for example {@code frames of workers}
     * @param unit of the values
     * @param lines the names of the lines
     * @param atNs times, in nanoseconds since the beginning, growing
     * @param values one array for each line, as long as {@code atNs}
     */
    public record Series(String name, String unit, List<String> lines, long[] atNs, double[][] values) {}

    /**
     * A distribution of latencies.
     *
     * @param name whose, for example {@code mice} or {@code worker 2}
     * @param shares shares of the frames, growing from 0 to 1
     * @param ns the latency that so many frames do not exceed, in nanoseconds
     */
    public record Distribution(String name, double[] shares, long[] ns) {}

    /** Copies what it is given. */
    public Outcome {
        values = Map.copyOf(values);
        series = List.copyOf(series);
        latencies = List.copyOf(latencies);
        notes = List.copyOf(notes);
    }

    /** One value, if it was measured. */
    public Optional<Double> value(final Measure measure) {
        return Optional.ofNullable(values.get(measure));
    }

    /**
     * One value a test cannot do without.
     *
     * @throws IllegalStateException when it was not measured
     */
    public double require(final Measure measure) {
        return value(measure).orElseThrow(() -> new IllegalStateException(measure.word() + " was not measured"));
    }
}
