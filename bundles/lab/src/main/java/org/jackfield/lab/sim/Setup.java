package org.jackfield.lab.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.api.Workload;

/**
 * What is simulated. Immutable.
 *
 * @param policy decides
 * @param workload what arrives
 * @param costs of the work
 * @param seed of everything random
 * @param kernelSteering whether the kernel follows the table of buckets
 * @param groupOf name of the group of a flow, empty for none
 * @param changes of the number of queues, in the order of their times
 * @param wholes what is a number; those not in it have their standard
 */
public record Setup(
        SteeringPolicy policy,
        Workload workload,
        Costs costs,
        long seed,
        boolean kernelSteering,
        IntFunction<String> groupOf,
        List<QueueChange> changes,
        Map<Whole, Long> wholes) {
    /** Settings that are whole numbers. */
    public enum Whole {
        /** Workers. */
        WORKERS("workers", 1, 64, 2),
        /** Queues of each port. */
        QUEUES("queues", 1, 256, 2),
        /** Processors; 0 for one for each worker. */
        PROCESSORS("processors", 0, 64, 0),
        /** Time slice of a worker where several share a processor. */
        SLICE_NS("sliceNs", 10_000, 1_000_000_000, 3_000_000),
        /** Frames in a queue. */
        QUEUE_FRAMES("queueFrames", 1, 65_536, 1000),
        /** Slots of a handoff ring. */
        RING_SLOTS("ringSlots", 1, 4096, 256),
        /** Frames read in a turn. */
        TURN_FRAMES("turnFrames", 1, 256, 256),
        /** Frames parked by all workers together; 0 for {@link #PARKED_FOR_WORKER} for each. */
        PARKED_FRAMES("parkedFrames", 1, 1 << 20, 0),
        /** Window of balance and charts. */
        WINDOW_NS("windowNs", 10_000, 3_600_000_000_000L, 100_000_000),
        /** When frames stop to arrive. */
        LIMIT_NS("limitNs", 1, 86_400_000_000_000L, Long.MAX_VALUE);

        /** Five eighths of the 4096 small frames the switch has for each worker. */
        private static final int PARKED_FOR_WORKER = 2560;

        private final String word;
        private final long least;
        private final long most;
        private final long standard;

        Whole(final String word, final long least, final long most, final long standard) {
            this.word = word;
            this.least = least;
            this.most = most;
            this.standard = standard;
        }

        private void check(final long value) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        "simulation: " + word + " is " + value + ", it must be from " + least + " to " + most);
            }
        }
    }

    /** Copies what it is given. */
    public Setup {
        changes = List.copyOf(changes);
        wholes = Map.copyOf(wholes);
    }

    /** With the standards. */
    public static Setup standard(final SteeringPolicy policy, final Workload workload) {
        return new Setup(policy, workload, Costs.measured(), 1, true, flow -> "", List.of(), Map.of());
    }

    /**
     * With one setting changed.
     *
     * @throws IllegalArgumentException when it is not allowed
     */
    public Setup with(final Whole setting, final long value) {
        setting.check(value);
        final Map<Whole, Long> changed = new EnumMap<>(Whole.class);
        changed.putAll(wholes);
        changed.put(setting, value);
        return new Setup(policy, workload, costs, seed, kernelSteering, groupOf, changes, changed);
    }

    /** With another seed. */
    public Setup withSeed(final long other) {
        return new Setup(policy, workload, costs, other, kernelSteering, groupOf, changes, wholes);
    }

    /** With or without steering by the kernel. */
    public Setup withKernelSteering(final boolean steers) {
        return new Setup(policy, workload, costs, seed, steers, groupOf, changes, wholes);
    }

    /** With other costs. */
    public Setup withCosts(final Costs other) {
        return new Setup(policy, workload, other, seed, kernelSteering, groupOf, changes, wholes);
    }

    /** With groups of flows. */
    public Setup withGroups(final IntFunction<String> other) {
        return new Setup(policy, workload, costs, seed, kernelSteering, other, changes, wholes);
    }

    /**
     * With one change of a port's queues more.
     *
     * @throws IllegalArgumentException when there is no such port, it cannot have so many, or the change before is a later one
     */
    public Setup withChange(final QueueChange change) {
        Whole.QUEUES.check(change.queues());
        if (change.port() < 0 || change.port() >= Kernel.PORTS) {
            throw new IllegalArgumentException("simulation: there is no port " + change.port() + ", ports are 0 and 1");
        }
        final long last =
                changes.isEmpty() ? 0 : changes.get(changes.size() - 1).atNs();
        if (change.atNs() < last) {
            throw new IllegalArgumentException("simulation: queues change at " + change.atNs() + " ns, which is before "
                    + last + "; changes are named in the order of their times, from 0 on");
        }
        final List<QueueChange> more = new ArrayList<>(changes);
        more.add(change);
        return new Setup(policy, workload, costs, seed, kernelSteering, groupOf, more, wholes);
    }

    /** A setting. */
    long value(final Whole setting) {
        return wholes.getOrDefault(setting, setting.standard);
    }

    int workers() {
        return (int) value(Whole.WORKERS);
    }

    int queues() {
        return (int) value(Whole.QUEUES);
    }

    /** The most queues a port ever has. */
    int mostQueues(final int port) {
        return changes.stream()
                .filter(change -> change.port() == port)
                .mapToInt(QueueChange::queues)
                .reduce(queues(), Math::max);
    }

    int processors() {
        final int told = (int) value(Whole.PROCESSORS);
        return told == 0 ? workers() : Math.min(told, workers());
    }

    int parkedFrames() {
        final int told = (int) value(Whole.PARKED_FRAMES);
        return told == 0 ? Whole.PARKED_FOR_WORKER * workers() : told;
    }
}
