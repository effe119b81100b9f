package org.jackfield.steering.roundrobin;

import java.util.Optional;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.steering.kit.Buckets;
import org.osgi.service.component.annotations.Component;

/** Every frame to the next worker: the evenest load there is, and no order. Stateless; any thread. */
@Component(service = SteeringPolicy.class, property = "service.ranking:Integer=-100")
public final class RoundRobinPolicy implements SteeringPolicy {
    @Override
    public String policyName() {
        return "round-robin";
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
        return Optional.of(new RoundRobinSteering(worker, workers));
    }
}
