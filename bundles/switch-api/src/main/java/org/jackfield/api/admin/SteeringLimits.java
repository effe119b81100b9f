package org.jackfield.api.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the operator allows every policy. A policy decides as it would without; its decision is then changed as little as possible: buckets
 * of workers that may own none go to others, and so do single frames.
 *
 * @param excluded workers that may own no bucket and process no frame of another's queue, in rising order
 * @param mostWorkers at most so many workers own buckets, the first ones that are not excluded; 0 for no limit
 * @param weights in which proportion those workers a policy uses own buckets, one whole number from 0 to 1000 for each worker; empty: as
 *     the policy decides. 0 excludes a worker
 */
public record SteeringLimits(List<Integer> excluded, int mostWorkers, List<Integer> weights) {
    /** No limits. */
    public static final SteeringLimits NONE = new SteeringLimits(List.of(), 0, List.of());

    /** Largest weight. */
    public static final int MOST_WEIGHT = 1000;

    /** The limits in one line for people; empty for none. */
    public String text() {
        final List<String> parts = new ArrayList<>();
        if (!excluded.isEmpty()) {
            parts.add("worker(s) " + list(excluded) + " excluded");
        }
        if (mostWorkers > 0) {
            parts.add("at most " + mostWorkers + " worker(s) own buckets");
        }
        if (!weights.isEmpty()) {
            parts.add("weights " + list(weights));
        }
        return String.join("; ", parts);
    }

    private static String list(final List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
