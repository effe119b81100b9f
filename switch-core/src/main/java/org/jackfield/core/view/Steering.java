package org.jackfield.core.view;

import org.jackfield.core.stats.BucketCounters;
import org.jspecify.annotations.Nullable;

/** What one policy in force says of the ports it decides for, as workers follow it. Immutable; the array is never written. */
public final class Steering {
    /** Owner of each bucket while no transition says otherwise. */
    public final short[] owners;
    /** Who decides for each frame; null where owners of buckets are all there is. */
    public final @Nullable ActiveSteering frames;
    /** Where frames of buckets are counted; null while nobody wants to know. */
    public final @Nullable BucketCounters buckets;

    /** Of these parts, which become its own. */
    public Steering(
            final short[] owners, final @Nullable ActiveSteering frames, final @Nullable BucketCounters buckets) {
        this.owners = owners;
        this.frames = frames;
        this.buckets = buckets;
    }
}
