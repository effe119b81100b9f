package org.jackfield.port.stream;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jackfield.linux.poll.WakeSet;
import org.jspecify.annotations.Nullable;

/**
 * The queue pair of a port with at most one connection at a time. Used by one worker; connections come from the reactor's thread. What
 * is sent while there is none is refused, so that the switch counts it.
 */
@HotPath
final class StreamQueue implements RxQueue, TxQueue {
    private final WakeSet wake;
    /** The connection; changed by the reactor's thread, only while there is none or it is over. */
    private volatile @Nullable Wire wire;
    /** Whether the port is about to be handed over: nothing more is received from the socket, nothing sent. */
    private volatile boolean paused;

    StreamQueue(final WakeSet wake) {
        this.wake = wake;
    }

    @Nullable
    Wire wire() {
        return wire;
    }

    void wire(final @Nullable Wire next) {
        wire = next;
    }

    /** Leaves in the socket what is there; what has been received already is still delivered. */
    void pause() {
        paused = true;
    }

    @Override
    public int receive(final FrameBatch batch) {
        final Wire present = wire;
        if (present == null || present.over() != null) {
            return 0;
        }
        final int before = batch.count;
        present.receive(batch, paused);
        return batch.count - before;
    }

    @Override
    public int wakeFd() {
        return wake.fd();
    }

    /** Frames may be shared with other egress ports: they are only read here. */
    @Override
    public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
        final Wire present = wire;
        int accepted = 0;
        if (present != null && present.over() == null && !paused) {
            accepted = present.transmit(pool.memory(), frames, from, n);
        }
        for (int i = from; i < from + n; i++) {
            pool.release(frames[i]);
        }
        return accepted;
    }

    @Override
    public int complete(final FramePool pool) {
        return 0;
    }
}
