package org.jackfield.core.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jackfield.linux.poll.IoEngineFactory;
import org.jspecify.annotations.Nullable;

/** The threads of all workers of a switch: one in force for each, and those whose worker was given to another thread. Any thread. */
public final class WorkerThreads {
    private final DataPlane plane;
    private final long spinNs;
    private final WorkerThread.@Nullable Preparation preparation;
    private final List<WorkerThread> inForce = new ArrayList<>();
    private final List<WorkerThread> lost = new ArrayList<>();
    private @Nullable IoEngineFactory engines;
    private boolean stopped;

    /**
     * Threads for the workers of a data plane, not started.
     *
     * @param preparation what the first of them does before it looks at its first view
     */
    public WorkerThreads(
            final DataPlane plane, final long spinNs, final WorkerThread.@Nullable Preparation preparation) {
        this.preparation = preparation;
        this.plane = plane;
        this.spinNs = spinNs;
    }

    /**
     * Starts all; returns when their engines are ready.
     *
     * @param prepared whether the first of them is prepared first
     * @throws CompletionException with what the kernel refused
     */
    public void start(final IoEngineFactory factory, final boolean prepared) {
        final List<CompletableFuture<Void>> ready = new ArrayList<>();
        synchronized (this) {
            engines = factory;
            for (final WorkerLink link : plane.links) {
                inForce.add(new WorkerThread(
                        plane, link, factory, spinNs, link.index == 0 && prepared ? preparation : null));
            }
            inForce.forEach(thread -> ready.add(thread.start()));
        }
        ready.forEach(CompletableFuture::join);
    }

    /** Starts a new thread for a worker whose lease was revoked; the future as of {@link WorkerThread#start}. */
    public synchronized CompletableFuture<Void> replace(final int worker) {
        final IoEngineFactory factory = engines;
        if (stopped || factory == null) {
            return CompletableFuture.completedFuture(null); // nobody is left to wait for it
        }
        lost.removeIf(thread -> !thread.isAlive());
        lost.add(inForce.get(worker));
        final WorkerThread next = new WorkerThread(plane, plane.links.get(worker), factory, spinNs, null);
        inForce.set(worker, next);
        return next.start();
    }

    /** Ends all and waits, for each at most this long. False: one still runs and may touch frames. */
    public synchronized boolean stop(final long timeoutMs) {
        stopped = true;
        boolean ended = true;
        for (final WorkerThread thread : inForce) {
            ended &= thread.stop(timeoutMs);
        }
        for (final WorkerThread thread : lost) {
            ended &= !thread.isAlive();
        }
        return ended;
    }

    /** CPU time of the thread that is this worker now in nanoseconds, -1 when there is none or the JVM does not tell. */
    public synchronized long cpuNs(final int worker) {
        return worker < inForce.size() ? inForce.get(worker).cpuNs() : -1;
    }
}
