package org.jackfield.steering.flows;

/** The table workers use now. A change of its size is seen by each worker with its next batch;
 * flows stay known, as far as the new one has room. */
public final class FlowTables {
    private final int workers;
    /** Written by the thread that configures; read by workers once a batch. */
    private volatile FlowTable present;

    /** An empty table for values made of so many workers. */
    public FlowTables(final int workers, final TableSize size) {
        this.workers = workers;
        this.present = FlowTable.empty(size);
    }

    /** The number of workers that share the table. */
    public int workers() {
        return workers;
    }

    /** Puts a table of another size in its place. One thread at a time. */
    public void change(final TableSize size) {
        present = FlowTable.inPlaceOf(present, size);
    }

    FlowTable present() {
        return present;
    }
}
