package org.jackfield.steering.spray;

import java.util.Optional;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.steering.kit.Buckets;

/** Every frame to any worker: what chance does without looking at anything, and no order. Immutable; any thread. */
final class SprayPolicy implements SteeringPolicy {
    private final long seed;

    SprayPolicy(final long seed) {
        this.seed = seed;
    }

    @Override
    public String policyName() {
        return "random-spray";
    }

    @Override
    public boolean preservesOrder() {
        return false;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        Buckets.inTurn(state.workers(), owners);
    }

    @Override
    public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
        return Optional.of(new SpraySteering(seed, worker, workers));
    }
}
