package org.jackfield.core.worker;

import com.lmax.disruptor.EventPoller;
import java.util.function.LongSupplier;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames from a worker's handoff ring and joins neighbouring slots of one ingress port to a batch. Used by one worker. At
 * most {@value #MOST_SLOTS} slots a cycle, so that the worker's own queues are not kept waiting.
 */
@HotPath
final class HandoffIntake implements EventPoller.Handler<HandoffSlot> {
    private static final int MOST_SLOTS = 64;

    private final Worker worker;
    private final WorkerLink link;
    private final FrameMemory memory;
    private final Forwarder forwarder;
    private final Transmitter transmitter;
    private final FrameBatch batch;
    private final HandoffMeter meter;

    private @Nullable PortView port;
    private int slots;
    private int frames;
    /** Sequence of the last slot whose frames were taken: the ring itself knows only after a whole poll. */
    private long taken;

    HandoffIntake(
            final Worker worker,
            final WorkerLink link,
            final FramePool pool,
            final Forwarder forwarder,
            final Transmitter transmitter,
            final LongSupplier clock) {
        this.worker = worker;
        this.link = link;
        this.memory = pool.memory();
        this.forwarder = forwarder;
        this.transmitter = transmitter;
        this.batch = new FrameBatch(pool);
        this.meter = new HandoffMeter(link.index, MOST_SLOTS, clock);
        this.taken = link.ring.consumed();
    }

    /** Returns the number of frames taken. Everything consumed has been processed and submitted on return. */
    int drain() {
        slots = 0;
        frames = 0;
        meter.begin(worker.view().measures, link.ring);
        link.ring.poll(this);
        flush();
        return frames;
    }

    @Override
    public boolean onEvent(final HandoffSlot slot, final long sequence, final boolean endOfBatch) {
        final PortView to = slot.egress;
        if (to != null) {
            slowPathSend(slot, to, sequence);
            return ++slots < MOST_SLOTS;
        }
        final PortView from = slot.port;
        if (from != port || batch.free() < slot.count) {
            flush();
            port = from;
        }
        // The sender may have followed a newer view than ours: what it did only makes sense to us under that one.
        if (worker.view() != worker.latestView()) {
            flush();
            port = from;
            worker.takeView();
        }
        take(slot, from);
        slot.port = null; // a slot may wait long for its next frames, the port may not
        taken = sequence;
        frames += slot.count;
        link.counters.add(WorkerCounters.HANDOFF_IN, slot.count);
        return ++slots < MOST_SLOTS;
    }

    /** Copies for a queue in memory that lives on this worker. They leave the ring first: its code might not come back. */
    private void slowPathSend(final HandoffSlot slot, final PortView to, final long sequence) {
        flush();
        if (worker.view() != worker.latestView()) {
            worker.takeView();
        }
        slot.egress = null;
        taken = sequence;
        frames += slot.count;
        link.counters.add(WorkerCounters.HANDOFF_IN, slot.count);
        transmitter.slowPathSendHome(to, slot.ids, slot.count);
    }

    private void take(final HandoffSlot slot, final @Nullable PortView from) {
        final int before = batch.count;
        for (int i = 0; i < slot.count; i++) {
            final int id = slot.ids[i];
            if (from != null && forwarder.waits(id)) {
                forwarder.slowPathPark(id, from);
            } else {
                batch.add(id, memory.length(id));
            }
        }
        meter.taken(slot, batch.count - before);
    }

    /** Sequence of the last slot whose frames have left the ring. */
    long taken() {
        return taken;
    }

    private void flush() {
        final PortView from = port;
        if (batch.count > 0 && from != null) {
            forwarder.handedOver(batch, from);
        }
        meter.processed();
        batch.count = 0;
        port = null;
    }
}
