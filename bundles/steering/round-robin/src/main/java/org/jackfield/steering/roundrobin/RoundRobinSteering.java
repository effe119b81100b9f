package org.jackfield.steering.roundrobin;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;

/** Gives each frame to the worker behind that of the frame before, whatever port it came from. One worker. */
@HotPath
final class RoundRobinSteering implements FrameSteering {
    private final int workers;
    private int next;

    /** Begins with a worker. Readers that begin with different ones do not all go to the same worker at the same time. */
    RoundRobinSteering(final int first, final int workers) {
        this.workers = workers;
        this.next = first;
    }

    @Override
    public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
        final int all = workers;
        int to = next;
        for (int i = 0; i < batch.count; i++) {
            owners[i] = (short) to;
            to = to + 1 == all ? 0 : to + 1;
        }
        next = to;
    }
}
