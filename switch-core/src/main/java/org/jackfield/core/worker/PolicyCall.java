package org.jackfield.core.worker;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;
import org.jackfield.api.port.DropReason;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.ActiveSteering;
import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/**
 * A worker inside the code of a policy that decides for each frame: what that code sees of the switch, and what is lost when it does not
 * come back. Used by one worker.
 */
@HotPath
final class PolicyCall implements SteeringContext {
    private final int worker;
    private final WorkerLink[] links;
    private final WorkerLease lease;
    private long nowNs;
    private int held;
    /** Where the frames came in while the worker is in the policy's code; also read by whoever writes off a worker. */
    private @Nullable PortView from;

    PolicyCall(final int worker, final WorkerLink[] links, final WorkerLease lease) {
        this.worker = worker;
        this.links = links;
        this.lease = lease;
    }

    /**
     * Asks the policy.
     *
     * @param batch what it is shown
     * @param workers its answer, in which it finds the owners of buckets
     * @param port where the frames came in
     * @param frames how many the worker has in hand meanwhile
     * @return what it has thrown
     */
    @PerBatch
    @Nullable
    Throwable assign(
            final ActiveSteering by,
            final FrameBatch batch,
            final short[] workers,
            final PortView port,
            final int frames,
            final long now) {
        nowNs = now;
        held = frames;
        from = port;
        Throwable thrown = null;
        lease.enter(by);
        try {
            by.of(worker).assign(batch, workers, this);
        } catch (final Throwable broken) {
            thrown = broken; // errors of linking, of memory and of the stack are that code's, too
        }
        lease.leave();
        from = null;
        return thrown;
    }

    /** Counts the frames in hand as lost while the policy's code holds the worker; returns how many. */
    long slowPathWriteOff() {
        final PortView port = from;
        if (port == null) {
            return 0;
        }
        port.counters.of(worker).add(PortCounters.DROPS + DropReason.WORKER_LOST.ordinal(), held);
        return held;
    }

    @Override
    public int worker() {
        return worker;
    }

    @Override
    public int workers() {
        return links.length;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public int backlog(final int other) {
        return links[other].ring.backlog();
    }
}
