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
 * @param width workers that own buckets
 * @param reason why the policy decided last as it did; empty when it does not tell
 * @param chosen the policy asked for: {@link #AUTO}, {@link #MANUAL} or a name, which waits for a policy of that name to be deployed
 * @param policies names of the deployed policies, the one that {@link #AUTO} means first
 * @param byFrame whether the policy decides for each frame, so that owners of buckets are only where the kernel puts frames
 * @param deployed what the deployed policies say of themselves, in the order of {@code policies}
 * @param scopes ports and bridges that are given to a policy of their own, by policy; everything else here is about the other ports
 */
public record SteeringInfo(
        String policy,
        boolean preservesOrder,
        int buckets,
        List<OwnerRun> owners,
        long moves,
        long bucketsMoved,
        boolean moving,
        List<String> unsteeredPorts,
        int width,
        String reason,
        String chosen,
        List<String> policies,
        boolean byFrame,
        List<PolicyInfo> deployed,
        List<ScopeInfo> scopes) {
    /** One where owners of buckets decide. */
    public SteeringInfo(
            final String policy,
            final boolean preservesOrder,
            final int buckets,
            final List<OwnerRun> owners,
            final long moves,
            final long bucketsMoved,
            final boolean moving,
            final List<String> unsteeredPorts,
            final int width,
            final String reason,
            final String chosen,
            final List<String> policies) {
        this(
                policy,
                preservesOrder,
                buckets,
                owners,
                moves,
                bucketsMoved,
                moving,
                unsteeredPorts,
                width,
                reason,
                chosen,
                policies,
                false,
                List.of(),
                List.of());
    }

    /** Chooses the deployed policy with the highest ranking. */
    public static final String AUTO = "auto";

    /** For ports and bridges: the policy of the switch. */
    public static final String DEFAULT = "default";

    /** Chooses none: buckets stay with their owners until somebody moves them. */
    public static final String MANUAL = "manual";

    /**
     * A deployed policy.
     *
     * @param name its name
     * @param preservesOrder whether it promises that flows keep their order
     */
    public record PolicyInfo(String name, boolean preservesOrder) {}

    /**
     * What is given to one policy.
     *
     * @param policy its name
     * @param ports ports given to it by name
     * @param bridges bridges given to it
     * @param inForce whether it decides for them; otherwise it is not deployed, or decides for the switch, and they follow the switch's policy
     * @param preservesOrder whether flows keep their order under it
     * @param byFrame whether it decides for each frame
     * @param width workers that own buckets; 0 while it is not in force
     * @param owners owner of each bucket, as runs; empty while it is not in force
     * @param reason why it decided last as it did; empty when it does not tell
     * @param activePorts the active ports that follow it
     */
    public record ScopeInfo(
            String policy,
            List<String> ports,
            List<String> bridges,
            boolean inForce,
            boolean preservesOrder,
            boolean byFrame,
            int width,
            List<OwnerRun> owners,
            String reason,
            List<String> activePorts) {}

    /**
     * Neighbouring buckets with the same owner.
     *
     * @param first first bucket
     * @param last last bucket
     * @param worker their owner
     */
    public record OwnerRun(int first, int last, int worker) {}
}
