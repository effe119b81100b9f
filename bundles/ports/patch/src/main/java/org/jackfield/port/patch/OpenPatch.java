package org.jackfield.port.patch;

import java.util.Arrays;
import java.util.Map;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jspecify.annotations.Nullable;

/**
 * A patch port from open to close. Port-ops thread, except {@link #details} and {@link #farWires}. Workers see a change of the peer,
 * or of its queues, with the next batch they send; until then they fill wires that nobody reads any more, which harms nobody.
 */
final class OpenPatch {
    private static final PatchWire[] NO_WIRES = {};

    private final PortHost host;
    /** Written under the panel's lock. */
    private volatile PatchSettings settings;

    private volatile @Nullable OpenPatch far;
    /** The wire to each queue, by queue index; a new array for each change. */
    private volatile PatchWire[] wires = NO_WIRES;

    OpenPatch(final PortHost host, final PatchSettings settings) {
        this.host = host;
        this.settings = settings;
    }

    PatchSettings settings() {
        return settings;
    }

    /** For {@link PatchPanel} alone, which keeps both ends and all bridges in agreement. */
    void settings(final PatchSettings now) {
        settings = now;
    }

    /** The other end while it is open and names this port. */
    @Nullable
    OpenPatch far() {
        return far;
    }

    /** For {@link PatchPanel} alone. */
    void far(final @Nullable OpenPatch peer) {
        far = peer;
    }

    /** The wires to the queues of the peer; none while it is not open. Workers. */
    PatchWire[] farWires() {
        final OpenPatch peer = far;
        return peer == null ? NO_WIRES : peer.wires;
    }

    /** Attaches or detaches the highest queues; when one cannot be attached those before it stay. */
    void setQueues(final int count) throws PortException {
        for (int queue = wires.length; queue < count; queue++) {
            final PatchWire wire = new PatchWire(settings.mtu());
            final PatchQueue pair = new PatchQueue(this, queue, wire);
            host.attach(queue, pair, pair);
            final PatchWire[] more = Arrays.copyOf(wires, queue + 1);
            more[queue] = wire;
            wires = more;
        }
        while (wires.length > count) {
            host.detach(wires.length - 1);
            wires = Arrays.copyOf(wires, wires.length - 1);
        }
    }

    /** Facts for people. Any thread. */
    Map<String, String> details() {
        final String peer = settings.peer();
        return Map.of("peer", far == null ? peer + " (not open)" : peer);
    }
}
