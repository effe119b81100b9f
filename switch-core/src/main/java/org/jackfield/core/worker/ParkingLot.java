package org.jackfield.core.worker;

import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait, in order of arrival: for their bucket's transition to commit, or for the code of a port. Used by one worker. Bounded
 * for each size class: all workers together park at most a part of the frames there are, so there are always some to read with.
 */
@HotPath
final class ParkingLot {
    private final int[] ids;
    private final @Nullable PortView[] ports;
    private final int[] room = new int[FrameLayout.SIZE_CLASSES];
    private final int[] used = new int[FrameLayout.SIZE_CLASSES];
    private int count;

    /**
     * An empty one.
     *
     * @param share the part of all frames it may hold is one in this
     */
    ParkingLot(final FrameReserve reserve, final int share) {
        int capacity = 0;
        for (int c = 0; c < room.length; c++) {
            room[c] = reserve.frames(c) / share;
            capacity += room[c];
        }
        ids = new int[capacity];
        ports = new PortView[capacity];
    }

    /** Takes the frame over; false when full, and then the frame stays the caller's. */
    boolean park(final int id, final PortView port) {
        final int sizeClass = FrameMemory.sizeClass(id);
        if (used[sizeClass] == room[sizeClass]) {
            return false;
        }
        used[sizeClass]++;
        ids[count] = id;
        ports[count++] = port;
        return true;
    }

    int count() {
        return count;
    }

    int id(final int i) {
        return ids[i];
    }

    @Nullable
    PortView port(final int i) {
        return ports[i];
    }

    /** Forgets all frames; whoever read them owns them. */
    void clear() {
        for (int i = 0; i < count; i++) {
            ports[i] = null;
        }
        for (int c = 0; c < used.length; c++) {
            used[c] = 0;
        }
        count = 0;
    }
}
