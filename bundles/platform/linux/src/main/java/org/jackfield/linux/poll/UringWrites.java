package org.jackfield.linux.poll;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Writes of a {@link UringEngine} from submission until they are settled: counted, their frames released. One thread. Owns one reference
 * of each frame in between.
 *
 * <p>Every write carries RWF_NOWAIT, so the kernel carries it out, or refuses it, while it takes the entry, in order. One that succeeds
 * brings no completion (CQE_SKIP_SUCCESS): when the kernel has taken an entry and has no completions left to bring, the write has either
 * failed as a completion said, or is done. Writes of one queue that follow each other are counted together, as a run; a completion names
 * the run.
 */
@HotPath
final class UringWrites {
    private static final int NONE = -1;
    private static final int WRITE = UringLayout.OP_WRITE | UringLayout.CQE_SKIP_SUCCESS;
    private static final int GATHERED = UringLayout.OP_WRITEV | UringLayout.CQE_SKIP_SUCCESS;
    private static final int RUN_SHIFT = 32;
    private static final int RUN_MASK = 0xFFFF;
    /** struct iovec[2]: void *iov_base, size_t iov_len. */
    private static final int VECTORS_BYTES = 32;

    private static final int PIECES = 2;

    private final Uring ring;
    private final FramePool pool;
    private final FrameMemory memory;
    private final long tag;
    private final int entries;
    private final NativeBlock vectors;

    /** Frames of the entries in the ring, by entry; NONE for an entry that is no write, or has no second frame. */
    private final int[] frame;

    private final int[] rest;
    /** Entries of the ring up to here are settled, in the ring's own count. */
    private int settled;

    private final UringQueue[] runQueue;
    private final int[] runFrames;
    private final long[] runBytes;
    private int runs;
    /** Runs counted as written in advance. */
    private int runsCounted;

    private long submitted;
    private long done;

    /**
     * @param entries size of the ring
     * @param tag what tells writes from other completions, in the upper byte of user_data
     */
    UringWrites(final Uring ring, final FramePool pool, final int entries, final long tag) {
        this.ring = ring;
        this.pool = pool;
        this.memory = pool.memory();
        this.tag = tag;
        this.entries = entries;
        vectors = new NativeBlock(entries * VECTORS_BYTES);
        frame = new int[entries];
        rest = new int[entries];
        runQueue = new UringQueue[entries];
        runFrames = new int[entries];
        runBytes = new long[entries];
        Arrays.fill(frame, NONE);
    }

    /** How many more entries of any kind the ring can take before it has to be carried out and settled. */
    int room() {
        return entries - (ring.count() - settled);
    }

    /** Writes submitted so far. */
    long submitted() {
        return submitted;
    }

    /** Writes settled so far. */
    long done() {
        return done;
    }

    /** Puts writes into the ring, at most {@link #room}; takes over one reference of each frame. */
    void submit(final UringQueue queue, final int[] frames, final int from, final int n) {
        final int operation = WRITE | queue.targetFlag;
        final int target = queue.target;
        final int header = queue.headerBytes;
        final long run = run(queue);
        long bytes = 0;
        for (int i = from; i < from + n; i++) {
            final int id = frames[i];
            if (header > 0) {
                VnetHeader.complete(memory, id);
            }
            final ByteBuffer buffer = memory.buffer(id);
            final int base = memory.base(id);
            final int length = buffer.getInt(base + FrameLayout.LENGTH);
            final long at = memory.address(id) + buffer.getShort(base + FrameLayout.DATA_OFFSET) - header;
            final int entry = ring.nextIndex();
            frame[entry] = id;
            rest[entry] = NONE;
            bytes += length;
            ring.put(
                    operation,
                    target,
                    0,
                    at,
                    length + header | UringLayout.RWF_NOWAIT,
                    tag | run << RUN_SHIFT | length,
                    0);
        }
        runFrames[(int) run] += n;
        runBytes[(int) run] += bytes;
        submitted += n;
    }

    /** Puts one write of two pieces into the ring, which must have room; takes over one reference of both frames. */
    void submit(final UringQueue queue, final int head, final int headBytes, final int tail, final int skip) {
        final long run = run(queue);
        final int header = queue.headerBytes;
        if (header > 0) {
            VnetHeader.complete(memory, head);
        }
        final int entry = ring.nextIndex();
        final int tailBytes = memory.length(tail) - skip;
        final int vector = entry * VECTORS_BYTES;
        vectors.putLong(vector, dataAddress(head) - header).putLong(vector + 8, headBytes + header);
        vectors.putLong(vector + 16, dataAddress(tail) + skip).putLong(vector + 24, tailBytes);
        frame[entry] = head;
        rest[entry] = tail;
        final int length = headBytes + tailBytes;
        ring.put(
                GATHERED | queue.targetFlag,
                queue.target,
                0,
                vectors.address(vector),
                PIECES | UringLayout.RWF_NOWAIT,
                tag | run << RUN_SHIFT | length,
                0);
        runFrames[(int) run]++;
        runBytes[(int) run] += length;
        submitted++;
    }

    private long dataAddress(final int id) {
        return memory.address(id) + (memory.data(id) - memory.base(id));
    }

    /** The entry just put is no write. */
    void skip() {
        frame[ring.nextIndex() - 1 & entries - 1] = NONE;
    }

    /** The run that a write to a queue is counted in. */
    private int run(final UringQueue queue) {
        if (runs > runsCounted && runQueue[runs - 1] == queue) {
            return runs - 1;
        }
        runQueue[runs] = queue;
        runFrames[runs] = 0;
        runBytes[runs] = 0;
        return runs++;
    }

    /** A completion says that a write has failed. */
    void failed(final long userData, final int errno) {
        final int run = (int) (userData >>> RUN_SHIFT) & RUN_MASK;
        final CounterBlock counters = runQueue[run].counters;
        counters.add(WriteResult.slowPathCounter(errno), 1);
        if (run < runsCounted) {
            counters.add(IoEngine.WRITTEN_FRAMES, -1);
            counters.add(IoEngine.WRITTEN_BYTES, -(int) userData);
        } else {
            runFrames[run]--;
            runBytes[run] -= (int) userData;
        }
    }

    /** Counts all writes submitted as written. */
    void countInAdvance() {
        for (int r = runsCounted; r < runs; r++) {
            final CounterBlock counters = runQueue[r].counters;
            if (runFrames[r] > 0) {
                counters.add(IoEngine.WRITTEN_FRAMES, runFrames[r]);
                counters.add(IoEngine.WRITTEN_BYTES, runBytes[r]);
            }
        }
        runsCounted = runs;
    }

    /** Counts the writes and releases their frames. The kernel has taken all entries and brought all failures. */
    void settle() {
        for (int left = ring.count() - settled; left > 0; left--) {
            final int entry = ring.nextIndex() - left & entries - 1;
            final int id = frame[entry];
            if (id != NONE) {
                pool.release(id);
                done++;
                if (rest[entry] != NONE) {
                    pool.release(rest[entry]);
                }
            }
        }
        settled = ring.count();
        countInAdvance();
        runs = 0;
        runsCounted = 0;
    }

    /** Frees the native memory; the kernel must not look at it any more. */
    void close() {
        vectors.close();
    }
}
