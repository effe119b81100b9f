package org.jackfield.itest.osgi;

import java.util.Random;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;

/** Gives every bucket a new owner at random, twenty times a second. */
final class RestlessPolicy implements SteeringPolicy {
    static final String NAME = "restless";

    private final Random random = new Random(4711);

    @Override
    public String policyName() {
        return NAME;
    }

    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        for (int bucket = 0; bucket < owners.length; bucket++) {
            owners[bucket] = (short) random.nextInt(state.workers());
        }
    }

    @Override
    public long periodMs() {
        return 50;
    }
}
