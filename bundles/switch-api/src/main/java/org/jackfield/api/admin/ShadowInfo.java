package org.jackfield.api.admin;

import java.util.List;

/**
 * A policy that is evaluated beside the one in force, on the same frames, without steering any. Counts are of the frames the shadow was
 * shown since it began: all of them where it decides by bucket, those of one in {@code sample} flows where it decides by frame. What is
 * said of the policy in force is of the same frames.
 *
 * @param policy name of the policy
 * @param active whether it is evaluated now; false while it waits
 * @param reason why it waits; of an active one what the policy said of its last decision, maybe nothing
 * @param byFrame whether it decides for each frame
 * @param sample one in how many flows is looked at: a power of two
 * @param seconds how long it has been evaluated
 * @param frames frames it was shown
 * @param different frames it would have given to another worker than the policy in force did
 * @param handoffs frames that would have crossed a ring, if the kernel followed it where it follows the policy in force
 * @param handoffsInForce frames that did cross one
 * @param decisions how often it was asked for owners of buckets
 * @param bucketsMoved buckets it gave to another worker than before
 * @param flowsMoved how often a flow that is looked at went to another worker than its frame before; at least, where there are more flows
 *     than are remembered
 * @param costNs nanoseconds its code took for a frame it was asked about; -1 when it is not known
 * @param balance how even its loads were
 * @param balanceInForce how even those of the policy in force were
 * @param workers what each worker would have got, by index
 */
public record ShadowInfo(
        String policy,
        boolean active,
        String reason,
        boolean byFrame,
        int sample,
        double seconds,
        long frames,
        long different,
        long handoffs,
        long handoffsInForce,
        long decisions,
        long bucketsMoved,
        long flowsMoved,
        double costNs,
        Balance balance,
        Balance balanceInForce,
        List<Share> workers) {
    /** Stands for all shadows. */
    public static final String ALL = "all";

    /** Most shadows at a time. */
    public static final int MOST = 4;

    /** One in so many flows is looked at when nothing else is said. */
    public static final int USUAL_SAMPLE = 16;

    /** One in at most so many. */
    public static final int MOST_SAMPLE = 1024;

    /**
     * How even the loads of workers were in windows of a second; 0 without any. Windows with less than 16 frames for each worker do not count.
     *
     * @param windows windows that count
     * @param imbalance frames of the busiest worker over the mean of all, in the last window: 1 is even, the number of workers the worst
     * @param meanImbalance its mean over all windows
     * @param worstImbalance its greatest value
     * @param fairness Jain's index in the last window: 1 is even, one over the number of workers the worst
     * @param meanFairness its mean over all windows
     * @param worstFairness its least value
     */
    public record Balance(
            long windows,
            double imbalance,
            double meanImbalance,
            double worstImbalance,
            double fairness,
            double meanFairness,
            double worstFairness) {}

    /**
     * What one worker would have got.
     *
     * @param worker its index
     * @param frames frames the shadow would have given to it
     * @param framesInForce frames the policy in force gave to it
     * @param windowFrames frames the shadow would have given to it in the last window
     * @param windowFramesInForce frames the policy in force gave to it then
     */
    public record Share(int worker, long frames, long framesInForce, long windowFrames, long windowFramesInForce) {}
}
