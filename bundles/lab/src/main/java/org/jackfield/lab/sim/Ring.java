package org.jackfield.lab.sim;

/** A worker's handoff ring: slots of up to 32 frames of one port. One thread. */
final class Ring {
    /** Most frames of a slot. */
    static final int SLOT = 32;

    private final int slots;
    private final int[] frames;
    private final int[] counts;
    private long claimed;
    private long taken;
    private long consumed;

    Ring(final int slots) {
        this.slots = slots;
        this.frames = new int[slots * SLOT];
        this.counts = new int[slots];
    }

    /** Puts frames {@code from} to {@code from + n} of a list into a slot. False when it is full: nothing was put. */
    boolean offer(final FrameList list, final int from, final int n) {
        if (claimed - consumed == slots) {
            return false;
        }
        final int slot = (int) (claimed++ % slots);
        for (int i = 0; i < n; i++) {
            frames[slot * SLOT + i] = list.get(from + i);
        }
        counts[slot] = n;
        return true;
    }

    /** Takes the next slot's frames; the slot is in use until {@link #consume}. Returns how many; 0 when there is none. */
    int take(final FrameList to) {
        if (taken == claimed) {
            return 0;
        }
        final int slot = (int) (taken++ % slots);
        for (int i = 0; i < counts[slot]; i++) {
            to.add(frames[slot * SLOT + i]);
        }
        return counts[slot];
    }

    /** What was taken is processed. */
    void consume() {
        consumed = taken;
    }

    long claimed() {
        return claimed;
    }

    long consumed() {
        return consumed;
    }

    /** Slots that wait, those being processed too: what a policy sees. */
    int backlog() {
        return (int) (claimed - consumed);
    }

    boolean hasWork() {
        return taken < claimed;
    }
}
