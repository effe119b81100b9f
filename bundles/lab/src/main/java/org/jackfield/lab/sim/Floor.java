package org.jackfield.lab.sim;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jackfield.lab.api.Costs;
import org.jspecify.annotations.Nullable;

/** What all workers share. One thread. */
final class Floor {
    /** What the switch's clock shows when the simulation begins: policies may not take 0 for the beginning of the world. */
    static final long CLOCK_NS = TimeUnit.SECONDS.toNanos(1);

    final Setup setup;
    final Costs costs;
    final FrameStore store;
    final Books books;
    final Kernel kernel;
    final List<Worker> workers;
    /** Where frames of buckets are counted; null when the policy does not want to know. */
    final @Nullable Buckets counted;
    /** Asks the policy about each frame; null when owners of buckets are all there is. */
    @Nullable
    Decider decider;
    /** Frames that wait for a move, of all workers. */
    int parkedNow;

    final int parkedMost;

    Floor(
            final Setup setup,
            final FrameStore store,
            final Books books,
            final Kernel kernel,
            final List<Worker> workers) {
        this.setup = setup;
        this.costs = setup.costs();
        this.store = store;
        this.books = books;
        this.kernel = kernel;
        this.workers = workers;
        this.counted = setup.policy().measuresBuckets() ? new Buckets() : null;
        this.parkedMost = setup.parkedFrames();
    }
}
