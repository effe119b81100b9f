package org.jackfield.testkit.contract;

import java.util.Optional;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;

/** The least policy that decides for each frame: a flow goes where its hash says, and after an idle gap to the next worker. */
class StickySteering implements SteeringPolicy {
    static final long GAP_NS = 1_000_000;

    @Override
    public String policyName() {
        return "sticky";
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

    @Override
    public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
        return Optional.of(new Sticky());
    }

    @HotPath
    static final class Sticky implements FrameSteering {
        private final long[] lastNs = new long[256];
        private final short[] worker = new short[256];

        @Override
        public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
            final int workers = context.workers();
            final long now = context.nowNs();
            for (int i = 0; i < batch.count; i++) {
                final int at = batch.hash[i] & 255;
                if (now - lastNs[at] >= GAP_NS) {
                    worker[at] = (short) ((worker[at] + 1) % workers);
                }
                lastNs[at] = now;
                owners[i] = worker[at];
            }
        }
    }
}
