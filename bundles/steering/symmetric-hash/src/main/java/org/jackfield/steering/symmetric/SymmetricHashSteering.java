package org.jackfield.steering.symmetric;

import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.osgi.service.component.annotations.Component;

/**
 * Bucket b belongs to worker b mod W. The hash is symmetric, so both directions of a flow meet in one worker, and it spreads
 * flows evenly, so no load needs to be watched: the answer depends on the number of workers alone. Stateless; any thread.
 */
@Component(service = SteeringPolicy.class)
public final class SymmetricHashSteering implements SteeringPolicy {
    @Override
    public String policyName() {
        return "symmetric-hash";
    }

    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        for (int bucket = 0; bucket < owners.length; bucket++) {
            owners[bucket] = (short) (bucket % state.workers());
        }
    }
}
