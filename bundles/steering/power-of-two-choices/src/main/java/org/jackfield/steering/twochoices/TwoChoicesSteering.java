package org.jackfield.steering.twochoices;

import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.steering.flows.FlowSteering;
import org.jackfield.steering.flows.FlowTables;

/** What one worker does with frames. That worker's thread only. */
@HotPath
final class TwoChoicesSteering extends FlowSteering {
    private final Chance chance;
    private final int workers;

    /** Workers of one seed draw differently. */
    TwoChoicesSteering(final FlowTables shared, final int worker, final long seed) {
        super(shared);
        workers = shared.workers();
        chance = new Chance(seed + worker * Chance.APART);
    }

    /**
     * One choice is the bucket's owner, which is as good as chance because the hash is; the other one is drawn
     * from the rest.
     */
    @Override
    protected int choose(final SteeringContext context, final int bucketOwner, final int former) {
        final int drawn = chance.below(workers - 1);
        return backlogs.lesser(context, bucketOwner, drawn < bucketOwner ? drawn : drawn + 1);
    }
}
