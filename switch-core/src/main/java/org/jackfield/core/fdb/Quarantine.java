package org.jackfield.core.fdb;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Freed entries a worker may still hold an index of: in the order they were freed, each with the mark of that moment. Conductor
 * thread. Grows to what was freed within one grace period.
 */
final class Quarantine {
    private final GracePeriods grace;
    private final BitSet held;
    private int[] indexes = new int[64];
    private long[] marks = new long[64];
    private int head;
    private int size;

    Quarantine(final GracePeriods grace, final int capacity) {
        this.grace = grace;
        this.held = new BitSet(capacity);
    }

    /** Takes an entry that was freed just now. */
    void add(final int index) {
        if (size == indexes.length) {
            grow();
        }
        final int at = head + size & indexes.length - 1;
        indexes[at] = index;
        marks[at] = grace.mark();
        size++;
        held.set(index);
    }

    /** Lets go of the entries whose grace period is over. */
    void releasePassed() {
        while (size > 0 && grace.passed(marks[head])) {
            held.clear(indexes[head]);
            head = head + 1 & indexes.length - 1;
            size--;
        }
    }

    /** Whether an entry must not be used yet. */
    boolean holds(final int index) {
        return held.get(index);
    }

    private void grow() {
        final int[] longerIndexes = Arrays.copyOf(indexes, size * 2);
        final long[] longerMarks = Arrays.copyOf(marks, size * 2);
        for (int i = 0; i < size; i++) {
            longerIndexes[i] = indexes[head + i & size - 1];
            longerMarks[i] = marks[head + i & size - 1];
        }
        indexes = longerIndexes;
        marks = longerMarks;
        head = 0;
    }
}
