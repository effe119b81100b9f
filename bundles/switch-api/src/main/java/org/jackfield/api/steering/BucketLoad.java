package org.jackfield.api.steering;

/**
 * What went through the buckets, for policies that want to know. Counts only grow while they are wanted; they begin at 0 when a policy that
 * wants them is put in force. The arrays are the policy's own, one entry for each bucket.
 *
 * @param frames frames of each bucket
 * @param bytes bytes of these frames, without FCS
 */
public record BucketLoad(long[] frames, long[] bytes) {}
