package org.jackfield.api.steering;

/**
 * What a policy may base its decision on.
 *
 * @param workers number of workers
 * @param buckets number of buckets, a power of two
 * @param busyNs time each worker has worked since it started, in nanoseconds, by worker index
 * @param frames frames each worker has processed since it started, by worker index
 */
public record SteeringState(int workers, int buckets, long[] busyNs, long[] frames) {}
