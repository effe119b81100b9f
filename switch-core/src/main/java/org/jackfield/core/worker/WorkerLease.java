package org.jackfield.core.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import org.jackfield.core.pipeline.StageGuard;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.ActiveSteering;
import org.jackfield.core.view.QueueView;
import org.jackfield.core.view.StageView;
import org.jspecify.annotations.Nullable;

/**
 * The right of one thread to act as a worker. Nothing can stop a thread that is stuck in the code of a plug-in, so the right is taken
 * from it: the thread enters and leaves each call of such code through its lease, and the conductor may revoke the lease while the
 * thread is inside. Exactly one of {@link #leave} and {@link #revoke} wins, by a compare-and-set on one word. Before it the
 * worker's counters, ring, queues and engine are the thread's, after a revocation whoever revoked decides about them. A thread
 * that comes back later meets {@link Lost} and touches none of them.
 *
 * <p>Only queues in memory, stages and policies that decide for each frame are entered this way; descriptors pay nothing for it.
 */
public final class WorkerLease implements StageGuard {
    private static final long OUTSIDE = 0;
    private static final long REVOKED = -1;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(WorkerLease.class, "state", long.class);
        } catch (final ReflectiveOperationException missing) {
            throw new ExceptionInInitializerError(missing);
        }
    }

    private final Worker worker;
    private final Thread thread = Thread.currentThread();
    private final CompletableFuture<@Nullable Void> back = new CompletableFuture<>();

    /** {@link #OUTSIDE}, the number of the call the thread is in, or {@link #REVOKED}. */
    private volatile long state = OUTSIDE;

    // The holder's, published by the store of the state in enter.
    private long calls;
    private @Nullable WorkerQueue queue;
    private @Nullable StageView stage;
    private @Nullable ActiveSteering steering;
    private String operation = "";

    /** Thrown on a thread whose lease was revoked, through everything up to the thread's own loop. */
    public static final class Lost extends Error {
        private static final long serialVersionUID = 1;
        private static final Lost INSTANCE = new Lost();

        private Lost() {
            super("the worker has been given to another thread", null, false, false);
        }
    }

    /** The lease of the calling thread. */
    WorkerLease(final Worker worker) {
        this.worker = worker;
    }

    /** The thread is about to call the code of a port. The holder only. */
    void enter(final WorkerQueue of, final String called) {
        queue = of;
        operation = called;
        STATE.setRelease(this, ++calls); // whoever revokes this call sees all that the thread did before
    }

    @Override
    public void enter(final StageView of) {
        stage = of;
        operation = "process";
        STATE.setRelease(this, ++calls); // as above
    }

    /** The thread is about to call the code of a policy. The holder only. */
    void enter(final ActiveSteering of) {
        steering = of;
        operation = "assign";
        STATE.setRelease(this, ++calls); // as above
    }

    /** The code has returned or thrown. The holder only; throws {@link Lost} when it is not the holder any more. */
    @Override
    public void leave() {
        if (!STATE.compareAndSet(this, calls, OUTSIDE)) {
            throw Lost.INSTANCE;
        }
        queue = null; // nothing of a plug-in that leaves is kept
        stage = null;
        steering = null;
    }

    /** Number of the call the thread is in, 0 when it is in none, negative when revoked. Any thread. */
    public long call() {
        return (long) STATE.getAcquire(this);
    }

    /** Takes the worker from a thread that is still in this call; false when it has left it. The conductor only. */
    public boolean revoke(final long call) {
        return STATE.compareAndSet(this, call, REVOKED);
    }

    /** The stage whose code does not return; null: it is a queue's. After {@link #revoke} only. */
    public @Nullable StageView stuckStage() {
        return stage;
    }

    /** The policy whose code does not return; null: it is something else's. After {@link #revoke} only. */
    public @Nullable ActiveSteering stuckSteering() {
        return steering;
    }

    /** The queue whose code does not return, where it is nothing else's. After {@link #revoke} only. */
    public QueueView stuckQueue() {
        return stuck().queue;
    }

    /** The counters of the port of that queue, by which its opening is known. After {@link #revoke} only. */
    public PortCounters stuckPort() {
        return stuck().portCounters;
    }

    /** What the code was asked to do, for people. After {@link #revoke} only. */
    public String stuckOperation() {
        return operation;
    }

    /** Writes off what the thread held, and returns how much that was, for people. After {@link #revoke}, once. */
    public String writeOff() {
        return worker.slowPathWriteOff();
    }

    /** The thread that holds or held it. */
    public Thread thread() {
        return thread;
    }

    /** Completes when a thread whose lease was revoked has come back and uses nothing of port or switch any more. */
    public CompletableFuture<@Nullable Void> back() {
        return back;
    }

    /** The thread has met {@link Lost} and has finished. */
    void cameBack() {
        back.complete(null);
    }

    private WorkerQueue stuck() {
        final WorkerQueue known = queue;
        if (known == null) {
            throw new IllegalStateException("the thread has never been in a call");
        }
        return known;
    }
}
