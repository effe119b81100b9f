package org.jackfield.port.pcap;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jackfield.linux.file.FileThread;

/**
 * One queue of a port that records: what is sent goes into a ring, with the time of day once for each call; nothing is ever received.
 * Used by one worker; the thread of the file empties the ring.
 */
@HotPath
final class RecordQueue implements RxQueue, TxQueue {
    /** A ring more than this part full wakes the thread that empties it. */
    private static final int WAKING_PART = 4;

    private final Recorder recorder;
    private final FileThread thread;
    private final WallClock clock;
    private final FrameRing ring;
    private final int snapBytes;
    /** Frames without room, by ingress port. */
    private final CounterBlock lost;
    /** Whether no worker sends any more; written by a port-ops thread after the queue was detached. */
    private volatile boolean left;

    RecordQueue(
            final Recorder recorder,
            final FileThread thread,
            final WallClock clock,
            final FrameRing ring,
            final int snapBytes,
            final CounterBlock lost) {
        this.recorder = recorder;
        this.thread = thread;
        this.clock = clock;
        this.ring = ring;
        this.snapBytes = snapBytes;
        this.lost = lost;
    }

    FrameRing ring() {
        return ring;
    }

    /** What is in its ring is the last. */
    void leave() {
        left = true;
    }

    boolean left() {
        return left;
    }

    /** Whether its ring has to be emptied soon. */
    boolean isFilling() {
        return ring.holdsMoreThanOneOf(WAKING_PART);
    }

    @Override
    public int receive(final FrameBatch batch) {
        return 0;
    }

    @Override
    public int wakeFd() {
        return OWN_WORKER;
    }

    /** Frames may be shared with other egress ports: they are only read here. */
    @Override
    public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
        final FrameMemory memory = pool.memory();
        final boolean records = !recorder.failed();
        final long now = clock.ns();
        int accepted = 0;
        for (int i = from; i < from + n; i++) {
            if (records && ring.put(memory, frames[i], snapBytes, now)) {
                accepted++;
            } else {
                lose(memory, frames[i]);
            }
            pool.release(frames[i]);
        }
        ring.publish();
        if (isFilling()) {
            thread.wake();
        }
        return accepted;
    }

    private void lose(final FrameMemory memory, final int frame) {
        final ByteBuffer buffer = memory.buffer(frame);
        final int port = buffer.getShort(memory.base(frame) + FrameLayout.INGRESS_PORT) & 0xFFFF;
        lost.add(Math.min(port, LostFrames.MOST_PORTS - 1), 1);
    }

    @Override
    public int complete(final FramePool pool) {
        return 0;
    }
}
