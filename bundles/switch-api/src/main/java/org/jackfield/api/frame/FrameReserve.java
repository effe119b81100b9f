package org.jackfield.api.frame;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The free frames no worker holds: two lock-free stacks of chunks of {@value #CHUNK} ids for each size class (full chunks
 * and empty containers), shared by all {@link FramePool}s. The head word carries a counter in its upper half, so a chunk
 * that is popped and pushed again between a reader's two looks is noticed (the ABA problem).
 *
 * <p>Any thread. Never blocks, never allocates after construction.
 */
@HotPath
public final class FrameReserve {
    /** Frames moved between a pool and the reserve at a time. */
    public static final int CHUNK = 64;

    private static final int NONE = -1;

    private final FrameMemory memory;
    private final int[][][] chunks = new int[FrameLayout.SIZE_CLASSES][][];
    private final int[][] next = new int[FrameLayout.SIZE_CLASSES][];
    private final AtomicLong[] full = new AtomicLong[FrameLayout.SIZE_CLASSES];
    private final AtomicLong[] empty = new AtomicLong[FrameLayout.SIZE_CLASSES];

    /** A reserve that holds every slot of the memory; slots beyond the last whole chunk are left unused. */
    public FrameReserve(final FrameMemory memory) {
        this.memory = memory;
        for (int c = 0; c < FrameLayout.SIZE_CLASSES; c++) {
            final int count = memory.slots(c) / CHUNK;
            chunks[c] = new int[count][CHUNK];
            next[c] = new int[count];
            full[c] = new AtomicLong(head(0, NONE));
            empty[c] = new AtomicLong(head(0, NONE));
            for (int k = 0; k < count; k++) {
                for (int i = 0; i < CHUNK; i++) {
                    chunks[c][k][i] = FrameMemory.id(c, k * CHUNK + i);
                }
                push(full[c], next[c], k);
            }
        }
    }

    /** The memory the frames live in. */
    public FrameMemory memory() {
        return memory;
    }

    /** Frames of a size class that whole chunks can hold. */
    public int frames(final int sizeClass) {
        return chunks[sizeClass].length * CHUNK;
    }

    /** Moves one chunk of free ids to {@code ids[from..from+CHUNK)}; false when the reserve is empty. */
    boolean take(final int sizeClass, final int[] ids, final int from) {
        final int chunk = pop(full[sizeClass], next[sizeClass]);
        if (chunk == NONE) {
            return false;
        }
        System.arraycopy(chunks[sizeClass][chunk], 0, ids, from, CHUNK);
        push(empty[sizeClass], next[sizeClass], chunk);
        return true;
    }

    /** Takes over the ids {@code ids[from..from+CHUNK)}. There is always a container: as many exist as whole chunks of ids. */
    void give(final int sizeClass, final int[] ids, final int from) {
        final int chunk = pop(empty[sizeClass], next[sizeClass]);
        System.arraycopy(ids, from, chunks[sizeClass][chunk], 0, CHUNK);
        push(full[sizeClass], next[sizeClass], chunk);
    }

    private static int pop(final AtomicLong stack, final int[] next) {
        while (true) {
            final long seen = stack.get();
            final int top = (int) seen;
            if (top == NONE) {
                return NONE;
            }
            // next[top] may be rewritten meanwhile by another thread; the counter then makes this compare-and-set fail.
            if (stack.compareAndSet(seen, head((seen >>> 32) + 1, next[top]))) {
                return top;
            }
        }
    }

    private static void push(final AtomicLong stack, final int[] next, final int chunk) {
        while (true) {
            final long seen = stack.get();
            next[chunk] = (int) seen;
            if (stack.compareAndSet(seen, head((seen >>> 32) + 1, chunk))) {
                return;
            }
        }
    }

    private static long head(final long count, final int top) {
        return count << 32 | top & 0xFFFF_FFFFL;
    }
}
