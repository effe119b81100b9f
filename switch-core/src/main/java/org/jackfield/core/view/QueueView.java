package org.jackfield.core.view;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jackfield.core.stats.QueueMeasures;
import org.jspecify.annotations.Nullable;

/**
 * One attached queue pair: a descriptor, or a pair of queues in memory. The same object in every view from attach to detach, so
 * workers recognise it by identity. Immutable, but for the queue length and the places where each worker publishes its counters.
 */
public final class QueueView {
    /** Dense index within the port. */
    public final int queue;
    /** The descriptor, -1 for a queue in memory. */
    public final int fd;
    /** How the descriptor delimits frames. */
    public final FdKind kind;
    /** Most frames the kernel holds for us in this queue; changed by the conductor before it publishes a view. */
    public volatile int txQueueLength;
    /** The receiving half of a queue in memory, otherwise null. */
    public final @Nullable RxQueue rx;
    /** The sending half of a queue in memory, otherwise null. */
    public final @Nullable TxQueue tx;
    /** The descriptor that tells of frames in {@link #rx}, or what else that says of how to find them; -1 without it. */
    public final int wakeFd;
    /** Whether frames read from it may have virtio-net headers, which are to be checked. */
    public final boolean unchecked;
    /** What is measured of it now, or was last; null before the first time. Set by the conductor before it publishes a view. */
    private volatile @Nullable QueueMeasures measures;
    /** Counters as {@link org.jackfield.linux.poll.IoEngine} indexes them, one block for each worker that uses the queue. */
    private final AtomicReferenceArray<@Nullable CounterBlock> blocks;
    /** What each worker counted by handles it has given back; slot w is written by worker w. */
    private final AtomicReferenceArray<@Nullable CounterBlock> past;
    /** Set by the conductor, for good. */
    private volatile boolean blocked;
    /** Set by the conductor before it publishes a view, for good. */
    private volatile boolean held;

    /** A queue behind a descriptor. */
    public QueueView(final int queue, final int fd, final FdKind kind, final int txQueueLength, final int workers) {
        this(queue, fd, kind, txQueueLength, null, null, workers);
    }

    /** A queue in memory; asks it how it is to be woken for. */
    public QueueView(final int queue, final RxQueue rx, final TxQueue tx, final int workers) {
        this(queue, -1, FdKind.DATAGRAM, 0, rx, tx, workers);
    }

    private QueueView(
            final int queue,
            final int fd,
            final FdKind kind,
            final int txQueueLength,
            final @Nullable RxQueue rx,
            final @Nullable TxQueue tx,
            final int workers) {
        this.queue = queue;
        this.fd = fd;
        this.kind = kind;
        this.txQueueLength = txQueueLength;
        this.rx = rx;
        this.tx = tx;
        this.wakeFd = rx == null ? -1 : rx.wakeFd();
        this.unchecked = rx != null || kind.headerBytes() > 0;
        this.blocks = new AtomicReferenceArray<>(workers);
        this.past = new AtomicReferenceArray<>(workers);
    }

    /** What its reading worker measures of it, or measured last; null before the first time. Any thread. */
    public @Nullable QueueMeasures measures() {
        return measures;
    }

    /** It is measured anew from the next view on. */
    public void measures(final QueueMeasures next) {
        measures = next;
    }

    /** Whether only what the reading worker sends can fill the queue. */
    public boolean isFilledByItsWorker() {
        return wakeFd == RxQueue.OWN_WORKER;
    }

    /** Whether a worker has to look whether {@link #rx} has frames: nothing wakes it, not even what it sends itself. */
    public boolean isPolled() {
        return rx != null && wakeFd < 0 && wakeFd != RxQueue.OWN_WORKER;
    }

    /** From now on no worker calls the code of this queue: a thread is stuck in it, or in another queue of the port. */
    public void block() {
        blocked = true;
    }

    /** From the next view on nobody reads this queue any more; it is still written. */
    public void hold() {
        held = true;
    }

    /** Whether workers read this queue no more. */
    public boolean held() {
        return held;
    }

    /** Whether the code of this queue must not be called any more. */
    public boolean blocked() {
        return blocked;
    }

    /** Shows the counters of a worker's handle to this queue; that worker only. */
    public void publish(final int worker, final CounterBlock counters) {
        blocks.set(worker, counters);
    }

    /**
     * Keeps what a handle counted that its worker gives back. With the number of queues a worker's queue for sending changes, so it
     * may get a new handle to the same queue later, or have one already; that worker only.
     */
    public void keep(final int worker, final CounterBlock counters) {
        CounterBlock kept = past.get(worker);
        if (kept == null) {
            kept = new CounterBlock(counters.size());
            past.set(worker, kept);
        }
        blocks.compareAndSet(worker, counters, null);
        for (int counter = 0; counter < counters.size(); counter++) {
            kept.add(counter, counters.get(counter));
        }
    }

    /** One counter of one worker; any thread. */
    public long count(final int worker, final int counter) {
        final CounterBlock present = blocks.get(worker);
        final CounterBlock kept = past.get(worker);
        return (present == null ? 0 : present.get(counter)) + (kept == null ? 0 : kept.get(counter));
    }

    /** Sum of one counter over all workers; any thread. */
    public long sum(final int counter) {
        long sum = 0;
        for (int w = 0; w < blocks.length(); w++) {
            sum += count(w, counter);
        }
        return sum;
    }
}
