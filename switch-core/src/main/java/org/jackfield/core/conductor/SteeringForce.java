package org.jackfield.core.conductor;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.jackfield.api.port.PortException;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.view.ActiveSteering;
import org.jspecify.annotations.Nullable;

/**
 * What a policy gets while it is in force, beside the word about owners. Immutable; a new one each time another policy comes into force, or
 * the same one is chosen or deployed anew.
 *
 * @param policy whose it is; null for nobody's
 * @param frames what workers ask about each frame; null when owners of buckets are all there is
 * @param buckets where frames of buckets are counted; null when the policy does not want to know
 */
record SteeringForce(
        RankedPolicies.@Nullable Named policy,
        @Nullable ActiveSteering frames,
        @Nullable BucketCounters buckets) {
    static final SteeringForce NOBODY = new SteeringForce(null, null, null);

    /**
     * Asks a policy for all it needs.
     *
     * @param reports takes what its code does wrong on a worker
     */
    static SteeringForce of(
            final RankedPolicies.@Nullable Named policy,
            final int workers,
            final BiConsumer<ActiveSteering, String> reports)
            throws PortException {
        return policy == null
                ? NOBODY
                : new SteeringForce(
                        policy,
                        frames(policy, workers, reports),
                        policy.code().measuresBuckets() ? new BucketCounters(workers) : null);
    }

    private static @Nullable ActiveSteering frames(
            final RankedPolicies.Named policy, final int workers, final BiConsumer<ActiveSteering, String> reports)
            throws PortException {
        final FrameSteering[] each = new FrameSteering[workers];
        int present = 0;
        for (int w = 0; w < workers; w++) {
            final Optional<FrameSteering> one = policy.code().frameSteering(w, workers);
            if (one.isPresent()) {
                each[w] = one.get();
                present++;
            }
        }
        if (present > 0 && present < workers) {
            throw new PortException(
                    "it decides for each frame on " + present + " of " + workers + " workers; all or none must");
        }
        return present == 0 ? null : new ActiveSteering(policy.name(), each, reports);
    }

    /** Without code that decides for each frame. */
    SteeringForce withoutFrames() {
        return new SteeringForce(policy, null, buckets);
    }

    /** The same where the operator allows something else. */
    SteeringForce redirected(final short @Nullable [] table) {
        return frames == null || frames.redirect == table
                ? this
                : new SteeringForce(policy, frames.redirected(table), buckets);
    }
}
