package org.jackfield.api.frame;

import java.nio.ByteBuffer;

/**
 * The free frames of one worker. One thread only (a worker, or a test in its place). Frames flow where traffic flows and
 * never travel home: whoever releases a frame keeps the slot, and chunks of {@link FrameReserve#CHUNK} ids even the pools out.
 * Never blocks, never allocates after construction.
 */
@HotPath
public final class FramePool {
    private static final int MOST_HELD = 4 * FrameReserve.CHUNK;

    private final FrameReserve reserve;
    private final FrameMemory memory;
    private final int[][] free = new int[FrameLayout.SIZE_CLASSES][MOST_HELD];
    private final int[] count = new int[FrameLayout.SIZE_CLASSES];

    /** An empty pool that draws on the reserve. */
    public FramePool(final FrameReserve reserve) {
        this.reserve = reserve;
        this.memory = reserve.memory();
    }

    /** The memory the frames live in. */
    public FrameMemory memory() {
        return memory;
    }

    /**
     * Takes a free frame with one reference and its data at {@link FrameLayout#DATA}; length, flags and the rest of the
     * descriptor are the caller's to write. Returns -1 when neither the pool nor the reserve has one: stop reading then.
     */
    public int allocate(final int sizeClass) {
        int n = count[sizeClass];
        if (n == 0) {
            if (!reserve.take(sizeClass, free[sizeClass], 0)) {
                return -1;
            }
            n = FrameReserve.CHUNK;
        }
        final int id = free[sizeClass][--n];
        count[sizeClass] = n;
        final ByteBuffer buffer = memory.buffer(id);
        final int base = memory.base(id);
        buffer.putInt(base + FrameLayout.DATA_OFFSET, FrameLayout.DATA << 16);
        buffer.putInt(base + FrameLayout.REF_COUNT, 1);
        buffer.putShort(base + FrameLayout.DROP_REASON, (short) 0);
        return id;
    }

    /** Adds references; the caller owns the frame. */
    public void retain(final int id, final int more) {
        final ByteBuffer buffer = memory.buffer(id);
        final int at = memory.base(id) + FrameLayout.REF_COUNT;
        buffer.putInt(at, buffer.getInt(at) + more);
    }

    /** Gives one reference back; the slot is free again when it was the last. */
    public void release(final int id) {
        final ByteBuffer buffer = memory.buffer(id);
        final int at = memory.base(id) + FrameLayout.REF_COUNT;
        final int left = buffer.getInt(at) - 1;
        assert notOverReleased(left, id);
        buffer.putInt(at, left);
        if (left == 0) {
            free(id);
        }
    }

    /** Free frames in this pool, without the reserve. */
    public int held(final int sizeClass) {
        return count[sizeClass];
    }

    /** Gives all free frames in whole chunks back to the reserve, for a worker that ends. Up to CHUNK-1 ids stay behind. */
    public void surrender() {
        for (int c = 0; c < FrameLayout.SIZE_CLASSES; c++) {
            while (count[c] >= FrameReserve.CHUNK) {
                count[c] -= FrameReserve.CHUNK;
                reserve.give(c, free[c], count[c]);
            }
        }
    }

    private void free(final int id) {
        final int sizeClass = FrameMemory.sizeClass(id);
        int n = count[sizeClass];
        if (n == MOST_HELD) {
            n -= FrameReserve.CHUNK;
            reserve.give(sizeClass, free[sizeClass], n);
        }
        free[sizeClass][n] = id;
        count[sizeClass] = n + 1;
    }

    private static boolean notOverReleased(final int left, final int id) {
        if (left < 0) {
            throw new AssertionError("frame " + id + " released more often than retained");
        }
        return true;
    }
}
