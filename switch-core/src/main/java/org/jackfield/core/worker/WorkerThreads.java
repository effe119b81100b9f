package org.jackfield.core.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jackfield.linux.cpu.CpuException;
import org.jackfield.linux.cpu.CpuSet;
import org.jackfield.linux.cpu.ThreadCpus;
import org.jackfield.linux.poll.IoEngineFactory;
import org.jspecify.annotations.Nullable;

/** The threads of all workers of a switch: one in force for each, and those whose worker was given to another thread. Any thread. */
public final class WorkerThreads {
    private final DataPlane plane;
    private final long spinNs;
    private final WorkerThread.@Nullable Preparation preparation;
    private final List<WorkerThread> inForce = new ArrayList<>();
    private final List<WorkerThread> lost = new ArrayList<>();
    /** Where the thread of each worker may run; without an entry, where this process may. */
    private final Map<Integer, CpuSet> cpus = new HashMap<>();

    /** Where this process ran when the threads were started; null when the kernel did not tell. */
    private @Nullable CpuSet usualCpus;

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
            usualCpus = ownCpus();
            for (final WorkerLink link : plane.links) {
                inForce.add(thread(link, factory, link.index == 0 && prepared ? preparation : null));
            }
            inForce.forEach(thread -> ready.add(thread.start()));
        }
        ready.forEach(CompletableFuture::join);
    }

    private static @Nullable CpuSet ownCpus() {
        try {
            return ThreadCpus.own();
        } catch (final CpuException untold) {
            return null;
        }
    }

    private WorkerThread thread(
            final WorkerLink link, final IoEngineFactory factory, final WorkerThread.@Nullable Preparation first) {
        final WorkerThread thread = new WorkerThread(plane, link, factory, spinNs, first);
        final CpuSet wanted = cpus.get(link.index);
        if (wanted != null) {
            thread.pinAtStart(wanted);
        }
        return thread;
    }

    /**
     * Lets a worker run on these CPUs only, whichever thread it gets.
     *
     * @throws CpuException when they are not to be had; nothing has changed
     */
    public synchronized void pin(final int worker, final CpuSet wanted) throws CpuException {
        if (worker < inForce.size()) {
            inForce.get(worker).pin(wanted);
        }
        cpus.put(worker, wanted);
    }

    /**
     * Lets a worker run where this process may.
     *
     * @throws CpuException when the kernel does not allow that; nothing has changed
     */
    public synchronized void unpin(final int worker) throws CpuException {
        if (cpus.containsKey(worker)) {
            if (worker < inForce.size()) {
                inForce.get(worker).pin(everywhere());
            }
            cpus.remove(worker);
        }
    }

    /** Where threads of this process run that nobody has pinned, or all its cpuset has when that has changed. */
    private CpuSet everywhere() throws CpuException {
        final CpuSet allowed = ThreadCpus.allowed();
        final CpuSet usual = usualCpus;
        return usual == null || !usual.without(allowed).isEmpty() ? allowed : usual;
    }

    /** Starts a new thread for a worker whose lease was revoked; the future as of {@link WorkerThread#start}. */
    public synchronized CompletableFuture<Void> replace(final int worker) {
        final IoEngineFactory factory = engines;
        if (stopped || factory == null) {
            return CompletableFuture.completedFuture(null); // nobody is left to wait for it
        }
        lost.removeIf(thread -> !thread.isAlive());
        lost.add(inForce.get(worker));
        final WorkerThread next = thread(plane.links.get(worker), factory, null);
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
