package org.jackfield.api.steering;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides which worker owns which bucket of flows. A flow's bucket is its hash masked by the number of buckets. Registered as
 * an OSGi service; the switch asks the one with the highest ranking and moves the buckets that change, one hand-over at a
 * time, without reordering a flow. Called on a port-ops thread, never by a worker; must return within a second.
 */
@ConsumerType
public interface SteeringPolicy {
    /** The name in commands, for example {@code symmetric-hash}. */
    String policyName();

    /** Whether flows keep their order under this policy; one that cannot promise it says false and is shown so. */
    boolean preservesOrder();

    /**
     * Writes the owner of every bucket.
     *
     * @param state what the switch knows now
     * @param owners one entry for each bucket, holding the present owners; each must be 0 to {@code state.workers() - 1}
     */
    void decide(SteeringState state, short[] owners);

    /** How often to ask again without an outside reason, in milliseconds; 0 means only when workers or policies change. */
    default long periodMs() {
        return 0;
    }
}
