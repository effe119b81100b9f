package org.jackfield.core.stats;

/** What workers measure while it is wanted: the same object in every view meanwhile, another one the next time. */
public final class Measures {
    /** Flows and their workers, of all workers together. */
    public final FlowMoves flows;

    private final WorkerMeasures[] workers;

    /** For this many workers, at 0, with a sample of batches for moves of flows. */
    public Measures(final int workers) {
        this(workers, false);
    }

    /**
     * For this many workers, at 0.
     *
     * @param allMoves whether all frames are looked at for moves of flows
     */
    public Measures(final int workers, final boolean allMoves) {
        this.flows = new FlowMoves(allMoves);
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
