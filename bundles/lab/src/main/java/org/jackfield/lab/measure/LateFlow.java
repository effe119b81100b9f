package org.jackfield.lab.measure;

import java.util.Arrays;

/**
 * RFC 4737 for one flow whose frames did not all come in order: which frame began a gap, so that a frame that comes later knows how far
 * back the first one is that it should have led. One thread.
 */
final class LateFlow {
    /** Most n that n-reordering is told for. */
    static final int MOST_N = 16;
    /** Most gaps remembered. A frame that is later than all of them gets the extent of the oldest. */
    private static final int MOST_GAPS = 4096;

    private final long[] recent = new long[MOST_N];
    /** Frames behind gaps: their numbers, growing, and at which arrival they came. A ring once it is full. */
    private long[] gaps = new long[4];

    private long[] gapArrivals = new long[4];
    private int firstGap;
    private int gapCount;
    /** Arrivals that were no duplicates. */
    private long arrivals;

    /** A flow of which {@code inOrder} frames came, all in order. */
    LateFlow(final long inOrder) {
        for (int n = 1; n <= MOST_N; n++) {
            recent[(int) (inOrder - n & MOST_N - 1)] = inOrder - n;
        }
        this.arrivals = inOrder;
    }

    /** A frame behind a gap: younger than the one expected. */
    void gap(final long sequence) {
        if (gapCount == gaps.length && gapCount < MOST_GAPS) {
            gaps = Arrays.copyOf(gaps, 2 * gapCount);
            gapArrivals = Arrays.copyOf(gapArrivals, 2 * gapCount);
        }
        final int at = firstGap + gapCount & gaps.length - 1;
        gaps[at] = sequence;
        gapArrivals[at] = arrivals;
        if (gapCount < gaps.length) {
            gapCount++;
        } else {
            firstGap = firstGap + 1 & gaps.length - 1;
        }
    }

    /** Any frame that is no duplicate, after what else is asked about it. */
    void arrived(final long sequence) {
        recent[(int) (arrivals & MOST_N - 1)] = sequence;
        arrivals++;
    }

    /** Reordering extent of a late frame that comes now: arrivals since the first one with a greater number (section 4.2.3). */
    long extent(final long sequence) {
        int low = 0;
        int high = gapCount - 1;
        while (low < high) {
            final int middle = low + high >>> 1;
            if (gaps[firstGap + middle & gaps.length - 1] > sequence) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return arrivals - gapArrivals[firstGap + low & gaps.length - 1];
    }

    /** The greatest n for which a frame that comes now is n-reordered (section 5.3), at most {@link #MOST_N}. */
    int degree(final long sequence) {
        int n = 0;
        while (n < MOST_N && n < arrivals && recent[(int) (arrivals - 1 - n & MOST_N - 1)] > sequence) {
            n++;
        }
        return n;
    }
}
