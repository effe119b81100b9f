package org.jackfield.steering.crc32c;

import java.util.Optional;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.steering.kit.Buckets;
import org.osgi.service.component.annotations.Component;

/** Steering by the CRC-32C of a flow's fields in an order that is the same for both directions. Stateless; any thread. */
@Component(service = SteeringPolicy.class, property = "service.ranking:Integer=-10")
public final class Crc32cPolicy implements SteeringPolicy {
    @Override
    public String policyName() {
        return "crc32c";
    }

    /** All frames of a flow have one checksum. */
    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        Buckets.inTurn(state.workers(), owners);
    }

    @Override
    public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
        return Optional.of(new Crc32cSteering(workers));
    }
}
