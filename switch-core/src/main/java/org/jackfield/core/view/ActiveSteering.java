package org.jackfield.core.view;

import java.util.function.BiConsumer;
import org.jackfield.api.steering.FrameSteering;
import org.jspecify.annotations.Nullable;

/**
 * A policy that decides for each frame, while it is in force: the same object in every view, so that a report tells which one it is about.
 * Immutable, but for whether its code has failed.
 */
public final class ActiveSteering {
    /** Name of the policy, for events. */
    public final String name;
    /** Which worker gets the frames given to each worker, where the operator allows not all of them; null where each keeps its own. */
    public final short @Nullable [] redirect;

    private final FrameSteering[] workers;
    private final BiConsumer<ActiveSteering, String> reports;
    /** Set for good by whoever finds out first, worker or conductor. */
    private volatile boolean out;

    /**
     * @param workers what each worker asks, by index; becomes its own
     * @param reports takes what went wrong, for people; called on a worker or the conductor, must not block
     */
    public ActiveSteering(
            final String name, final FrameSteering[] workers, final BiConsumer<ActiveSteering, String> reports) {
        this(name, workers, reports, null);
    }

    private ActiveSteering(
            final String name,
            final FrameSteering[] workers,
            final BiConsumer<ActiveSteering, String> reports,
            final short @Nullable [] redirect) {
        this.name = name;
        this.workers = workers;
        this.reports = reports;
        this.redirect = redirect;
    }

    /** The same policy with its state, where another table says who gets frames; it becomes its own. */
    public ActiveSteering redirected(final short @Nullable [] table) {
        return new ActiveSteering(name, workers, reports, table);
    }

    /** What a worker asks. */
    public FrameSteering of(final int worker) {
        return workers[worker];
    }

    /** Whether its code must not be called any more, so that owners of buckets are followed. */
    public boolean out() {
        return out;
    }

    /** Its code broke its contract on a worker, or a worker is stuck in it: from now on nobody calls it. */
    public void fail(final String reason) {
        out = true;
        reports.accept(this, reason);
    }
}
