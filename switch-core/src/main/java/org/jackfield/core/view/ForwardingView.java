package org.jackfield.core.view;

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
    /** What the switch's policy says, for all ports that have no steering of their own. */
    public final Steering steering;
    /** The running hand-over of buckets, or null. */
    public final @Nullable Transition transition;
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
        this(epoch, ports, new Steering(owners, null, null), transition, Instruments.NONE);
    }

    /** A view of these parts, which become its own. */
    public ForwardingView(
            final long epoch,
            final @Nullable PortView[] ports,
            final Steering steering,
            final @Nullable Transition transition,
            final Instruments instruments) {
        this.epoch = epoch;
        this.ports = ports;
        this.steering = steering;
        this.transition = transition;
        this.shadows = instruments.shadows();
        this.measures = instruments.measures();
    }

    /** The port of an index that is known to be in this view: taken from its flood lists, or after {@link #has}. */
    @SuppressWarnings("NullAway") // the precondition
    public PortView port(final int index) {
        return ports[index];
    }

    /** What is followed for frames from a port of this view. */
    public Steering steeringOf(final PortView port) {
        final Steering own = port.steering;
        return own == null ? steering : own;
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
