package org.jackfield.api.steering;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides which worker owns which bucket of flows. A flow's bucket is its hash masked by the number of buckets. Registered as
 * an OSGi service; the switch asks the one that was chosen by its name, otherwise the one with the highest ranking, and moves the
 * buckets that change, one hand-over at a time, without reordering a flow. Name and promise of order are asked for once, when the
 * service appears. All else is called on port-ops threads, one call at a time, never by a worker, and must return within a second.
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

    /**
     * After how many milliseconds to ask again without an outside reason; 0 means only when workers or policies change. Asked after
     * each decision, so it may vary: a policy that finds the switch at rest should let it sleep.
     */
    default long periodMs() {
        return 0;
    }

    /**
     * Why it decided last as it did, in one line with numbers; empty when there is nothing to tell. Asked after each decision. When
     * owners changed it becomes an event, which a periodic policy without a reason does not cause.
     */
    default String lastDecision() {
        return "";
    }
}
