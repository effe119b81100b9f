package org.jackfield.core.view;

import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.stats.Measures;
import org.jackfield.core.steering.Transition;
import org.jspecify.annotations.Nullable;

/**
 * The forwarding state workers act on: immutable, built and published by the conductor, read by each worker through one
 * acquire load for each batch. Arrays are never written after construction.
 */
public final class ForwardingView {
    /** Number of this view, growing by one with each publication. */
    public final long epoch;
    /** Ports by dense index; null where no port is. */
    public final @Nullable PortView[] ports;
    /** Owner of each bucket while no transition says otherwise. */
    public final short[] owners;
    /** The running hand-over of buckets, or null. */
    public final @Nullable Transition transition;
    /** Who decides for each frame; null where owners of buckets are all there is. */
    public final @Nullable ActiveSteering steering;
    /** Where frames of buckets are counted; null while nobody wants to know. */
    public final @Nullable BucketCounters buckets;
    /** Policies evaluated beside the one in force; null for none. */
    public final ActiveShadow @Nullable [] shadows;
    /** What workers measure of themselves; null while nobody wants to know. */
    public final @Nullable Measures measures;

    /** A view of these parts, which become its own. Owners of buckets decide. */
    public ForwardingView(
            final long epoch,
            final @Nullable PortView[] ports,
            final short[] owners,
            final @Nullable Transition transition) {
        this(epoch, ports, owners, transition, null, null, Instruments.NONE);
    }

    /** A view of these parts, which become its own. */
    public ForwardingView(
            final long epoch,
            final @Nullable PortView[] ports,
            final short[] owners,
            final @Nullable Transition transition,
            final @Nullable ActiveSteering steering,
            final @Nullable BucketCounters buckets,
            final Instruments instruments) {
        this.epoch = epoch;
        this.ports = ports;
        this.owners = owners;
        this.transition = transition;
        this.steering = steering;
        this.buckets = buckets;
        this.shadows = instruments.shadows();
        this.measures = instruments.measures();
    }

    /** The port of an index that is known to be in this view: taken from its flood lists, or after {@link #has}. */
    @SuppressWarnings("NullAway") // the precondition
    public PortView port(final int index) {
        return ports[index];
    }

    /**
     * Whether a port of an earlier view is open still and on the same bridge, perhaps under another generation: its counters live as
     * long as it does.
     */
    public boolean hasStill(final PortView earlier) {
        if (earlier.index >= ports.length) {
            return false;
        }
        final PortView port = ports[earlier.index];
        return port != null && port.counters == earlier.counters && port.fid == earlier.fid;
    }

    /** Whether a port of this index and generation is in the view. */
    public boolean has(final int index, final int generation) {
        if (index >= ports.length) {
            return false;
        }
        final PortView port = ports[index];
        return port != null && port.generation == generation;
    }
}
