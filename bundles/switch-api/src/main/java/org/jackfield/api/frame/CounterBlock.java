package org.jackfield.api.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Counters with one writer. The writer adds with plain arithmetic; any thread reads with {@link #get}. Values are exact to
 * a reader that has synchronised with the writer (a worker publishes its epoch with release at the end of each cycle),
 * otherwise at most a cycle old. 64 bytes of padding on both sides keep two writers off one cache line.
 */
@HotPath
public final class CounterBlock {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PAD = 8;

    private final long[] values;

    /** A block of {@code size} counters at zero. */
    public CounterBlock(final int size) {
        values = new long[size + 2 * PAD];
    }

    /** Adds to a counter; the writer only. */
    public void add(final int index, final long amount) {
        // Opaque: the compiler may neither tear the store nor keep it back for ever; no ordering with other accesses.
        LONGS.setOpaque(values, PAD + index, (long) LONGS.getOpaque(values, PAD + index) + amount);
    }

    /** Reads a counter; any thread. */
    public long get(final int index) {
        return (long) LONGS.getOpaque(values, PAD + index);
    }

    /** Counters in this block. */
    public int size() {
        return values.length - 2 * PAD;
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOfRange(values, PAD, values.length - PAD));
    }
}
