package org.jackfield.lab.sim;

/** Frames a worker has read in a turn for another one, cut into slots. One thread. */
final class Outbox {
    private final FrameList frames = new FrameList();
    private final FrameList slots = new FrameList();
    private int closed;

    void add(final int frame) {
        frames.add(frame);
    }

    /** A batch has ended: what was added since the last one fills slots of its own. */
    void close() {
        while (closed < frames.count()) {
            final int n = Math.min(Ring.SLOT, frames.count() - closed);
            slots.add(n);
            closed += n;
        }
    }

    int count() {
        return frames.count();
    }

    /** Puts everything into a ring; what does not fit is lost. Returns how many frames the ring took. */
    int flush(final Ring ring, final Books books) {
        int sent = 0;
        for (int slot = 0; slot < slots.count(); slot++) {
            if (!ring.offer(frames, sent, slots.get(slot))) {
                break;
            }
            sent += slots.get(slot);
        }
        for (int i = sent; i < frames.count(); i++) {
            books.lose(frames.get(i), Loss.HANDOFF_FULL);
        }
        frames.clear();
        slots.clear();
        closed = 0;
        return sent;
    }
}
