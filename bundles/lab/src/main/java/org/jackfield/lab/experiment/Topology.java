package org.jackfield.lab.experiment;

import java.util.List;

/**
 * The switch of a trial. Immutable.
 *
 * @param queues of the port traffic comes in by, when it begins
 * @param workers forwarding threads
 * @param processors the processors workers are bound to, by their numbers; empty leaves them to the scheduler
 * @param kernelSteering whether the kernel steers frames to queues by the policy's table; else by its own flow table
 * @param events changes of the number of queues, in the order of time
 */
public record Topology(
        int queues, int workers, List<Integer> processors, boolean kernelSteering, List<QueueEvent> events) {
    /**
     * Queues are attached to the port, or detached from it, while traffic runs.
     *
     * @param atMs milliseconds since traffic began
     * @param queues how many the port has from then on
     */
    public record QueueEvent(int atMs, int queues) {}

    /** Copies what it is given. */
    public Topology {
        processors = List.copyOf(processors);
        events = List.copyOf(events);
    }

    /** Without events, with workers left to the scheduler and the kernel steering by the policy's table. */
    public Topology(final int queues, final int workers) {
        this(queues, workers, List.of(), true, List.of());
    }
}
