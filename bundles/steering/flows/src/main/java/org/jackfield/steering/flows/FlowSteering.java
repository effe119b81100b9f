package org.jackfield.steering.flows;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;

/**
 * Has each flow stay with one worker while it lives; where it begins, a policy chooses. One worker's, on its thread.
 *
 * <p>A flow the table has no room for stays with the owner of its bucket. So does every flow that begins in a set
 * which refused flows lately: it may be one of those, which must not change its worker only because room has come.
 */
@HotPath
public abstract class FlowSteering implements FrameSteering {
    /** How far workers are behind. */
    protected final Backlogs backlogs;

    private final FlowCursor flows;
    private final int workers;

    /** Steering of one of the workers that share the tables. */
    protected FlowSteering(final FlowTables tables) {
        workers = tables.workers();
        flows = new FlowCursor(tables);
        backlogs = new Backlogs(workers);
    }

    /**
     * Where a flow is to go that begins, or begins again; called once for each such flow, not for each frame.
     *
     * @param bucketOwner the owner of its bucket
     * @param former the worker it had before it went idle; {@link FlowCursor#NONE} when it is not known any more
     */
    protected abstract int choose(SteeringContext context, int bucketOwner, int former);

    @Override
    public final void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
        if (workers == 1) {
            return;
        }
        flows.start(context.nowNs());
        backlogs.start();
        int last = 0;
        int owner = FlowCursor.NONE;
        for (int i = 0; i < batch.count; i++) {
            // Frames of a flow come in trains.
            if (i == 0 || batch.hash[i] != last) {
                last = batch.hash[i];
                owner = owner(context, last, owners[i]);
            }
            if (owner >= 0) {
                owners[i] = (short) owner;
            }
        }
    }

    private int owner(final SteeringContext context, final int hash, final int bucketOwner) {
        if (flows.seek(hash)) {
            flows.keep();
            return flows.value();
        }
        return flows.put(flows.crowded() ? bucketOwner : choose(context, bucketOwner, flows.value()));
    }
}
