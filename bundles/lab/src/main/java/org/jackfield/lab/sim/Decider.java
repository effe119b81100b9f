package org.jackfield.lab.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;

/**
 * Shows batches to a policy that decides for each frame: real frames in frame memory, as far as their headers go. What comes after them
 * is 0. One thread, which is every worker in turn.
 */
final class Decider implements SteeringContext {
    /** Behind the last slot: a frame may claim to be longer than its slot. */
    private static final int SLACK_SLOTS = 32;

    private final String policy;
    private final FrameSteering[] steering;
    private final Ring[] rings;
    private final FrameStore store;
    private final FrameMemory memory = FrameMemory.allocate(FrameBatch.CAPACITY + SLACK_SLOTS, 0);
    private final FrameBatch batch = new FrameBatch(new FramePool(new FrameReserve(memory)));
    private final int[] ids = new int[FrameBatch.CAPACITY];
    private final byte[] nothing = new byte[FrameStore.HEADER];
    private int worker;
    private long nowNs;

    /** A policy's code for each worker, and what waits for each. */
    Decider(final String policy, final FrameSteering[] steering, final Ring[] rings, final FrameStore store) {
        this.policy = policy;
        this.steering = steering;
        this.rings = rings;
        this.store = store;
        for (int i = 0; i < ids.length; i++) {
            ids[i] = FrameMemory.id(FrameLayout.SMALL, i);
            final int base = memory.base(ids[i]);
            memory.buffer(ids[i]).putInt(base + FrameLayout.DATA_OFFSET, FrameLayout.DATA << 16);
            memory.buffer(ids[i]).putInt(base + FrameLayout.REF_COUNT, 1);
        }
    }

    /**
     * Asks which worker is to process each of the frames {@code frames[0..n)}, which a worker has read from one port.
     *
     * @param to the owners of their buckets; the answer afterwards
     */
    void assign(final int reader, final int[] frames, final int n, final short[] to, final long now) {
        worker = reader;
        nowNs = now;
        for (int i = 0; i < n; i++) {
            show(i, frames[i]);
        }
        batch.count = n;
        batch.limit = FrameBatch.CAPACITY;
        batch.ingressPort = store.port[frames[0]];
        steering[reader].assign(batch, to, this);
        check(frames, n, to);
    }

    private void show(final int i, final int frame) {
        final int id = ids[i];
        final ByteBuffer buffer = memory.buffer(id);
        final int base = memory.base(id);
        final int count = store.headerLength(frame);
        buffer.put(base + FrameLayout.DATA, store.headers(), frame * FrameStore.HEADER, count);
        buffer.put(base + FrameLayout.DATA + count, nothing, 0, FrameStore.HEADER - count);
        buffer.putInt(base + FrameLayout.LENGTH, store.length[frame]);
        buffer.putInt(base + FrameLayout.FLOW_HASH, store.hash[frame]);
        batch.id[i] = id;
        batch.len[i] = store.length[frame];
        batch.hash[i] = store.hash[frame];
    }

    private void check(final int[] frames, final int n, final short[] to) {
        boolean same = batch.count == n
                && batch.ingressPort == store.port[frames[0]]
                && Arrays.mismatch(batch.id, 0, n, ids, 0, n) < 0;
        for (int i = 0; i < n; i++) {
            same &= batch.len[i] == store.length[frames[i]] && batch.hash[i] == store.hash[frames[i]];
            if (to[i] < 0 || to[i] >= rings.length) {
                throw new IllegalStateException("policy " + policy + " gave a frame of flow " + store.flow[frames[i]]
                        + " (bucket " + FlowHash.bucket(store.hash[frames[i]]) + ") to worker " + to[i]
                        + ", there are workers 0 to " + (rings.length - 1));
            }
        }
        if (!same) {
            throw new IllegalStateException(
                    "policy " + policy + " changed the batch it was shown; only owners are its");
        }
    }

    @Override
    public int worker() {
        return worker;
    }

    @Override
    public int workers() {
        return rings.length;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public int backlog(final int other) {
        return rings[other].backlog();
    }
}
