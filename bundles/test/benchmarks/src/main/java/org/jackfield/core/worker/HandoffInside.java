package org.jackfield.core.worker;

import com.lmax.disruptor.EventPoller;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/** A handoff ring as workers use it, for a benchmark of the ring alone. */
public final class HandoffInside {
    /** Most frames of a slot. */
    public static final int FRAMES = HandoffSlot.FRAMES;

    private final HandoffRing ring;
    private final @Nullable PortView port;
    private final EventPoller.Handler<HandoffSlot> taker = this::take;
    private long taken;

    /** A ring of so many slots. */
    public HandoffInside(final int slots) {
        ring = new HandoffRing(slots);
        port = null;
    }

    /** Offers a slot of frames; any thread. False when the ring is full. */
    @SuppressWarnings("NullAway") // nobody looks at the port here
    public boolean offer(final int[] ids) {
        return ring.offer(port, ids, 0, FRAMES);
    }

    /** Takes what is there and returns the frames taken so far; one thread. */
    public long poll() {
        ring.poll(taker);
        return taken;
    }

    private boolean take(final HandoffSlot slot, final long sequence, final boolean endOfBatch) {
        taken += slot.count;
        return true;
    }
}
