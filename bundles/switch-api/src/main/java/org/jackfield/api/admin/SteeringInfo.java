package org.jackfield.api.admin;

import java.util.List;

/**
 * Steering at one moment.
 *
 * @param policy name of the policy that decides
 * @param preservesOrder whether flows keep their order under it
 * @param buckets number of buckets
 * @param owners owner of each bucket, as runs
 * @param moves hand-overs done
 * @param bucketsMoved buckets moved by them
 * @param moving whether a hand-over runs
 * @param unsteeredPorts ports with several queues that the kernel steers by itself
 */
public record SteeringInfo(
        String policy,
        boolean preservesOrder,
        int buckets,
        List<OwnerRun> owners,
        long moves,
        long bucketsMoved,
        boolean moving,
        List<String> unsteeredPorts) {
    /**
     * Neighbouring buckets with the same owner.
     *
     * @param first first bucket
     * @param last last bucket
     * @param worker their owner
     */
    public record OwnerRun(int first, int last, int worker) {}
}
