package org.jackfield.core.view;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jspecify.annotations.Nullable;

/**
 * One attached queue pair: a descriptor, or a pair of queues in memory. The same object in every view from attach to detach, so
 * workers recognise it by identity. Immutable, but for the places where each worker publishes its counters.
 */
public final class QueueView {
    /** Dense index within the port. */
    public final int queue;
    /** The descriptor, -1 for a queue in memory. */
    public final int fd;
    /** How the descriptor delimits frames. */
    public final FdKind kind;
    /** Most frames the kernel holds for us in this queue. */
    public final int txQueueLength;
    /** The receiving half of a queue in memory, otherwise null. */
    public final @Nullable RxQueue rx;
    /** The sending half of a queue in memory, otherwise null. */
    public final @Nullable TxQueue tx;
    /** Counters as {@link org.jackfield.linux.poll.IoEngine} indexes them, one block for each worker that uses the queue. */
    public final AtomicReferenceArray<@Nullable CounterBlock> blocks;

    /** A queue behind a descriptor. */
    public QueueView(final int queue, final int fd, final FdKind kind, final int txQueueLength, final int workers) {
        this(queue, fd, kind, txQueueLength, null, null, workers);
    }

    /** A queue in memory. */
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
        this.blocks = new AtomicReferenceArray<>(workers);
    }

    /** Sum of one counter over all workers; any thread. */
    public long sum(final int counter) {
        long sum = 0;
        for (int w = 0; w < blocks.length(); w++) {
            final CounterBlock block = blocks.get(w);
            sum += block == null ? 0 : block.get(counter);
        }
        return sum;
    }
}
