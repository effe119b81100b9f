package org.jackfield.port.vxlan;

import java.util.List;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/** The configuration keys of a VXLAN port. */
final class VxlanKeys {
    static final String VNI = "vni";
    static final String REMOTES = "remotes";
    static final String LOCAL = "local";
    static final String PORT = "port";
    static final String NETNS = "netns";
    static final String ACCEPT = "accept";
    static final String LEARN = "learn";
    static final String LEARN_LIMIT = "learn-limit";
    static final String AGEING = "ageing";
    static final String MTU = "mtu";
    static final String TTL = "ttl";
    static final String DSCP = "dscp";
    static final String SOURCE_PORTS = "source-ports";
    static final String UDP_CHECKSUM = "udp-checksum";

    /** All keys a configuration may have, in the order of the documentation. */
    static final List<String> ALL = List.of(
            PortSettings.NAME,
            PortSettings.BRIDGE,
            VNI,
            REMOTES,
            LOCAL,
            PORT,
            NETNS,
            ACCEPT,
            LEARN,
            LEARN_LIMIT,
            AGEING,
            MTU,
            TTL,
            DSCP,
            SOURCE_PORTS,
            UDP_CHECKSUM,
            PortSettings.QUEUES,
            PortSettings.FDB_LIMIT);

    /** Keys the framework and the switch add by themselves, and how others of theirs begin. */
    private static final List<String> FOREIGN = List.of(PortSettings.TYPE, "objectClass");

    private static final List<String> FOREIGN_STARTS =
            List.of("service.", "component.", "osgi.", "felix.", "jackfield.", ".");

    private VxlanKeys() {}

    /** Refuses settings with a key nobody reads. */
    static void refuseUnknown(final PortSettings settings) throws PortException {
        for (final String key : settings.values().keySet()) {
            if (!ALL.contains(key)
                    && !FOREIGN.contains(key)
                    && FOREIGN_STARTS.stream().noneMatch(key::startsWith)) {
                throw new PortException("port " + settings.name() + ": a vxlan port has no key '" + key
                        + "'; its keys are " + String.join(", ", ALL));
            }
        }
    }
}
