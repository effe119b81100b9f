package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.port.PortException;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.WorkerLink;
import org.jspecify.annotations.Nullable;

/** Asks the policy in force who owns which bucket and has the changes handed over. Asked on port-ops threads, one at a time. */
final class SteeringControl {
    private static final String BUILT_IN = "even";

    private final SwitchState state;
    private final DataPlane plane;
    private final Publisher publisher;
    private final Handover handover;
    private final PortOps ops;
    private final EventLog events;

    private volatile @Nullable SteeringPolicy policy;
    private long nextNs = Long.MAX_VALUE;

    SteeringControl(
            final SwitchState state,
            final DataPlane plane,
            final Publisher publisher,
            final Handover handover,
            final PortOps ops,
            final EventLog events) {
        this.state = state;
        this.plane = plane;
        this.publisher = publisher;
        this.handover = handover;
        this.ops = ops;
        this.events = events;
    }

    /** Puts another policy in force, null for even spreading. Any thread. */
    void policy(final @Nullable SteeringPolicy next) {
        policy = next;
        ops.submit(this, this::decide);
    }

    /** Asks a periodic policy when its time has come; part of each cycle of the conductor. */
    int duty(final long nowNs) {
        if (nowNs - nextNs < 0 || nextNs == Long.MAX_VALUE) {
            return 0;
        }
        nextNs = Long.MAX_VALUE;
        ops.submit(this, this::decide);
        return 1;
    }

    /** Nanoseconds until a periodic policy is to be asked; {@link Long#MAX_VALUE} for never. Conductor only. */
    long nsToDuty(final long nowNs) {
        return nextNs == Long.MAX_VALUE ? Long.MAX_VALUE : nextNs - nowNs;
    }

    /** Moves buckets by hand. On a thread that may wait. */
    void move(final int first, final int last, final int worker) throws PortException {
        final short[] owners = publisher.ask(() -> state.owners.clone());
        Arrays.fill(owners, first, last + 1, (short) worker);
        handover.moveTo(owners);
        events.tell(Kind.STEERING_CHANGED, "buckets " + first + "-" + last, "moved to worker " + worker + " by hand");
    }

    private void decide() {
        final SteeringPolicy asked = policy;
        try {
            final short[] before = publisher.ask(() -> state.owners);
            final short[] owners = asked == null ? IndirectionTable.even(state.workers) : ask(asked, before);
            handover.moveTo(owners);
            if (!Arrays.equals(before, owners) && (asked == null || asked.periodMs() == 0)) {
                events.tell(Kind.STEERING_CHANGED, name(asked), "decided new owners");
            }
        } catch (final PortException | RuntimeException | LinkageError refused) {
            events.tell(Kind.STEERING_CHANGED, name(asked), "was not followed: " + refused.getMessage());
        }
        schedule(asked);
    }

    private void schedule(final @Nullable SteeringPolicy asked) {
        try {
            final long periodMs = asked == null ? 0 : asked.periodMs();
            if (periodMs > 0) {
                publisher.ask(() -> nextNs = plane.clock.getAsLong() + periodMs * 1_000_000);
            }
        } catch (final PortException | RuntimeException | LinkageError refused) {
            events.tell(Kind.STEERING_CHANGED, name(asked), "is not asked again: " + refused.getMessage());
        }
    }

    private short[] ask(final SteeringPolicy asked, final short[] before) throws PortException {
        final long[] busy = new long[state.workers];
        final long[] frames = new long[state.workers];
        for (final WorkerLink link : plane.links) {
            busy[link.index] = link.counters.get(WorkerCounters.BUSY_NS);
            frames[link.index] = link.counters.get(WorkerCounters.PROCESSED);
        }
        final short[] owners = before.clone();
        asked.decide(new SteeringState(state.workers, IndirectionTable.BUCKETS, busy, frames), owners);
        for (int b = 0; b < owners.length; b++) {
            if (owners[b] < 0 || owners[b] >= state.workers) {
                throw new PortException("bucket " + b + " was given to worker " + owners[b]
                        + ", there are workers 0 to " + (state.workers - 1));
            }
        }
        return owners;
    }

    private static String name(final @Nullable SteeringPolicy asked) {
        return asked == null ? BUILT_IN : asked.policyName();
    }

    /** The table as people see it. Conductor only. */
    SteeringInfo info() {
        final SteeringPolicy asked = policy;
        final List<String> unsteered = new ArrayList<>();
        for (final PortEntry entry : state.ports.values()) {
            if (entry.active && entry.queues.size() > 1 && !entry.steered) {
                unsteered.add(entry.name);
            }
        }
        return new SteeringInfo(
                name(asked),
                (asked == null || asked.preservesOrder()) && unsteered.isEmpty(),
                IndirectionTable.BUCKETS,
                runs(state.owners),
                handover.moves(),
                handover.bucketsMoved(),
                state.transition != null,
                unsteered);
    }

    private static List<SteeringInfo.OwnerRun> runs(final short[] owners) {
        final List<SteeringInfo.OwnerRun> runs = new ArrayList<>();
        int first = 0;
        for (int b = 1; b <= owners.length; b++) {
            if (b == owners.length || owners[b] != owners[first]) {
                runs.add(new SteeringInfo.OwnerRun(first, b - 1, owners[first]));
                first = b;
            }
        }
        return runs;
    }
}
