package org.jackfield.core.worker;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameReserve;

/**
 * How many more frames may be parked, by size class: all workers together at most three quarters of the frames there are, so the old owners
 * always have some to drain their queues with. Shared, because often one worker parks everything.
 */
final class ParkingRoom {
    private static final int PARTS = 4;
    private static final int PARKED_PARTS = 3;

    private final AtomicIntegerArray left = new AtomicIntegerArray(FrameLayout.SIZE_CLASSES);
    private final int frames;

    ParkingRoom(final FrameReserve reserve) {
        int all = 0;
        for (int c = 0; c < FrameLayout.SIZE_CLASSES; c++) {
            final int room = (int) ((long) reserve.frames(c) * PARKED_PARTS / PARTS);
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
