package org.jackfield.lab.measure;

/** Sequence numbers that wait their turn, first in, first out. Grows as needed. One thread. */
final class SequenceFifo {
    private long[] ring = new long[16];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(final long sequence) {
        if (size == ring.length) {
            final long[] wider = new long[2 * ring.length];
            for (int i = 0; i < size; i++) {
                wider[i] = ring[head + i & ring.length - 1];
            }
            ring = wider;
            head = 0;
        }
        ring[head + size & ring.length - 1] = sequence;
        size++;
    }

    long take() {
        final long first = ring[head];
        head = head + 1 & ring.length - 1;
        size--;
        return first;
    }
}
