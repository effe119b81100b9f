package org.jackfield.core.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CompletableFuture;
import org.jackfield.api.frame.FramePool;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.linux.cpu.CpuException;
import org.jackfield.linux.cpu.CpuSet;
import org.jackfield.linux.cpu.ThreadCpus;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngine;
import org.jackfield.linux.poll.IoEngineFactory;
import org.jspecify.annotations.Nullable;

/** The thread of a worker: makes its engine, runs duty cycles until told to stop or until its lease is revoked, closes both. */
public final class WorkerThread {
    private final DataPlane plane;
    private final WorkerLink link;
    private final IoEngineFactory engines;
    private final long spinNs;
    private final @Nullable Preparation preparation;
    private final Thread thread;
    private final CompletableFuture<Void> started = new CompletableFuture<>();

    private volatile boolean running = true;
    /** The kernel's number of the thread while it runs; 0 before and afterwards. */
    private volatile int number;
    /** Where it may run; null for where this process may. */
    private volatile @Nullable CpuSet cpus;

    /** Something to be done with engines of the same kind before a worker looks at its first view. */
    @FunctionalInterface
    public interface Preparation {
        /** Called once on the worker's thread; may take its time. */
        void run(IoEngineFactory engines) throws EngineException, IOException;
    }

    /** A thread that is not started yet. */
    public WorkerThread(
            final DataPlane plane,
            final WorkerLink link,
            final IoEngineFactory engines,
            final long spinNs,
            final @Nullable Preparation preparation) {
        this.preparation = preparation;
        this.plane = plane;
        this.link = link;
        this.engines = engines;
        this.spinNs = spinNs;
        this.thread = new Thread(this::run, "jackfield-worker-" + link.index);
        thread.setDaemon(true);
    }

    /** Starts the thread; the future completes when its engine is ready, or fails with what the kernel refused. */
    public CompletableFuture<Void> start() {
        thread.start();
        return started;
    }

    /** Ends the thread and waits for it, at most this long; false when it still runs. */
    public boolean stop(final long timeoutMs) {
        running = false;
        link.interruptSleep();
        try {
            thread.join(timeoutMs);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /** CPU time used so far in nanoseconds, -1 when the thread has ended or the JVM does not tell. */
    public long cpuNs() {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isThreadCpuTimeSupported() ? threads.getThreadCpuTime(thread.getId()) : -1;
    }

    /** Lets the thread run on these CPUs only when it starts, if they are still to be had then. Before that. */
    void pinAtStart(final CpuSet wanted) {
        cpus = wanted;
    }

    /**
     * Lets the thread run on these CPUs only, now or when it starts.
     *
     * @throws CpuException when they are not to be had; the thread is where it was
     */
    void pin(final CpuSet wanted) throws CpuException {
        final CpuSet before = cpus;
        cpus = wanted; // before the number is read: a thread that starts now looks at them after it has told its number
        final int thread = number;
        if (thread != 0) {
            try {
                ThreadCpus.pin(thread, wanted);
            } catch (final CpuException refused) {
                cpus = before;
                throw refused;
            }
        }
    }

    /** Whether the thread has not ended. */
    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        pinSelf();
        try {
            work();
        } finally {
            number = 0; // the kernel gives it to other threads
        }
    }

    private void pinSelf() {
        try {
            number = ThreadCpus.self();
            final CpuSet wanted = cpus;
            if (wanted != null) {
                ThreadCpus.pin(number, wanted);
            }
        } catch (final CpuException refused) { // it forwards all the same
            System.getLogger("org.jackfield.core")
                    .log(
                            System.Logger.Level.WARNING,
                            "worker " + link.index + " is not pinned: " + refused.getMessage());
        }
    }

    private void work() {
        final FramePool pool = new FramePool(plane.reserve);
        final IoEngine engine;
        try {
            engine = engines.create(pool);
        } catch (final EngineException | RuntimeException | LinkageError refused) {
            started.completeExceptionally(refused);
            return;
        }
        final Worker worker = new Worker(plane, link, pool, engine, spinNs);
        started.complete(null);
        prepare();
        try {
            while (running) {
                dutyCycle(worker);
            }
            worker.slowPathClose();
        } catch (final WorkerLease.Lost lost) { // another thread is this worker now
            worker.slowPathComeBack();
        }
    }

    /** No view is agreed to meanwhile, so no port opens before this ends. */
    private void prepare() {
        if (preparation != null) {
            try {
                preparation.run(engines);
            } catch (final EngineException | IOException | RuntimeException refused) {
                report(refused);
            }
        }
    }

    // A method of its own, so that it is compiled in the normal way and not by replacement inside an endless loop.
    private void dutyCycle(final Worker worker) {
        try {
            worker.doWorkOrSleep();
        } catch (final WorkerLease.Lost lost) {
            throw lost;
        } catch (final Throwable cause) { // the duty loop is the one place that must survive everything
            link.counters.add(WorkerCounters.FAULTS, 1);
            report(cause);
        }
    }

    private void report(final Throwable cause) {
        try {
            plane.reports.workerFailed(link.index, cause);
        } catch (final Throwable again) { // no memory to tell of a lack of memory: it is counted
            link.counters.add(WorkerCounters.FAULTS, 1);
        }
    }
}
