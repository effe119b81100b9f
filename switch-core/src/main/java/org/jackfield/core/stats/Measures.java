package org.jackfield.core.stats;

/** What workers measure while it is wanted: the same object in every view meanwhile, another one the next time. */
public final class Measures {
    /** Flows and their workers, of all workers together. */
    public final FlowMoves flows = new FlowMoves();

    private final WorkerMeasures[] workers;

    /** For this many workers, at 0. */
    public Measures(final int workers) {
        this.workers = new WorkerMeasures[workers];
        for (int w = 0; w < workers; w++) {
            this.workers[w] = new WorkerMeasures();
        }
    }

    /** Those of a worker. */
    public WorkerMeasures of(final int worker) {
        return workers[worker];
    }
}
