package org.jackfield.port.patch;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jackfield.api.port.PortException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * The open patch ports by name: finds each its peer, and refuses what would make frames circulate for ever. One for all ports, as a
 * service that only this bundle can use. Port-ops threads.
 */
@Component(service = PatchPanel.class)
public final class PatchPanel {
    private final Map<String, OpenPatch> open = new TreeMap<>();

    /** Refuses settings that do not go together with those of the open ports. */
    synchronized void check(final PatchSettings wanted) throws PortException {
        for (final OpenPatch other : open.values()) {
            final PatchSettings others = other.settings();
            if (!others.name().equals(wanted.name()) && others.peer().equals(wanted.peer())) {
                throw wanted.refusePeer("is taken: port " + others.name()
                        + " names it too, and a patch port has one peer; close that port, or choose another peer");
            }
        }
        final OpenPatch peer = open.get(wanted.peer());
        if (peer != null) {
            checkPair(wanted, peer.settings());
        }
    }

    private void checkPair(final PatchSettings wanted, final PatchSettings peer) throws PortException {
        if (!peer.peer().equals(wanted.name())) {
            throw wanted.refusePeer("is taken: its own peer is " + peer.peer() + "; set peer=" + wanted.name()
                    + " there, or choose another peer here");
        }
        if (peer.bridge().equals(wanted.bridge())) {
            throw wanted.refusePeer("is on the same bridge " + peer.bridge()
                    + ", so frames would circulate for ever; put one of both on another bridge");
        }
        if (reached(wanted).contains(peer.bridge())) {
            throw wanted.refusePeer("would join bridges " + wanted.bridge() + " and " + peer.bridge()
                    + ", which other patch ports join already, so frames would circulate for ever; close those first");
        }
    }

    /** The bridges that patch ports other than this one and its peer join with its bridge. */
    private Set<String> reached(final PatchSettings from) {
        final Set<String> reached = new HashSet<>(Set.of(from.bridge()));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (final OpenPatch port : open.values()) {
                final OpenPatch far = port.far();
                final String name = port.settings().name();
                if (far != null
                        && !name.equals(from.name())
                        && !name.equals(from.peer())
                        && reached.contains(port.settings().bridge())) {
                    grew |= reached.add(far.settings().bridge());
                }
            }
        }
        return reached;
    }

    /** A port opens: it is joined with its peer as soon as both are open. */
    synchronized void plug(final OpenPatch port) throws PortException {
        final PatchSettings settings = port.settings();
        check(settings);
        open.put(settings.name(), port);
        join(port, open.get(settings.peer()));
    }

    /** A port goes on with other settings, but for name and peer. */
    synchronized void change(final OpenPatch port, final PatchSettings now) throws PortException {
        check(now);
        port.settings(now);
    }

    /** A port closes. May be called twice. */
    synchronized void unplug(final OpenPatch port) {
        final OpenPatch far = port.far();
        if (far != null) {
            far.far(null);
            port.far(null);
        }
        open.remove(port.settings().name(), port);
    }

    private static void join(final OpenPatch port, final @Nullable OpenPatch peer) {
        if (peer != null) {
            port.far(peer);
            peer.far(port);
        }
    }
}
