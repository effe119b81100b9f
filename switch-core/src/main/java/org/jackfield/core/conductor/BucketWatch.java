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

    BucketWatch(final SwitchState state, final DataPlane plane, final LongSupplier clock) {
        this.state = state;
        this.plane = plane;
        this.clock = clock;
    }

    /** All buckets of a scope now; begins to count them where nobody does. */
    SteeringTableInfo look(final SteeringScope scope) {
        scope.watchedUntilNs = clock.getAsLong() + PATIENCE_NS;
        if (scope.counted() == null) {
            scope.watched = new BucketCounters(state.workers);
            state.publish(plane);
        }
        final BucketCounters counted = scope.counted();
        if (counted == null) {
            throw new AssertionError("buckets are counted");
        }
        return new SteeringTableInfo(
                state.workers, counted.sinceMs, counted.countedNs(), counted == scope.buckets, buckets(scope, counted));
    }

    private static List<BucketInfo> buckets(final SteeringScope scope, final BucketCounters counted) {
        final BucketLoad load = counted.slowPathLoad();
        final List<BucketInfo> buckets = new ArrayList<>(IndirectionTable.BUCKETS);
        for (int b = 0; b < IndirectionTable.BUCKETS; b++) {
            buckets.add(new BucketInfo(
                    b,
                    scope.owners[b],
                    load.frames()[b],
                    load.bytes()[b],
                    scope.moves.count(b),
                    scope.moves.lastMs(b)));
        }
        return buckets;
    }

    /** Ends counting when nobody has asked for a while; part of each cycle of the conductor. */
    int duty() {
        int ended = 0;
        for (final SteeringScope scope : scopes()) {
            if (scope.watched != null && clock.getAsLong() - scope.watchedUntilNs >= 0) {
                scope.watched = null;
                ended++;
            }
        }
        if (ended > 0) {
            state.publish(plane);
        }
        return ended;
    }

    /** Nanoseconds until that is to be looked at; {@link Long#MAX_VALUE} for never. */
    long nsToDuty() {
        long next = Long.MAX_VALUE;
        for (final SteeringScope scope : scopes()) {
            next = scope.watched == null ? next : Math.min(next, scope.watchedUntilNs - clock.getAsLong());
        }
        return next;
    }

    private List<SteeringScope> scopes() {
        final List<SteeringScope> all = new ArrayList<>(state.scopes.values());
        all.add(state.steering);
        return all;
    }
}
