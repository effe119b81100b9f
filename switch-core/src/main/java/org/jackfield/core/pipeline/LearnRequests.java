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
    private static final int SLOTS = 4096;

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

    /** Asks for an address; false when the conductor is behind. Workers only. */
    boolean offer(final long key, final int port, final int generation) {
        final long sequence;
        try {
            sequence = ring.tryNext();
        } catch (final InsufficientCapacityException full) { // a shared instance, nothing is allocated
            return false;
        }
        final LearnRequest request = ring.get(sequence);
        request.key = key;
        request.port = port;
        request.generation = generation;
        ring.publish(sequence);
        return true;
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
