package org.jackfield.lab.sim;

import java.util.Arrays;

/** A list of frames, in order. Grows as needed, to be used again and again. One thread. */
final class FrameList {
    private int[] ids = new int[64];
    private int count;

    void add(final int frame) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = frame;
    }

    int get(final int i) {
        return ids[i];
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }
}
