package org.jackfield.port.packet;

import java.util.List;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/** The configuration keys of a packet port, and what is said about others. */
final class PacketKeys {
    static final String DEVICE = "device";
    static final String NETNS = "netns";
    static final String PROMISCUOUS = "promiscuous";
    static final String OFFLOAD = "offload";
    static final String RECEIVE_BUFFER = "receive-buffer";
    static final String KERNEL_STEERING = "kernel-steering";

    /** All keys a configuration may have, in the order of the documentation. */
    private static final List<String> ALL = List.of(
            PortSettings.NAME,
            PortSettings.BRIDGE,
            DEVICE,
            NETNS,
            PortSettings.QUEUES,
            PROMISCUOUS,
            OFFLOAD,
            RECEIVE_BUFFER,
            KERNEL_STEERING,
            PortSettings.FDB_LIMIT);

    /** Keys the framework and the switch add by themselves. */
    private static final List<String> FOREIGN = List.of("service.", "component.", "osgi.", "felix.", "jackfield.", ".");

    private PacketKeys() {}

    /** Refuses settings with a key nobody reads. */
    static void refuseUnknown(final PortSettings settings) throws PortException {
        for (final String key : settings.values().keySet()) {
            if (!isKnown(key)) {
                throw new PortException("port " + settings.name() + ": a packet port has no key '" + key
                        + "'; its keys are " + String.join(", ", ALL));
            }
        }
    }

    private static boolean isKnown(final String key) {
        return ALL.contains(key)
                || key.equals(PortSettings.TYPE)
                || key.equals("objectClass")
                || FOREIGN.stream().anyMatch(key::startsWith);
    }
}
