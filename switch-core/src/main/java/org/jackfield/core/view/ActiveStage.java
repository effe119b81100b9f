package org.jackfield.core.view;

import java.util.function.BiConsumer;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StageWorker;
import org.jackfield.core.stats.StageCounters;

/**
 * One plan of a stage while it is in force: the same object in every view, so that a report tells which plan it is about. Immutable, but
 * for the counters and for whether its code has failed.
 */
public final class ActiveStage {
    /** Name, for events. */
    public final String name;
    /** Its band. */
    public final StagePhase phase;
    /** Counters that live as long as the stage is known. */
    public final StageCounters counters;

    private final StageWorker[] workers;
    private final BiConsumer<ActiveStage, String> reports;
    /** Set for good by whoever finds out first, worker or conductor. */
    private volatile boolean out;

    /**
     * @param workers what each worker uses, by index; becomes its own
     * @param reports takes what went wrong, for people; called on a worker, must not block
     */
    public ActiveStage(
            final String name,
            final StagePhase phase,
            final StageWorker[] workers,
            final StageCounters counters,
            final BiConsumer<ActiveStage, String> reports) {
        this.name = name;
        this.phase = phase;
        this.workers = workers;
        this.counters = counters;
        this.reports = reports;
    }

    /** What a worker uses. */
    public StageWorker of(final int worker) {
        return workers[worker];
    }

    /** Whether its code must not be called any more. */
    public boolean out() {
        return out;
    }

    /** From now on no worker calls its code: a thread is stuck in it. */
    public void block() {
        out = true;
    }

    /** Its code broke its contract on a worker: from now on nobody calls it. */
    public void fail(final String reason) {
        out = true;
        reports.accept(this, reason);
    }
}
