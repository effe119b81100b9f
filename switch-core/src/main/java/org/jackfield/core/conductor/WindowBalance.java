package org.jackfield.core.conductor;

import java.util.Arrays;
import org.jackfield.api.admin.ShadowInfo;

/**
 * How even loads of workers were, window by window: the greatest over the mean, and the index of R. Jain, D. Chiu and W. Hawe ("A
 * Quantitative Measure of Fairness and Discrimination", DEC-TR-301, 1984), the square of the sum over the number times the sum of
 * squares. One thread at a time.
 */
final class WindowBalance {
    private long windows;
    private double imbalance;
    private double sumOfImbalances;
    private double worstImbalance;
    private double fairness;
    private double sumOfFairness;
    private double worstFairness = 1;

    /** Takes the loads of one window, not all 0. */
    void window(final long[] loads) {
        final double sum = Arrays.stream(loads).sum();
        final double squares =
                Arrays.stream(loads).mapToDouble(load -> (double) load * load).sum();
        windows++;
        imbalance = Arrays.stream(loads).max().orElse(0) * loads.length / sum;
        sumOfImbalances += imbalance;
        worstImbalance = Math.max(worstImbalance, imbalance);
        fairness = sum * sum / (loads.length * squares);
        sumOfFairness += fairness;
        worstFairness = Math.min(worstFairness, fairness);
    }

    ShadowInfo.Balance info() {
        return windows == 0
                ? new ShadowInfo.Balance(0, 0, 0, 0, 0, 0, 0)
                : new ShadowInfo.Balance(
                        windows,
                        imbalance,
                        sumOfImbalances / windows,
                        worstImbalance,
                        fairness,
                        sumOfFairness / windows,
                        worstFairness);
    }
}
