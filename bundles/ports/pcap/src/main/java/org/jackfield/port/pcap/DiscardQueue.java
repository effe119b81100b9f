package org.jackfield.port.pcap;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;

/** A queue of a port that replays: nobody listens there, so what is sent ends here, counted. Receives nothing. Used by one worker. */
@HotPath
final class DiscardQueue implements RxQueue, TxQueue {
    private final CounterBlock discarded = new CounterBlock(1);

    /** Frames sent to it so far. Any thread. */
    long discarded() {
        return discarded.get(0);
    }

    @Override
    public int receive(final FrameBatch batch) {
        return 0;
    }

    @Override
    public int wakeFd() {
        return OWN_WORKER;
    }

    @Override
    public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
        for (int i = from; i < from + n; i++) {
            pool.release(frames[i]);
        }
        discarded.add(0, n);
        return n;
    }

    @Override
    public int complete(final FramePool pool) {
        return 0;
    }
}
