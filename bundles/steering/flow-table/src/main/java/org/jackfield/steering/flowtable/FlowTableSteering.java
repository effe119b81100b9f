package org.jackfield.steering.flowtable;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.steering.flows.FlowCursor;
import org.jackfield.steering.flows.FlowTables;

/**
 * What one worker does with frames. The value of a flow is the port that began it and the worker that reads it there.
 * A frame from that port is what {@code tun_flow_update} sees: it makes this worker the flow's, and keeps the flow
 * known. One from any other port is what {@code tun_automq_select_queue} sees: it follows, and keeps nothing. That
 * worker's thread only.
 */
@HotPath
final class FlowTableSteering implements FrameSteering {
    private static final int PORT_SHIFT = 8;
    private static final int WORKER_MASK = (1 << PORT_SHIFT) - 1;

    private final FlowCursor flows;
    private final int workers;
    private final int worker;

    FlowTableSteering(final FlowTables shared, final int worker) {
        this.flows = new FlowCursor(shared);
        this.workers = shared.workers();
        this.worker = worker;
    }

    @Override
    public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
        if (workers == 1) {
            return;
        }
        flows.start(context.nowNs());
        final int readHere = (batch.ingressPort & 0xFFFF) << PORT_SHIFT | worker;
        int last = 0;
        int value = FlowCursor.NONE;
        for (int i = 0; i < batch.count; i++) {
            // Frames of a flow come in trains.
            if (i == 0 || batch.hash[i] != last) {
                last = batch.hash[i];
                value = value(last, readHere);
            }
            if (value >= 0) {
                owners[i] = (short) (value & WORKER_MASK);
            }
        }
    }

    private int value(final int hash, final int readHere) {
        if (!flows.seek(hash)) {
            return flows.put(readHere);
        }
        final int value = flows.value();
        if (value == readHere) {
            flows.keep();
            return value;
        }
        return value >>> PORT_SHIFT == readHere >>> PORT_SHIFT ? flows.put(readHere) : value;
    }
}
