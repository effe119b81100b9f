package org.jackfield.core.pipeline;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import org.jackfield.api.frame.HotPath;

/**
 * Addresses workers ask the conductor to learn: a bounded multi-producer ring. A request lost because it is full is made again by
 * the next frame of that source.
 */
@HotPath
public final class LearnRequests {
    /** What a worker finds at a million new addresses a second while the conductor is off its processor for 16 ms. */
    private static final int SLOTS = 16_384;

    private final RingBuffer<LearnRequest> ring;
    private final EventPoller<LearnRequest> poller;

    /** One request; reused for ever. */
    public static final class LearnRequest {
        /** FDB key: FID and address. */
        public long key;
        /** Port it was seen on. */
        public int port;
        /** Generation of that port. */
        public int generation;
    }

    /** An empty queue. */
    public LearnRequests() {
        ring = RingBuffer.createMultiProducer(LearnRequest::new, SLOTS, new YieldingWaitStrategy());
        poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
    }

    /**
     * Asks for addresses seen on one port, {@code keys[0..n)}, with one claim and one publication for all. Workers only.
     *
     * @return how many were taken, from the first on; the others found no room because the conductor is behind
     */
    int offer(final long[] keys, final int n, final int port, final int generation) {
        final int taken = (int) Math.min(n, ring.remainingCapacity());
        if (taken <= 0) {
            return 0;
        }
        final long last;
        try {
            last = ring.tryNext(taken);
        } catch (final InsufficientCapacityException full) { // a shared instance; another worker was faster
            return 0;
        }
        final long first = last - taken + 1;
        for (int i = 0; i < taken; i++) {
            final LearnRequest request = ring.get(first + i);
            request.key = keys[i];
            request.port = port;
            request.generation = generation;
        }
        ring.publish(first, last);
        return taken;
    }

    /** Hands requests to the handler until it returns false or none is left. The conductor only. */
    public void poll(final EventPoller.Handler<LearnRequest> handler) throws Exception {
        poller.poll(handler);
    }

    /** Whether a request waits. */
    public boolean hasWork() {
        return ring.isAvailable(poller.getSequence().get() + 1);
    }
}
