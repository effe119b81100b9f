package org.jackfield.steering.mton;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Which workers process frames, and how much of them. Immutable.
 *
 * @param workers indices of workers, each once; empty means all
 * @param weights of these workers in the same order, or, when all are meant, from worker 0 on; empty means 1 each. A worker past the end
 *     has the weight 1
 */
record Settings(List<Integer> workers, List<Integer> weights) {
    /** All workers, evenly. */
    static final Settings EVEN = new Settings(List.of(), List.of());

    private static final int MOST_WORKER = 63;
    private static final int MOST_WEIGHT = 1000;

    /**
     * From the values of a configuration.
     *
     * @throws IllegalArgumentException with key, value and what is allowed
     */
    static Settings of(final Map<String, Object> values) {
        final List<Integer> workers = numbers("workers", values, MOST_WORKER);
        final List<Integer> weights = numbers("weights", values, MOST_WEIGHT);
        if (new HashSet<>(workers).size() < workers.size()) {
            throw new IllegalArgumentException("workers=" + text(workers) + " names a worker twice; name each once");
        }
        if (!workers.isEmpty() && !weights.isEmpty() && weights.size() != workers.size()) {
            throw new IllegalArgumentException("weights=" + text(weights) + " are " + weights.size() + ", workers="
                    + text(workers) + " are " + workers.size() + "; give one weight for each of these workers");
        }
        if (!weights.isEmpty() && weights.stream().allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException(
                    "weights=" + text(weights) + " leave nobody to process frames; give at least one above 0");
        }
        return new Settings(workers, weights);
    }

    private static List<Integer> numbers(final String key, final Map<String, Object> values, final int most) {
        final String text = String.valueOf(values.getOrDefault(key, "")).strip();
        final List<Integer> numbers = new ArrayList<>();
        for (final String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            final String number = part.strip();
            if (!number.matches("[0-9]{1,4}") || Integer.parseInt(number) > most) {
                throw new IllegalArgumentException(key + "=" + text + ": '" + number
                        + "' must be a whole number from 0 to " + most + "; write " + key + " like 2,1,3");
            }
            numbers.add(Integer.parseInt(number));
        }
        return List.copyOf(numbers);
    }

    /** The weight of each worker of a switch with so many; all 0 when none of those named exists. */
    long[] weightsOf(final int count) {
        final long[] result = new long[count];
        for (int i = 0; i < (workers.isEmpty() ? count : workers.size()); i++) {
            final int worker = workers.isEmpty() ? i : workers.get(i);
            if (worker < count) {
                result[worker] = i < weights.size() ? weights.get(i) : 1;
            }
        }
        return result;
    }

    /** Named workers that a switch with so many does not have. */
    List<Integer> beyond(final int count) {
        return workers.stream().filter(worker -> worker >= count).toList();
    }

    static String text(final List<Integer> numbers) {
        return String.join(",", numbers.stream().map(String::valueOf).toList());
    }

    @Override
    public String toString() {
        return (workers.isEmpty() ? "all workers" : "workers " + text(workers))
                + (weights.isEmpty() ? ", evenly" : ", weights " + text(weights));
    }
}
