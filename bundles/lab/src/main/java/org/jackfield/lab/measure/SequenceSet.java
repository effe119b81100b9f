package org.jackfield.lab.measure;

import java.util.Arrays;

/** Sequence numbers of one flow, a bit each from some number on. Grows with the greatest one. One thread. */
final class SequenceSet {
    private static final int SHIFT = 6;

    private final long least;
    private final long base;
    private long[] words = new long[1];

    /** An empty set of numbers from {@code least} on. */
    SequenceSet(final long least) {
        this.least = least;
        this.base = least >>> SHIFT << SHIFT;
    }

    /** No number before it can be in it. */
    long least() {
        return least;
    }

    /** Whether the number is in it; false for those before the least. */
    boolean contains(final long sequence) {
        final long at = sequence - base >>> SHIFT;
        return sequence >= base && at < words.length && (words[(int) at] >>> sequence & 1) != 0;
    }

    /** Adds a number that is not before the least. */
    void add(final long sequence) {
        final int at = (int) (sequence - base >>> SHIFT);
        if (at >= words.length) {
            words = Arrays.copyOf(words, Math.max(at + 1, 2 * words.length));
        }
        words[at] |= 1L << sequence;
    }

    /** Takes a number out. */
    void remove(final long sequence) {
        if (contains(sequence)) {
            words[(int) (sequence - base >>> SHIFT)] &= ~(1L << sequence);
        }
    }

    /** The least number in it that is greater than this one; -1 for none. */
    long next(final long sequence) {
        final long from = Math.max(base, sequence + 1);
        int at = (int) (from - base >>> SHIFT);
        if (at >= words.length) {
            return -1;
        }
        long word = words[at] & -1L << from;
        while (word == 0) {
            if (++at == words.length) {
                return -1;
            }
            word = words[at];
        }
        return base + ((long) at << SHIFT) + Long.numberOfTrailingZeros(word);
    }
}
