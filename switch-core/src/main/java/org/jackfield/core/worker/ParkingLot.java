package org.jackfield.core.worker;

import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait, in order of arrival: for their bucket's transition to commit, or for the code of a port. Used by one worker; bounded by
 * a {@link ParkingRoom}.
 */
@HotPath
final class ParkingLot {
    private final int[] ids;
    private final @Nullable PortView[] ports;
    private final ParkingRoom room;
    private final int[] used = new int[FrameLayout.SIZE_CLASSES];
    private int count;

    ParkingLot(final ParkingRoom room) {
        this.room = room;
        ids = new int[room.frames()];
        ports = new PortView[room.frames()];
    }

    /** Takes the frame over; false when full, and then the frame stays the caller's. */
    boolean park(final int id, final PortView port) {
        final int sizeClass = FrameMemory.sizeClass(id);
        if (!room.take(sizeClass)) {
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
            room.giveBack(c, used[c]);
            used[c] = 0;
        }
        count = 0;
    }
}
