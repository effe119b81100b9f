package org.jackfield.api.admin;

import java.util.List;

/**
 * The buckets and what went through them since counting began. Buckets are counted while the policy in force wants it, and otherwise
 * for half a minute after the last question: counting costs each frame two additions.
 *
 * @param workers number of workers
 * @param sinceMs when counting began, milliseconds since 1970-01-01 UTC; counts of two answers can be compared when it is the same
 * @param countedNs for how long it has counted, in nanoseconds
 * @param forPolicy whether the policy in force wants the counts, so that they go on without further questions
 * @param buckets all buckets by number
 */
public record SteeringTableInfo(
        int workers, long sinceMs, long countedNs, boolean forPolicy, List<BucketInfo> buckets) {
    /**
     * A bucket.
     *
     * @param bucket its number
     * @param worker its owner
     * @param frames frames counted
     * @param bytes their bytes, without FCS
     * @param moves how often it got another owner
     * @param lastMovedMs when it did last, milliseconds since 1970-01-01 UTC; 0 for never
     */
    public record BucketInfo(int bucket, int worker, long frames, long bytes, long moves, long lastMovedMs) {}
}
