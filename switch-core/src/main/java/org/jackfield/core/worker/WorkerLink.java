package org.jackfield.core.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.linux.poll.IoEngine;
import org.jspecify.annotations.Nullable;

/**
 * What other threads see of a worker: its handoff ring, its counters, whether it sleeps, which view it has agreed to and which
 * grace period it has passed.
 *
 * <p>Sleep protocol: the worker sets {@code sleeping}, fences, looks at ring and view again, then waits in its engine. A producer
 * publishes, fences, and wakes only if it can change {@code sleeping} from 1 to 0. Either the worker sees the publication or the
 * producer sees the flag (store-load order on both sides).
 */
@HotPath
public final class WorkerLink {
    private static final VarHandle SLEEPING;
    private static final VarHandle AGREED;
    private static final VarHandle PASSED;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            SLEEPING = lookup.findVarHandle(WorkerLink.class, "sleeping", int.class);
            AGREED = lookup.findVarHandle(WorkerLink.class, "agreed", long.class);
            PASSED = lookup.findVarHandle(WorkerLink.class, "passed", long.class);
        } catch (final ReflectiveOperationException missing) {
            throw new ExceptionInInitializerError(missing);
        }
    }

    /** The worker's index. */
    public final int index;
    /** Frames handed to it. */
    public final HandoffRing ring;
    /** Its counters, indexed by {@link WorkerCounters}. */
    public final CounterBlock counters = new CounterBlock(WorkerCounters.SIZE);

    @SuppressWarnings("unused") // SLEEPING
    private volatile int sleeping;

    @SuppressWarnings("unused") // AGREED
    private volatile long agreed;

    @SuppressWarnings("unused") // PASSED
    private volatile long passed;

    private volatile @Nullable IoEngine engine;

    private volatile @Nullable WorkerLease lease;

    /** Copies the worker has left for the next version, or is to begin with; whoever sets it lets others see it by a view or a start. */
    private volatile List<WaitingCopy> waiting = List.of();

    /** A link for the worker of this index with a ring of this many slots. */
    public WorkerLink(final int index, final int ringSlots) {
        this.index = index;
        this.ring = new HandoffRing(ringSlots);
    }

    /** Called once by each thread that becomes this worker, when it has its engine. */
    void begin(final IoEngine own, final WorkerLease right) {
        engine = own;
        lease = right;
    }

    /** Copies for the worker of the next version, or from that of the version before, in order. */
    public List<WaitingCopy> waiting() {
        return waiting;
    }

    /** Sets what {@link #waiting} says, a list that changes no more: the worker that leaves, or whoever makes one that follows. */
    public void waiting(final List<WaitingCopy> copies) {
        waiting = copies;
    }

    /** The right of the thread that is this worker now, or was last; null before the first. */
    public @Nullable WorkerLease lease() {
        return lease;
    }

    /** Name of the worker's engine, or "-" before it has one. */
    public String engineName() {
        final IoEngine own = engine;
        return own == null ? "-" : own.engineName();
    }

    /** The worker is about to sleep; it must look at its ring and the view once more after this. */
    void fallAsleep() {
        SLEEPING.setOpaque(this, 1);
        VarHandle.fullFence(); // orders this store before the loads of ring and view that follow
    }

    /** The worker is awake. */
    void awake() {
        SLEEPING.setOpaque(this, 0);
        VarHandle.fullFence(); // orders this store before the load of the view: see parked()
    }

    /** Wakes the worker if it sleeps; to be called after publishing. True when this call woke it. Any thread. */
    public boolean wakeIfSleeping() {
        if (!claimSleeper()) {
            return false;
        }
        interruptSleep();
        return true;
    }

    /** As {@link #wakeIfSleeping()} for another worker, which sends the wake-up with its own next kernel entry where it can. */
    boolean wakeIfSleeping(final IoEngine by) {
        if (!claimSleeper()) {
            return false;
        }
        final IoEngine own = engine;
        if (own != null && !by.submitWake(own)) {
            own.wake();
        }
        return true;
    }

    private boolean claimSleeper() {
        VarHandle.fullFence(); // orders the caller's publication before the load of the flag
        return (int) SLEEPING.getOpaque(this) == 1 && SLEEPING.compareAndSet(this, 1, 0);
    }

    /** Makes the present or next sleep of the worker end, whatever it knows; for stopping. Any thread. */
    void interruptSleep() {
        final IoEngine own = engine;
        if (own != null) {
            own.wake();
        }
    }

    /**
     * Whether the worker sleeps and so holds neither view nor FDB index. A caller that published and fenced before may count it as
     * quiescent: when it wakes it clears the flag, fences, and only then loads anything.
     */
    public boolean parked() {
        return (int) SLEEPING.getVolatile(this) == 1;
    }

    /** The worker has done all that the view of this epoch asks of it, see {@link Worker}. */
    void agree(final long epoch) {
        AGREED.setRelease(this, epoch);
    }

    /** Epoch of the last view the worker has agreed to. */
    public long agreed() {
        return (long) AGREED.getAcquire(this);
    }

    /** The worker has ended a cycle that began after this grace mark was set. */
    void pass(final long mark) {
        PASSED.setRelease(this, mark);
    }

    /** Last grace mark the worker has passed. */
    public long passed() {
        return (long) PASSED.getAcquire(this);
    }
}
