package org.jackfield.lab.inspect;

import java.util.Arrays;

/** When segments came, by a signature of their headers: the last {@value #MOST}. One thread. */
final class RecentSegments {
    private static final int MOST = 64;
    private static final int FEW = 4;

    private long[] signatures = new long[FEW];
    private long[] timesNs = new long[FEW];
    private int count;

    /** Whether one with this signature is remembered that came within so many nanoseconds. */
    boolean holds(final long signature, final long timeNs, final long withinNs) {
        for (int i = 0; i < Math.min(count, signatures.length); i++) {
            if (signatures[i] == signature && timeNs - timesNs[i] <= withinNs) {
                return true;
            }
        }
        return false;
    }

    void add(final long signature, final long timeNs) {
        if (count == signatures.length && count < MOST) {
            signatures = Arrays.copyOf(signatures, 2 * count);
            timesNs = Arrays.copyOf(timesNs, 2 * count);
        }
        final int at = count % signatures.length;
        signatures[at] = signature;
        timesNs[at] = timeNs;
        count = count + 1 == 2 * MOST ? MOST : count + 1; // beyond the first round only the place counts
    }
}
