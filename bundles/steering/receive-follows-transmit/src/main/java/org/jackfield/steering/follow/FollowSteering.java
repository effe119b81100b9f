package org.jackfield.steering.follow;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.steering.flows.Backlogs;

/**
 * What one worker does with frames. What it wants for a flow is in {@link Transmitters}; where the flow is now, in a
 * table of its own, the counterpart of RFS's {@code rps_dev_flow_table}. As there, an entry has no name: all flows of
 * an entry move together, which is never too early for any of them. That worker's thread only.
 *
 * <p>An entry moves when nothing of it waits: its last frame was in an earlier duty cycle, and either this worker
 * itself had it, which has forwarded it by then, or nothing waits in the ring of the worker that had it, or that was
 * {@link #SETTLED_NS} ago, when a worker that does not come back has been replaced.
 */
@HotPath
final class FollowSteering implements FrameSteering {
    static final int ENTRIES_SHIFT = 12;
    static final long SETTLED_NS = 2_000_000_000L;

    private static final int SPREAD = 0x9E37_79B1;
    private static final short NOWHERE = -1;

    private final Transmitters transmitters;
    private final Backlogs backlogs;
    private final int worker;
    private final int workers;
    /** Worker of each entry. */
    private final short[] present = new short[1 << ENTRIES_SHIFT];
    /** When the last frame of each entry was given to it. */
    private final long[] lastNs = new long[1 << ENTRIES_SHIFT];

    FollowSteering(final Transmitters transmitters, final int worker, final int workers) {
        this.transmitters = transmitters;
        this.backlogs = new Backlogs(workers);
        this.worker = worker;
        this.workers = workers;
        Arrays.fill(present, NOWHERE);
    }

    @Override
    public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
        if (workers == 1) {
            return;
        }
        backlogs.start();
        final AtomicLongArray words = transmitters.words();
        final long nowNs = context.nowNs();
        final int port = batch.ingressPort;
        int last = 0;
        short owner = 0;
        for (int i = 0; i < batch.count; i++) {
            // Frames of a flow come in trains.
            if (i == 0 || batch.hash[i] != last) {
                last = batch.hash[i];
                final int wanted = Transmitters.note(words, last, port, worker);
                final int entry = (last + port) * SPREAD >>> Integer.SIZE - ENTRIES_SHIFT;
                owner = move(entry, wanted >= 0 ? (short) wanted : owners[i], nowNs, context);
            }
            owners[i] = owner;
        }
    }

    private short move(final int entry, final short wanted, final long nowNs, final SteeringContext context) {
        final short now = present[entry];
        if (now != wanted && (now == NOWHERE || isForwarded(now, nowNs - lastNs[entry], context))) {
            present[entry] = wanted;
        }
        lastNs[entry] = nowNs;
        return present[entry];
    }

    private boolean isForwarded(final short by, final long agoNs, final SteeringContext context) {
        return agoNs > 0 && (by == worker || backlogs.of(context, by) == 0) || agoNs >= SETTLED_NS;
    }
}
