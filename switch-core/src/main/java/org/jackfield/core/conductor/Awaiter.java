package org.jackfield.core.conductor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a port-ops thread waits for the conductor. Tests without threads pump conductor and workers instead of waiting. */
@FunctionalInterface
public interface Awaiter {
    /** Longest wait for workers to agree to a change: a worker that takes longer does not come back. */
    long DEADLINE_MS = 10_000;

    /** Returns the result, or throws what the future failed with. */
    <T> T await(CompletableFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException;

    /** Waits on the calling thread. */
    static Awaiter blocking() {
        return new Awaiter() {
            @Override
            public <T> T await(final CompletableFuture<T> future)
                    throws InterruptedException, ExecutionException, TimeoutException {
                return future.get(DEADLINE_MS, TimeUnit.MILLISECONDS);
            }
        };
    }
}
