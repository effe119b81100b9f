package org.jackfield.core.conductor;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.IntToLongFunction;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.WorkerLink;

/**
 * Takes the state of which a steering policy decides. On port-ops threads: CPU time and load of the machine are questions to the
 * kernel, for which neither a worker nor the conductor has time. One caller at a time.
 */
final class LoadMeter {
    private final SwitchState state;
    private final DataPlane plane;
    private final IntToLongFunction cpuNs;
    private final DoubleSupplier idleProcessors;
    private long framesBefore = -1;

    /**
     * @param cpuNs CPU time of a worker in nanoseconds, -1 when unknown
     * @param idleProcessors idle processors since it was last asked, -1 when unknown
     */
    LoadMeter(
            final SwitchState state,
            final DataPlane plane,
            final IntToLongFunction cpuNs,
            final DoubleSupplier idleProcessors) {
        this.state = state;
        this.plane = plane;
        this.cpuNs = cpuNs;
        this.idleProcessors = idleProcessors;
    }

    /**
     * The state now; its arrays are the caller's.
     *
     * @param unsteered what {@link SwitchState#strayPorts} said on the conductor
     */
    SteeringState take(final int unsteered) {
        final long[] busy = new long[state.workers];
        final long[] cpu = new long[state.workers];
        final long[] frames = new long[state.workers];
        final long[] turns = new long[state.workers];
        final long[] read = new long[state.workers];
        for (final WorkerLink link : plane.links) {
            busy[link.index] = link.counters.get(WorkerCounters.BUSY_NS);
            cpu[link.index] = cpuNs.applyAsLong(link.index);
            frames[link.index] = link.counters.get(WorkerCounters.PROCESSED);
            turns[link.index] = link.counters.get(WorkerCounters.CYCLES);
            read[link.index] = link.counters.get(WorkerCounters.RX_FRAMES);
        }
        final long framesNow = Arrays.stream(frames).sum();
        // The JVM takes up to 1 ms to find out, too much for a switch that has nothing to do.
        final double idle = framesNow == framesBefore ? -1 : idleProcessors.getAsDouble();
        framesBefore = framesNow;
        return new SteeringState(
                state.workers,
                IndirectionTable.BUCKETS,
                plane.clock.getAsLong(),
                busy,
                cpu,
                frames,
                idle,
                unsteered,
                turns,
                read);
    }
}
