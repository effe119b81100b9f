package org.jackfield.lab.measure;

/** Counts behind the densities of RFC 5236, of all flows together. One thread. */
final class Densities {
    /** Threshold of displacement and of buffer occupancy: DT and BT of RFC 5236. */
    final int threshold;

    private final long[] displacements;
    private final long[] occupancies;

    Densities(final int threshold) {
        this.threshold = threshold;
        this.displacements = new long[2 * threshold + 1];
        this.occupancies = new long[threshold + 1];
    }

    /** FD[d]++; -DT to DT. */
    void displaced(final int by) {
        displacements[threshold + by]++;
    }

    /** FB[b]++; 0 to BT. */
    void occupied(final int places) {
        occupancies[places]++;
    }

    /** RD: shares of displacements from -DT to DT. */
    double[] reorderDensity() {
        return shares(displacements);
    }

    /** RBD: shares of occupancies from 0 to BT. */
    double[] bufferDensity() {
        return shares(occupancies);
    }

    private static double[] shares(final long[] counts) {
        long sum = 0;
        for (final long count : counts) {
            sum += count;
        }
        final double[] shares = new double[counts.length];
        for (int i = 0; i < counts.length && sum > 0; i++) {
            shares[i] = (double) counts[i] / sum;
        }
        return shares;
    }
}
