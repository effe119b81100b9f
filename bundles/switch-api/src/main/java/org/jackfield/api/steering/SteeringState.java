package org.jackfield.api.steering;

import java.util.Arrays;

/**
 * What a policy may base its decision on. Times and counts only grow, except that they may begin anew for a worker that got
 * another thread. The arrays are the policy's own.
 *
 * <p>A worker takes in a turn what has come since its last one, so one that gets frames one by one may be awake all the time and still carry
 * more, in fewer and larger turns. CPU time does not tell that from a worker that cannot keep up; frames a turn do.
 *
 * @param workers number of workers
 * @param buckets number of buckets, a power of two
 * @param nowNs time of this state on a clock that never goes back, in nanoseconds
 * @param busyNs time each worker has worked since it started, without entering the kernel, in nanoseconds, by worker index
 * @param cpuNs CPU time each worker's thread has used, the kernel's part included, in nanoseconds, by worker index: how much of the time a
 *     worker is awake, which says how near it is to its limit only together with what it takes in a turn; -1 when unknown
 * @param frames frames each worker has processed since it started, by worker index
 * @param idleProcessors how many processors had nothing to do since the state before, on average: 0.5 is one for half of that time;
 *     -1 when unknown, also while the switch has nothing to do
 * @param unsteeredPorts ports with several queues among which the kernel chooses by itself, so that any worker may read any flow
 * @param turns turns (duty cycles) each worker has done since it started, those that found nothing to do included, by worker index; -1
 *     when unknown
 * @param framesRead frames each worker has read from queues since it started, for itself and for others, by worker index; -1 when unknown
 */
public record SteeringState(
        int workers,
        int buckets,
        long nowNs,
        long[] busyNs,
        long[] cpuNs,
        long[] frames,
        double idleProcessors,
        int unsteeredPorts,
        long[] turns,
        long[] framesRead) {
    /** A state without turns and without what was read: both are unknown for all workers. */
    public SteeringState(
            final int workers,
            final int buckets,
            final long nowNs,
            final long[] busyNs,
            final long[] cpuNs,
            final long[] frames,
            final double idleProcessors,
            final int unsteeredPorts) {
        this(
                workers,
                buckets,
                nowNs,
                busyNs,
                cpuNs,
                frames,
                idleProcessors,
                unsteeredPorts,
                unknown(workers),
                unknown(workers));
    }

    private static long[] unknown(final int workers) {
        final long[] unknown = new long[workers];
        Arrays.fill(unknown, -1);
        return unknown;
    }
}
