package org.jackfield.port.packet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.netns.NetworkNamespace;

/**
 * The devices that open packet ports have attached: two ports on one device would both receive each frame. For this version of the code;
 * one that is updated gives its devices up first. Any thread.
 */
final class HeldDevices {
    /** What tells a device from all others of the machine. */
    record Key(NetworkNamespace.Identity namespace, int ifindex) {}

    private static final Map<Key, String> PORTS = new ConcurrentHashMap<>();

    private HeldDevices() {}

    /** Notes that a port has attached a device; refuses when another one has. */
    static void claim(final Key key, final PacketSettings settings) throws PortException {
        final String other = PORTS.putIfAbsent(key, settings.port());
        if (other != null) {
            throw new PortException("port " + settings.port() + ": device " + settings.device() + " in "
                    + settings.where() + " is attached by port " + other
                    + " already; remove one of the two ports, or name another device by '" + PacketKeys.DEVICE + "'");
        }
    }

    /** Notes that the device is attached no more. */
    static void release(final Key key) {
        PORTS.remove(key);
    }
}
