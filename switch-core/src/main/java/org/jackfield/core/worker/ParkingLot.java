package org.jackfield.core.worker;

import org.jackfield.api.frame.HotPath;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/** Frames that wait for their bucket's transition to commit, in order of arrival. Bounded; used by one worker. */
@HotPath
final class ParkingLot {
    private final int[] ids;
    private final @Nullable PortView[] ports;
    private int count;

    ParkingLot(final int capacity) {
        ids = new int[capacity];
        ports = new PortView[capacity];
    }

    /** Takes the frame over; false when full, and then the frame stays the caller's. */
    boolean park(final int id, final PortView port) {
        if (count == ids.length) {
            return false;
        }
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
        count = 0;
    }
}
