package org.jackfield.steering.flowlet;

import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.steering.flows.FlowSteering;
import org.jackfield.steering.flows.FlowTables;

/** What one worker does with frames. That worker's thread only. */
@HotPath
final class FlowletSteering extends FlowSteering {
    FlowletSteering(final FlowTables shared) {
        super(shared);
    }

    /**
     * A flow changes its worker only for one that is less behind, as in CONGA; a new one goes to its bucket's
     * owner otherwise.
     */
    @Override
    protected int choose(final SteeringContext context, final int bucketOwner, final int former) {
        return backlogs.least(context, former >= 0 ? former : bucketOwner);
    }
}
