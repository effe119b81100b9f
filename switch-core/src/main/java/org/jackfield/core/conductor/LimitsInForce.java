package org.jackfield.core.conductor;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.port.PortException;
import org.jackfield.core.steering.SteeringMask;

/**
 * What the operator allows, and the mask made of it. Immutable.
 *
 * @param limits what was said
 * @param mask what it means
 */
record LimitsInForce(SteeringLimits limits, SteeringMask mask) {
    static LimitsInForce none(final int workers) {
        return new LimitsInForce(SteeringLimits.NONE, SteeringMask.open(workers));
    }

    /**
     * Checks limits.
     *
     * @throws PortException naming what cannot be honoured
     */
    static LimitsInForce of(final SteeringLimits limits, final int workers) throws PortException {
        final boolean[] excluded = new boolean[workers];
        for (final int worker : limits.excluded()) {
            if (worker < 0 || worker >= workers) {
                throw new PortException(
                        "there is no worker " + worker + " to exclude; workers are 0 to " + (workers - 1));
            }
            excluded[worker] = true;
        }
        if (limits.mostWorkers() < 0) {
            throw new PortException("at most " + limits.mostWorkers() + " workers cannot be; 0 means no limit");
        }
        final List<Integer> weights = limits.weights();
        if (!weights.isEmpty() && weights.size() != workers) {
            throw new PortException(
                    weights.size() + " weights are given; there are " + workers + " workers, each needs one");
        }
        for (final int weight : weights) {
            if (weight < 0 || weight > SteeringLimits.MOST_WEIGHT) {
                throw new PortException("weight " + weight + " is not 0 to " + SteeringLimits.MOST_WEIGHT);
            }
        }
        final SteeringMask mask = SteeringMask.of(
                excluded,
                limits.mostWorkers(),
                weights.stream().mapToInt(Integer::intValue).toArray());
        if (mask.serving() == 0) {
            throw new PortException(
                    "no worker would be left to own buckets; leave one that is not excluded and has a weight");
        }
        final SteeringLimits sorted = new SteeringLimits(
                List.copyOf(new TreeSet<>(limits.excluded())), limits.mostWorkers(), List.copyOf(weights));
        return new LimitsInForce(sorted, mask);
    }

    /** For people. */
    String text() {
        return limits.equals(SteeringLimits.NONE) ? "none" : limits.text();
    }

    /** For the next version of the switch. */
    static Map<String, Object> estate(final SteeringLimits limits) {
        return Map.of("excluded", limits.excluded(), "most-workers", limits.mostWorkers(), "weights", limits.weights());
    }

    /** What a version before left. */
    static SteeringLimits restore(final Legacy left) {
        return new SteeringLimits(
                numbers(left.list("excluded")), (int) left.number("most-workers", 0), numbers(left.list("weights")));
    }

    private static List<Integer> numbers(final List<?> list) {
        return list.stream()
                .filter(Integer.class::isInstance)
                .map(Integer.class::cast)
                .toList();
    }
}
