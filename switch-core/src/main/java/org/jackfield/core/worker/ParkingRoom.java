package org.jackfield.core.worker;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameReserve;

/**
 * How many more frames may wait for one reason, by size class: all workers together at most a part of the frames there are, so there are
 * always some to read with. Shared, because often one worker parks everything.
 */
final class ParkingRoom {
    private static final int EIGHTHS = 8;

    private final AtomicIntegerArray left = new AtomicIntegerArray(FrameLayout.SIZE_CLASSES);
    private final int frames;

    /**
     * Room in an empty switch.
     *
     * @param eighths of all frames
     */
    ParkingRoom(final FrameReserve reserve, final int eighths) {
        int all = 0;
        for (int c = 0; c < FrameLayout.SIZE_CLASSES; c++) {
            final int room = (int) ((long) reserve.frames(c) * eighths / EIGHTHS);
            left.set(c, room);
            all += room;
        }
        frames = all;
    }

    /** Most frames of all size classes. */
    int frames() {
        return frames;
    }

    /** Takes room for one frame; false when there is none. */
    boolean take(final int sizeClass) {
        if (left.getAndDecrement(sizeClass) > 0) {
            return true;
        }
        left.getAndIncrement(sizeClass);
        return false;
    }

    /** Gives the room of so many frames back. */
    void giveBack(final int sizeClass, final int count) {
        left.getAndAdd(sizeClass, count);
    }
}
