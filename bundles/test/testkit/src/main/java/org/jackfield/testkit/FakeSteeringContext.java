package org.jackfield.testkit;

import org.jackfield.api.steering.SteeringContext;

/** The switch as a policy sees it while it decides for a batch, as a test sets it. One thread. */
public final class FakeSteeringContext implements SteeringContext {
    /** Index of the worker that has read the frames, from now on. */
    public int worker;
    /** Nanoseconds, from now on. The switch's clock may begin anywhere, below 0 too; it never goes back. */
    public long nowNs = 1_000_000_000L;

    private final int[] backlog;

    /** A switch at rest, at one second. */
    public FakeSteeringContext(final int workers) {
        backlog = new int[workers];
    }

    /** Has this many batches wait for a worker, from now on. */
    public FakeSteeringContext backlog(final int of, final int batches) {
        backlog[of] = batches;
        return this;
    }

    @Override
    public int worker() {
        return worker;
    }

    @Override
    public int workers() {
        return backlog.length;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public int backlog(final int of) {
        return backlog[of];
    }
}
