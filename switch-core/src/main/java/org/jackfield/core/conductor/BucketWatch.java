package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jackfield.api.admin.SteeringTableInfo;
import org.jackfield.api.admin.SteeringTableInfo.BucketInfo;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.worker.DataPlane;

/**
 * Shows the buckets to people. Has them counted while somebody asks, unless the policy in force has them counted anyway. Conductor thread
 * only.
 */
final class BucketWatch {
    /** How long after the last question it goes on counting: longer than people wait between two looks. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private final SwitchState state;
    private final DataPlane plane;
    private final LongSupplier clock;
    private long untilNs;

    BucketWatch(final SwitchState state, final DataPlane plane, final LongSupplier clock) {
        this.state = state;
        this.plane = plane;
        this.clock = clock;
    }

    /** All buckets now; begins to count them where nobody does. */
    SteeringTableInfo look() {
        untilNs = clock.getAsLong() + PATIENCE_NS;
        if (state.watched == null && state.buckets == null) {
            state.watched = new BucketCounters(state.workers);
            state.publish(plane);
        }
        final BucketCounters counted = state.counted();
        if (counted == null) {
            throw new AssertionError("buckets are counted");
        }
        return new SteeringTableInfo(
                state.workers, counted.sinceMs, counted.countedNs(), counted == state.buckets, buckets(counted));
    }

    private List<BucketInfo> buckets(final BucketCounters counted) {
        final BucketLoad load = counted.slowPathLoad();
        final List<BucketInfo> buckets = new ArrayList<>(IndirectionTable.BUCKETS);
        for (int b = 0; b < IndirectionTable.BUCKETS; b++) {
            buckets.add(new BucketInfo(
                    b,
                    state.owners[b],
                    load.frames()[b],
                    load.bytes()[b],
                    state.bucketMoves.count(b),
                    state.bucketMoves.lastMs(b)));
        }
        return buckets;
    }

    /** Ends counting when nobody has asked for a while; part of each cycle of the conductor. */
    int duty() {
        if (state.watched == null || clock.getAsLong() - untilNs < 0) {
            return 0;
        }
        state.watched = null;
        state.publish(plane);
        return 1;
    }

    /** Nanoseconds until that is to be looked at; {@link Long#MAX_VALUE} for never. */
    long nsToDuty() {
        return state.watched == null ? Long.MAX_VALUE : untilNs - clock.getAsLong();
    }
}
