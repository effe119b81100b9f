package org.jackfield.api.steering;

/**
 * What a policy may base its decision on. Times and counts only grow, except that they may begin anew for a worker that got
 * another thread. The arrays are the policy's own.
 *
 * @param workers number of workers
 * @param buckets number of buckets, a power of two
 * @param nowNs time of this state on a clock that never goes back, in nanoseconds
 * @param busyNs time each worker has worked since it started, without entering the kernel, in nanoseconds, by worker index
 * @param cpuNs CPU time each worker's thread has used, the kernel's part included, in nanoseconds, by worker index: what tells how
 *     near a worker is to its limit; -1 when unknown
 * @param frames frames each worker has processed since it started, by worker index
 * @param idleProcessors how many processors had nothing to do since the state before, on average: 0.5 is one for half of that time;
 *     -1 when unknown, also while the switch has nothing to do
 * @param unsteeredPorts ports with several queues among which the kernel chooses by itself, so that any worker may read any flow
 */
public record SteeringState(
        int workers,
        int buckets,
        long nowNs,
        long[] busyNs,
        long[] cpuNs,
        long[] frames,
        double idleProcessors,
        int unsteeredPorts) {}
