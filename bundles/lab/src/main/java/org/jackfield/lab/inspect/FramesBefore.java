package org.jackfield.lab.inspect;

import java.util.Arrays;

/** The frames of the first of two captures, found again by their digests: those with the same digest in their order. One thread. */
final class FramesBefore {
    /** More do not fit: each takes about 40 bytes. */
    static final int MOST = 1 << 23;

    private static final int NONE = -1;
    private static final int FIRST = 1 << 12;

    private long[] digests = new long[FIRST];
    private long[] timesNs = new long[FIRST];
    private int[] directions = new int[FIRST];
    private int[] places = new int[FIRST];
    /** The next frame with the same digest. */
    private int[] following = new int[0];

    private boolean[] found = new boolean[FIRST];
    private int count;

    // By digest, open addressing: a frame that has it, the frame to be found next, and the one found last.
    private int[] keys = new int[0];
    private int[] heads = new int[0];
    private int[] lastFound = new int[0];

    /** Adds a frame of a direction of a flow, -1 for none, with its place in it. */
    void add(final long digest, final long timeNs, final int direction, final long place) {
        if (count == digests.length) {
            final int length = 2 * count;
            digests = Arrays.copyOf(digests, length);
            timesNs = Arrays.copyOf(timesNs, length);
            directions = Arrays.copyOf(directions, length);
            places = Arrays.copyOf(places, length);
            found = Arrays.copyOf(found, length);
        }
        digests[count] = digest;
        timesNs[count] = timeNs;
        directions[count] = direction;
        places[count] = (int) place;
        count++;
    }

    /** All are there: makes them be found. */
    void index() {
        following = new int[count];
        heads = new int[Integer.highestOneBit(Math.max(1, count)) * 4];
        lastFound = new int[heads.length];
        Arrays.fill(heads, NONE);
        Arrays.fill(lastFound, NONE);
        // From the last to the first, so that the first comes to stand in front.
        keys = new int[heads.length];
        Arrays.fill(keys, NONE);
        for (int frame = count - 1; frame >= 0; frame--) {
            final int slot = slot(digests[frame]);
            following[frame] = heads[slot];
            heads[slot] = frame;
            keys[slot] = frame;
        }
    }

    private int slot(final long digest) {
        int slot = (int) (digest >>> Integer.SIZE) & keys.length - 1;
        while (keys[slot] != NONE && digests[keys[slot]] != digest) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    /**
     * Finds a frame of the second capture: the first one with its digest that was not found before. Where all were, the one found last,
     * complemented; where there is none, {@link Integer#MIN_VALUE}.
     */
    int find(final long digest) {
        final int slot = slot(digest);
        if (keys[slot] == NONE) {
            return Integer.MIN_VALUE;
        }
        final int frame = heads[slot];
        if (frame == NONE) {
            return ~lastFound[slot];
        }
        heads[slot] = following[frame];
        lastFound[slot] = frame;
        found[frame] = true;
        return frame;
    }

    int count() {
        return count;
    }

    long timeNs(final int frame) {
        return timesNs[frame];
    }

    /** Its direction of a flow: twice the number of the flow, 1 more for the way back; -1 for none. */
    int direction(final int frame) {
        return directions[frame];
    }

    int place(final int frame) {
        return places[frame];
    }

    boolean found(final int frame) {
        return found[frame];
    }
}
