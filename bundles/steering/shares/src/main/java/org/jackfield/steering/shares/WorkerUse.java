package org.jackfield.steering.shares;

import java.util.Arrays;
import java.util.Optional;
import org.jackfield.api.steering.SteeringState;
import org.jspecify.annotations.Nullable;

/** Turns states, whose counters only grow, into the part of a processor that each worker used between one and the next. One thread. */
public final class WorkerUse {
    /** Nearer states, asked for out of turn, say nothing about a rate. */
    static final long SHORTEST_NS = 50_000_000;

    /** After a longer gap another policy was in force, or the machine slept: nothing is known about the time between. */
    static final long LONGEST_NS = 5_000_000_000L;

    private @Nullable SteeringState before;

    /** Begins to measure. */
    public WorkerUse() {}

    /** Whether a state is too near to the one before to be measured by. */
    public boolean tooSoon(final SteeringState now) {
        final SteeringState since = before;
        return since != null && since.workers() == now.workers() && now.nowNs() - since.nowNs() < SHORTEST_NS;
    }

    /**
     * By worker, 0 to about 1, since the state before, which is not too near; empty for the first state and for one after a gap. Where
     * the JVM does not tell CPU times, the time outside the kernel must do: too low, but it grows with the load.
     */
    public Optional<double[]> next(final SteeringState now) {
        final SteeringState since = before;
        before = now;
        if (since == null || since.workers() != now.workers() || now.nowNs() - since.nowNs() > LONGEST_NS) {
            return Optional.empty();
        }
        final double[] use = new double[now.workers()];
        Arrays.setAll(use, w -> (double) usedNs(since, now, w) / (now.nowNs() - since.nowNs()));
        return Optional.of(use);
    }

    private static long usedNs(final SteeringState since, final SteeringState now, final int worker) {
        if (since.cpuNs()[worker] < 0 || now.cpuNs()[worker] < 0) {
            return growth(since.busyNs()[worker], now.busyNs()[worker]);
        }
        return growth(since.cpuNs()[worker], now.cpuNs()[worker]);
    }

    /** A counter that went back belongs to a worker that got a new thread, and began at 0 again. */
    private static long growth(final long since, final long now) {
        return now < since ? now : now - since;
    }
}
