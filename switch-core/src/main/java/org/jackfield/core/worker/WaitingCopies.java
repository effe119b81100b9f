package org.jackfield.core.worker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.DropReason;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/** Copies that wait with their worker, in order, until the code of their port is back. Used by one worker; all of it is slow path. */
@HotPath
final class WaitingCopies {
    private final int worker;
    private final FramePool pool;
    private final FrameMemory memory;
    private final ParkingLot lot;
    /** What waits no more and is being sent: ids, their ports, and how far that has come. */
    private int[] sending = {};

    private @Nullable PortView[] sendingTo = {};
    private int sendingFrom;

    WaitingCopies(final int worker, final FramePool pool, final ParkingRoom room) {
        this.worker = worker;
        this.pool = pool;
        this.memory = pool.memory();
        this.lot = new ParkingLot(room);
    }

    /** Takes copies over; those for which there is no room are dropped. */
    void slowPathAdd(final PortView egress, final int[] ids, final int n) {
        int lost = 0;
        for (int i = 0; i < n; i++) {
            final int id = slowPathSmall(ids[i]);
            if (!lot.park(id, egress)) {
                pool.release(id);
                lost++;
            }
        }
        slowPathCountLost(egress, lost);
    }

    private void slowPathCountLost(final PortView port, final int copies) {
        port.counters.of(worker).add(PortCounters.DROPS + DropReason.TX_GONE.ordinal(), copies);
    }

    /** The frame in a small slot if it fits there: large ones are few, and ports with offloads read short frames into them too. */
    private int slowPathSmall(final int id) {
        final int base = memory.base(id);
        final int bytes = memory.data(id) - base + memory.length(id);
        final int small = FrameMemory.sizeClass(id) == FrameLayout.SMALL ? -1 : pool.allocate(FrameLayout.SMALL);
        if (small < 0) {
            return id;
        }
        if (bytes > FrameLayout.DATA + memory.capacity(small)) {
            pool.release(small);
            return id;
        }
        final ByteBuffer to = memory.buffer(small);
        to.put(memory.base(small), memory.buffer(id), base, bytes);
        to.putInt(memory.base(small) + FrameLayout.REF_COUNT, 1);
        pool.release(id);
        return small;
    }

    /** Begins to send all that waits now; what is added meanwhile waits anew. */
    void slowPathBeginSending() {
        final int count = lot.count();
        sending = new int[count];
        sendingTo = new PortView[count];
        for (int i = 0; i < count; i++) {
            sending[i] = lot.id(i);
            sendingTo[i] = lot.port(i);
        }
        lot.clear();
        sendingFrom = 0;
    }

    /** The port of the copies to be sent next; null when all are sent. */
    @Nullable
    PortView slowPathNextPort() {
        return sendingFrom < sending.length ? sendingTo[sendingFrom] : null;
    }

    /** Takes the copies of that port which stand together; they are the caller's. */
    int[] slowPathNext() {
        final int from = sendingFrom;
        final PortView port = sendingTo[from];
        do {
            sendingFrom++;
        } while (sendingFrom < sending.length && sendingTo[sendingFrom] == port);
        final int[] ids = new int[sendingFrom - from];
        System.arraycopy(sending, from, ids, 0, ids.length);
        return ids;
    }

    /** Leaves the bytes of what waits to the worker of the next version. */
    void slowPathLeave(final WorkerLink link) {
        final List<WaitingCopy> left = new ArrayList<>(link.waiting());
        for (int i = 0; i < lot.count(); i++) {
            final int id = lot.id(i);
            final PortView port = lot.port(i);
            if (port != null) {
                final int base = memory.base(id);
                final byte[] slot = new byte[memory.data(id) - base + memory.length(id)];
                memory.buffer(id).get(base, slot);
                left.add(new WaitingCopy(port.index, FrameMemory.sizeClass(id), slot));
            }
            pool.release(id);
        }
        lot.clear();
        link.waiting(left);
    }

    /** Goes on with what the worker of the version before has left. */
    void slowPathTakeOver(final WorkerLink link, final ForwardingView view) {
        for (final WaitingCopy copy : link.waiting()) {
            final PortView port = copy.port() < view.ports.length ? view.ports[copy.port()] : null;
            if (port != null && !slowPathTakeOver(copy, port)) {
                slowPathCountLost(port, 1);
            }
        }
        link.waiting(List.of());
    }

    /** Another version has written it, perhaps for slots of another size: false when it does not fit, or there is no room. */
    private boolean slowPathTakeOver(final WaitingCopy copy, final PortView port) {
        final boolean known = copy.sizeClass() >= 0 && copy.sizeClass() < FrameLayout.SIZE_CLASSES;
        final int id = known ? pool.allocate(copy.sizeClass()) : -1;
        if (id < 0) {
            return false;
        }
        final int bytes = copy.slot().length;
        final int base = memory.base(id);
        if (bytes >= FrameLayout.DESCRIPTOR_BYTES && bytes <= FrameLayout.DATA + memory.capacity(id)) {
            final ByteBuffer buffer = memory.buffer(id);
            buffer.put(base, copy.slot());
            buffer.putInt(base + FrameLayout.REF_COUNT, 1); // others shared it with a port of their own
            if (memory.data(id) - base + memory.length(id) == bytes && lot.park(id, port)) {
                return true;
            }
        }
        pool.release(id);
        return false;
    }

    /** Drops what waits, as this worker ends. */
    void slowPathDrop() {
        for (int i = 0; i < lot.count(); i++) {
            pool.release(lot.id(i));
        }
        slowPathWriteOff();
    }

    /** Counts as dropped what waits or is being sent, and forgets it; returns how many. */
    long slowPathWriteOff() {
        for (int i = 0; i < lot.count(); i++) {
            final PortView port = lot.port(i);
            if (port != null) {
                slowPathCountLost(port, 1);
            }
        }
        for (int i = sendingFrom; i < sending.length; i++) {
            final PortView port = sendingTo[i];
            if (port != null) {
                slowPathCountLost(port, 1);
            }
        }
        final int lost = lot.count() + sending.length - sendingFrom;
        lot.clear(); // its room is for others
        sendingFrom = sending.length;
        return lost;
    }
}
