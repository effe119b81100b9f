package org.jackfield.port.patch;

import java.util.List;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/**
 * The configuration of a patch port, read and checked as a whole before anything is done. Each refusal names port, key, value and what
 * would be right.
 *
 * @param name name of the port
 * @param bridge name of its bridge
 * @param peer name of the port at the other end
 * @param mtu its MTU in bytes
 */
record PatchSettings(String name, String bridge, String peer, int mtu) {
    static final int MOST_QUEUES = 256;
    /** IPv4 needs this much (RFC 791). */
    static final int LEAST_MTU = 68;
    /** 65535 less an Ethernet header. */
    static final int MOST_MTU = 65521;

    static final String PEER = "peer";
    static final String MTU = "mtu";

    private static final int DEFAULT_MTU = 1500;
    /** What the switch takes for a port that names no bridge. */
    private static final String DEFAULT_BRIDGE = "br0";

    private static final List<String> KEYS =
            List.of(PortSettings.NAME, PortSettings.BRIDGE, PEER, PortSettings.QUEUES, MTU, PortSettings.FDB_LIMIT);
    /** Keys the framework and the switch add by themselves, and how others of theirs begin. */
    private static final List<String> FOREIGN = List.of(PortSettings.TYPE, "objectClass");

    private static final List<String> FOREIGN_STARTS =
            List.of("service.", "component.", "osgi.", "felix.", "jackfield.", ".");

    /**
     * Reads settings.
     *
     * @throws PortException for an unknown key or a value that is not allowed
     */
    static PatchSettings of(final PortSettings settings) throws PortException {
        for (final String key : settings.values().keySet()) {
            if (!KEYS.contains(key)
                    && !FOREIGN.contains(key)
                    && FOREIGN_STARTS.stream().noneMatch(key::startsWith)) {
                throw new PortException("port " + settings.name() + ": a patch port has no key '" + key
                        + "'; its keys are " + String.join(", ", KEYS));
            }
        }
        settings.number(PortSettings.QUEUES, 0, 0, MOST_QUEUES);
        final String peer = settings.text(PEER)
                .orElseThrow(() -> new PortException("port " + settings.name()
                        + ": the key 'peer' is missing; set it to the name of the patch port at the other end"));
        if (peer.equals(settings.name())) {
            throw settings.refuse(PEER, "is the port itself; name the patch port at the other end");
        }
        return new PatchSettings(
                settings.name(), settings.text(PortSettings.BRIDGE).orElse(DEFAULT_BRIDGE), peer, (int)
                        settings.number(MTU, DEFAULT_MTU, LEAST_MTU, MOST_MTU));
    }

    /** The exception for a peer that cannot be. */
    PortException refusePeer(final String rule) {
        return new PortException("port " + name + ": peer=" + peer + " " + rule);
    }

    /** Whether going from these settings to others needs the port to be closed and opened. */
    boolean needsReopenFor(final PatchSettings other) {
        return !peer.equals(other.peer) || mtu != other.mtu;
    }
}
