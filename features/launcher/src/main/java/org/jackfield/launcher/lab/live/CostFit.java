package org.jackfield.launcher.lab.live;

import java.util.List;

/**
 * Costs out of what was measured, by least squares: a frame costs so much, each byte of it, and its part of the turn of the worker it came
 * with. Stateless.
 *
 * @param perFrame of each frame, in ns
 * @param perByte of each byte, in ns
 * @param perTurn of a turn, shared by the frames of it, in ns
 */
record CostFit(double perFrame, double perByte, double perTurn) {
    private static final int UNKNOWNS = 3;

    /**
     * A measurement.
     *
     * @param bytes of each frame
     * @param batch frames of a turn, mean
     * @param cpuNs CPU time of the workers for a frame
     */
    record Point(double bytes, double batch, double cpuNs) {}

    /**
     * Fits points; what would be negative is 0.
     *
     * @throws IllegalArgumentException when they do not differ enough in bytes and in batches
     */
    static CostFit of(final List<Point> points) {
        final double[][] sums = new double[UNKNOWNS][UNKNOWNS + 1];
        for (final Point point : points) {
            final double[] row = {1, point.bytes(), 1 / Math.max(1, point.batch()), point.cpuNs()};
            for (int i = 0; i < UNKNOWNS; i++) {
                for (int j = 0; j <= UNKNOWNS; j++) {
                    sums[i][j] += row[i] * row[j];
                }
            }
        }
        final double[] solution = solve(sums);
        return new CostFit(Math.max(0, solution[0]), Math.max(0, solution[1]), Math.max(0, solution[2]));
    }

    /** What it says of a point. */
    double cpuNs(final double bytes, final double batch) {
        return perFrame + perByte * bytes + perTurn / Math.max(1, batch);
    }

    /** Gauss elimination with pivots. */
    private static double[] solve(final double[][] rows) {
        for (int column = 0; column < UNKNOWNS; column++) {
            pivot(rows, column);
            for (int row = 0; row < UNKNOWNS; row++) {
                final double factor = row == column ? 0 : rows[row][column] / rows[column][column];
                for (int j = column; j <= UNKNOWNS; j++) {
                    rows[row][j] -= factor * rows[column][j];
                }
            }
        }
        final double[] solution = new double[UNKNOWNS];
        for (int i = 0; i < UNKNOWNS; i++) {
            solution[i] = rows[i][UNKNOWNS] / rows[i][i];
        }
        return solution;
    }

    private static void pivot(final double[][] rows, final int column) {
        int best = column;
        for (int row = column + 1; row < UNKNOWNS; row++) {
            best = Math.abs(rows[row][column]) > Math.abs(rows[best][column]) ? row : best;
        }
        final double[] chosen = rows[best];
        rows[best] = rows[column];
        rows[column] = chosen;
        if (Math.abs(chosen[column]) < 1e-9) {
            throw new IllegalArgumentException(
                    "the measurements do not differ in length and batch; measure more of them");
        }
    }
}
