package org.jackfield.core.worker;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.DropReason;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.view.PortView;
import org.jackfield.linux.poll.IoEngine;

/**
 * Hands copies for a queue in memory to the worker that queue lives on, where a port has fewer such queues than there are workers:
 * both halves of a queue in memory are used by its home worker alone. Used by the worker that hands over.
 *
 * <p>A reference count is a plain int of one worker, so of a frame that is shared with other egress ports a copy of its own travels.
 */
@HotPath
final class HomeHandoff {
    private static final int NONE = -1;

    private final int worker;
    private final WorkerLink[] links;
    private final CounterBlock counters;
    private final FramePool pool;
    private final FrameMemory memory;
    private final IoEngine engine;
    private final int[] own = new int[HandoffSlot.FRAMES];

    HomeHandoff(
            final int worker,
            final WorkerLink[] links,
            final CounterBlock counters,
            final FramePool pool,
            final IoEngine engine) {
        this.worker = worker;
        this.links = links;
        this.counters = counters;
        this.pool = pool;
        this.memory = pool.memory();
        this.engine = engine;
    }

    /** Takes over the frames; each is handed over or dropped at the egress. */
    void slowPathSend(final PortView egress, final int[] ids, final int n) {
        final WorkerLink home = links[egress.homeWorker(worker)];
        for (int from = 0; from < n; from += HandoffSlot.FRAMES) {
            slowPathSendSome(egress, home, ids, from, Math.min(HandoffSlot.FRAMES, n - from));
        }
        if (home.wakeIfSleeping(engine)) {
            counters.add(WorkerCounters.WAKE_UPS, 1);
        }
    }

    private void slowPathSendSome(
            final PortView egress, final WorkerLink home, final int[] ids, final int from, final int n) {
        int count = 0;
        for (int i = from; i < from + n; i++) {
            final int id = slowPathOwn(ids[i]);
            if (id != NONE) {
                own[count++] = id;
            }
        }
        final CounterBlock drops = egress.counters.of(worker);
        if (count < n) {
            drops.add(PortCounters.DROPS + DropReason.NO_COPY.ordinal(), n - count);
        }
        if (count == 0) {
            return;
        }
        if (home.ring.offerCopies(egress, own, count)) {
            counters.add(WorkerCounters.HANDOFF_OUT, count);
        } else {
            drops.add(PortCounters.DROPS + DropReason.TX_FULL.ordinal(), count);
            for (int i = 0; i < count; i++) {
                pool.release(own[i]);
            }
        }
    }

    /** The frame itself, when nobody shares it, otherwise a copy in its place; -1 when no frame is free for one. */
    private int slowPathOwn(final int id) {
        final ByteBuffer from = memory.buffer(id);
        final int base = memory.base(id);
        if (from.getInt(base + FrameLayout.REF_COUNT) == 1) {
            return id;
        }
        final int copy = pool.allocate(FrameMemory.sizeClass(id));
        if (copy != NONE) {
            final ByteBuffer to = memory.buffer(copy);
            final int target = memory.base(copy);
            to.put(target, from, base, memory.data(id) - base + memory.length(id));
            to.putInt(target + FrameLayout.REF_COUNT, 1);
        }
        pool.release(id);
        return copy;
    }
}
