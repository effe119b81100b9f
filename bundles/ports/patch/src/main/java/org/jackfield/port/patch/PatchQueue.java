package org.jackfield.port.patch;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;

/**
 * One queue pair of a patch port: receives what its wire holds, sends into the wire of the peer's queue with the same index. Used by
 * one worker, which uses the peer's queue of that index too, because each port has a queue for every worker.
 */
@HotPath
final class PatchQueue implements RxQueue, TxQueue {
    private final OpenPatch port;
    private final int index;
    private final PatchWire wire;

    PatchQueue(final OpenPatch port, final int index, final PatchWire wire) {
        this.port = port;
        this.index = index;
        this.wire = wire;
    }

    @Override
    public int receive(final FrameBatch batch) {
        final FramePool pool = batch.pool();
        int added = 0;
        while (batch.free() > 0 && !wire.isEmpty()) {
            final int frame = wire.take(pool);
            if (frame < 0) {
                break;
            }
            batch.add(frame, pool.memory().length(frame));
            added++;
        }
        return added;
    }

    @Override
    public int wakeFd() {
        return OWN_WORKER;
    }

    /** Frames may be shared with other egress ports: they are only read here. */
    @Override
    public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
        final PatchWire[] far = port.farWires();
        final FrameMemory memory = pool.memory();
        int accepted = 0;
        for (int i = from; i < from + n; i++) {
            if (index < far.length && far[index].put(memory, frames[i])) {
                accepted++;
            }
            pool.release(frames[i]);
        }
        return accepted;
    }

    @Override
    public int complete(final FramePool pool) {
        return 0;
    }
}
