package org.jackfield.steering.leastloaded;

import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.steering.flows.FlowSteering;
import org.jackfield.steering.flows.FlowTables;

/** What one worker does with frames. That worker's thread only. */
@HotPath
final class LeastLoadedSteering extends FlowSteering {
    LeastLoadedSteering(final FlowTables shared) {
        super(shared);
    }

    /**
     * The bucket's owner where nobody is less behind: it has probably read the frame itself, so no hand-over is
     * needed.
     */
    @Override
    protected int choose(final SteeringContext context, final int bucketOwner, final int former) {
        return backlogs.least(context, bucketOwner);
    }
}
