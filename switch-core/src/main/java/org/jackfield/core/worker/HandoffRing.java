package org.jackfield.core.worker;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to one worker: a bounded multi-producer Disruptor ring, polled by its owner. Any worker offers, the owner
 * polls. Ownership of a frame moves with its id. The wait strategy is never used: the owner sleeps in its engine and is woken by
 * {@link WorkerLink#wakeIfSleeping}.
 *
 * <p>Tried instead: a single-producer ring for each pair of workers (2.2 ns a frame against 1.4 ns, and W x W rings to look at).
 */
@HotPath
public final class HandoffRing {
    private final RingBuffer<HandoffSlot> ring;

    /** The owner's; replaced only while nobody polls. */
    private EventPoller<HandoffSlot> poller;

    /** A ring of this many slots, a power of two. */
    public HandoffRing(final int slots) {
        // The strategy only matters to blocking consumers, of which there are none; Yielding never locks on publish.
        ring = RingBuffer.createMultiProducer(HandoffSlot::new, slots, new YieldingWaitStrategy());
        poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
    }

    /** Offers {@code ids[from..from+n)}, n at most 32. True: the frames belong to the ring. False: full, nothing was taken. */
    boolean offer(final PortView port, final int[] ids, final int from, final int n) {
        return offer(port, ids, from, n, 0, 0);
    }

    /**
     * The same while workers measure.
     *
     * @param readNs when the frames were read; 0 when that is not measured
     * @param nowNs the time; void when that is not measured
     */
    boolean offer(
            final PortView port, final int[] ids, final int from, final int n, final long readNs, final long nowNs) {
        return put(port, null, ids, from, n, readNs, nowNs);
    }

    /** As {@link #offer} for {@code ids[0..n)}, copies that the owner is to send to a queue in memory of this port. */
    boolean offerCopies(final PortView egress, final int[] ids, final int n) {
        return put(null, egress, ids, 0, n, 0, 0);
    }

    private boolean put(
            final @Nullable PortView port,
            final @Nullable PortView egress,
            final int[] ids,
            final int from,
            final int n,
            final long readNs,
            final long nowNs) {
        final long sequence;
        try {
            sequence = ring.tryNext();
        } catch (final InsufficientCapacityException full) { // a shared instance, nothing is allocated
            return false;
        }
        final HandoffSlot slot = ring.get(sequence);
        System.arraycopy(ids, from, slot.ids, 0, n);
        slot.count = n;
        slot.port = port;
        slot.egress = egress;
        slot.readNs = readNs;
        slot.offeredNs = nowNs;
        ring.publish(sequence);
        return true;
    }

    /** Hands slots to the handler until it returns false or the ring is empty. The owner only. */
    void poll(final EventPoller.Handler<HandoffSlot> handler) {
        try {
            poller.poll(handler);
        } catch (final Exception impossible) { // declared by the interface; our handlers throw nothing checked
            slowPathRethrow(impossible);
        }
    }

    /** Sequence of the last slot claimed by any producer. */
    long claimed() {
        return ring.getCursor();
    }

    /** Sequence of the last slot the owner has consumed. */
    long consumed() {
        return poller.getSequence().get();
    }

    /**
     * Lets another thread go on behind this sequence, with a poller of its own: the old one still stands inside a poll and may end it
     * at any time. Whoever has revoked the owner's lease. Producers may go on meanwhile.
     */
    void slowPathResumeAfter(final long sequence) {
        final Sequence before = poller.getSequence();
        final EventPoller<HandoffSlot> next = ring.newPoller();
        ring.addGatingSequences(next.getSequence()); // which puts it where the producers are
        next.getSequence().set(sequence);
        ring.removeGatingSequence(before); // until here it has kept slots not yet taken from being overwritten
        poller = next;
    }

    /** Slots claimed that the owner has not consumed; a moment old. Any thread. */
    int backlog() {
        return (int) Math.max(0, claimed() - consumed());
    }

    /** Whether the owner has something to poll. */
    boolean hasWork() {
        return ring.isAvailable(consumed() + 1);
    }

    private static void slowPathRethrow(final Exception cause) {
        throw new IllegalStateException("handoff ring: polling failed", cause);
    }
}
