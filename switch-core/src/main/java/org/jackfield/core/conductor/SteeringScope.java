package org.jackfield.core.conductor;

import java.util.BitSet;
import java.util.Map;
import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.view.ActiveSteering;
import org.jackfield.core.view.Steering;
import org.jspecify.annotations.Nullable;

/**
 * The ports one policy decides for, and what it has decided: either the switch's policy, for all ports nobody has given to another, or another
 * one. Which ports these are is in {@link PortEntry#scope}. Conductor thread only.
 */
final class SteeringScope {
    private final int workers;
    /** Owner of each bucket; replaced, never written. */
    short[] owners;
    /** Who decides for each frame; null where owners of buckets are all there is. */
    @Nullable
    ActiveSteering frames;
    /** Where frames of buckets are counted for the policy; null while it does not want to know. */
    @Nullable
    BucketCounters buckets;
    /** Where they are counted for people, while the policy does not want to know. */
    @Nullable
    BucketCounters watched;
    /** Until when they are counted for people. */
    long watchedUntilNs;
    /** How often buckets got other owners. */
    final BucketMoves moves = new BucketMoves();

    /** A scope in which buckets have these owners, which become its own. */
    SteeringScope(final int workers, final short[] owners) {
        this.workers = workers;
        this.owners = owners;
    }

    /** Where frames of buckets are counted now; null for nowhere. */
    @Nullable
    BucketCounters counted() {
        return buckets != null ? buckets : watched;
    }

    /** As workers see it. */
    Steering view() {
        return new Steering(owners, frames, counted());
    }

    /** Workers that own buckets. */
    int width() {
        final BitSet owning = new BitSet(workers);
        for (final short owner : owners) {
            owning.set(owner);
        }
        return owning.cardinality();
    }

    /** For the next version of the switch. */
    Map<String, Object> estate() {
        return Map.of("owners", owners.clone(), "bucket-moves", moves.estate());
    }

    /** Goes on with the owners of the version before; the caller has checked that there are as many workers. */
    void restore(final Legacy left) {
        final short[] before = left.shorts("owners");
        if (before.length == IndirectionTable.BUCKETS) {
            owners = before;
            moves.restore(left.part("bucket-moves"));
        }
    }
}
