package org.jackfield.lab.sim;

import java.util.Arrays;

/**
 * The frames that are under way, as parallel arrays: a frame is an index, free again when it is delivered or lost. Grows to the most that
 * were ever under way at a time. One thread.
 */
final class FrameStore {
    /** Bytes of headers kept of a frame. */
    static final int HEADER = 256;

    private static final int FIRST = 1024;

    int[] flow = new int[FIRST];
    long[] sequence = new long[FIRST];
    long[] arrivedNs = new long[FIRST];
    int[] length = new int[FIRST];
    int[] hash = new int[FIRST];
    byte[] port = new byte[FIRST];
    /** Serial of the move whose end it must wait for. */
    int[] parkSerial = new int[FIRST];

    private final boolean keepsHeaders;
    private byte[] headers;
    private short[] headerLength;
    private int[] free = new int[FIRST];
    private int freeCount;
    private int used;

    /** Without frames. Headers are kept only where somebody will look at them. */
    FrameStore(final boolean keepsHeaders) {
        this.keepsHeaders = keepsHeaders;
        this.headers = new byte[keepsHeaders ? FIRST * HEADER : 0];
        this.headerLength = new short[keepsHeaders ? FIRST : 0];
    }

    /** A frame to be filled. */
    int take() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (used == flow.length) {
            widen(2 * used);
        }
        return used++;
    }

    /** It is not under way any more. */
    void release(final int frame) {
        free[freeCount++] = frame;
    }

    /** Frames under way. */
    int count() {
        return used - freeCount;
    }

    /** Keeps the first bytes of a frame, where somebody will look at them. */
    void header(final int frame, final byte[] bytes, final int count) {
        if (keepsHeaders) {
            System.arraycopy(bytes, 0, headers, frame * HEADER, count);
            headerLength[frame] = (short) count;
        }
    }

    byte[] headers() {
        return headers;
    }

    int headerLength(final int frame) {
        return headerLength[frame];
    }

    private void widen(final int to) {
        flow = Arrays.copyOf(flow, to);
        sequence = Arrays.copyOf(sequence, to);
        arrivedNs = Arrays.copyOf(arrivedNs, to);
        length = Arrays.copyOf(length, to);
        hash = Arrays.copyOf(hash, to);
        port = Arrays.copyOf(port, to);
        parkSerial = Arrays.copyOf(parkSerial, to);
        free = Arrays.copyOf(free, to);
        if (keepsHeaders) {
            headers = Arrays.copyOf(headers, to * HEADER);
            headerLength = Arrays.copyOf(headerLength, to);
        }
    }
}
