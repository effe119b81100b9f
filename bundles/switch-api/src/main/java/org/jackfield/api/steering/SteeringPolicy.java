package org.jackfield.api.steering;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides which worker processes which flows: by the owners of buckets, and, where that is not fine enough, by a decision for each frame
 * ({@link #frameSteering}). A flow's bucket is its hash masked by the number of buckets. Registered as
 * an OSGi service; the switch asks the one that was chosen by its name, otherwise the one with the highest ranking, and for ports and bridges
 * that are given to another one that, once for all of them: a policy sees frames and buckets of its ports, and loads of whole workers. It moves the
 * buckets that change, one hand-over at a time, without reordering a flow. Name and promise of order are asked for once, when the
 * service appears. A change of its service properties, as by a configuration, has it asked at once. All else is called on port-ops threads, one call at a time, never by a worker, and must return within a second;
 * workers call what {@link #frameSteering} gave them.
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

    /**
     * What a worker asks about each frame it has read; empty, as it is for most policies, when owners of buckets are all there is to
     * say. Asked for each worker when the policy is put in force, and all workers are switched over at once: frames read before are
     * processed before, so no flow is reordered when such a policy comes or goes. While it is in force a frame whose worker differs
     * from the one that read it costs a hand-over through a ring.
     *
     * <p>A policy that throws on a worker, or names a worker that does not exist, decides no further frame until it is chosen or
     * deployed anew; the owners of buckets are followed instead.
     *
     * @param worker index of the worker
     * @param workers number of workers
     */
    default Optional<FrameSteering> frameSteering(final int worker, final int workers) {
        return Optional.empty();
    }

    /** Whether {@link #measured} is to be called before each decision, which costs every frame two additions. Asked when put in force. */
    default boolean measuresBuckets() {
        return false;
    }

    /** What went through the buckets so far; called just before {@link #decide} where {@link #measuresBuckets} asks for it. */
    default void measured(final BucketLoad load) {}
}
