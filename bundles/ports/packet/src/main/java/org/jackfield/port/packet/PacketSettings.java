package org.jackfield.port.packet;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.packet.PacketGroup;

/**
 * The configuration of a packet port, read and checked as a whole before anything is done. Each refusal names port, key,
 * value and what would be right. Immutable.
 */
final class PacketSettings {
    /** Longest name of a device in bytes (IFNAMSIZ - 1). */
    private static final int MOST_NAME_BYTES = 15;

    private static final int LEAST_RECEIVE_BUFFER = 64 << 10;
    private static final int DEFAULT_RECEIVE_BUFFER = 4 << 20;
    /** The kernel doubles it, in an int. */
    private static final int MOST_RECEIVE_BUFFER = (1 << 30) - 1;

    private final String port;
    private final String device;
    private final Optional<String> netns;
    private final boolean promiscuous;
    private final boolean offload;
    private final int receiveBuffer;
    private final boolean kernelSteering;

    /**
     * Reads settings.
     *
     * @throws PortException for an unknown key or a value that is not allowed
     */
    PacketSettings(final PortSettings settings) throws PortException {
        PacketKeys.refuseUnknown(settings);
        port = settings.name();
        device = device(settings);
        netns = netns(settings);
        settings.number(PortSettings.QUEUES, 0, 0, PacketGroup.MOST_QUEUES);
        promiscuous = settings.flag(PacketKeys.PROMISCUOUS, true);
        offload = offload(settings);
        receiveBuffer = (int) settings.number(
                PacketKeys.RECEIVE_BUFFER, DEFAULT_RECEIVE_BUFFER, LEAST_RECEIVE_BUFFER, MOST_RECEIVE_BUFFER);
        kernelSteering = kernelSteering(settings);
    }

    /** Name of the port. */
    String port() {
        return port;
    }

    /** Name of the device. */
    String device() {
        return device;
    }

    /** The namespace the device is in, unless it is the switch's own. */
    Optional<String> netns() {
        return netns;
    }

    /** The same for people. */
    String where() {
        return netns.map(name -> "namespace " + name).orElse("the switch's namespace");
    }

    boolean promiscuous() {
        return promiscuous;
    }

    /** Whether unfinished frames may cross the port. */
    boolean offload() {
        return offload;
    }

    int receiveBuffer() {
        return receiveBuffer;
    }

    boolean kernelSteering() {
        return kernelSteering;
    }

    /** Whether going from these settings to others needs the sockets to be closed and opened. */
    boolean needsReopenFor(final PacketSettings other) {
        return !(device.equals(other.device)
                && netns.equals(other.netns)
                && offload == other.offload
                && kernelSteering == other.kernelSteering);
    }

    private static String device(final PortSettings settings) throws PortException {
        final String name = settings.text(PacketKeys.DEVICE).orElse(settings.name());
        final int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        final boolean allowed = !name.matches(".*[/:\\p{javaWhitespace}\\p{Cntrl}].*")
                && !name.equals(".")
                && !name.equals("..")
                && bytes <= MOST_NAME_BYTES;
        if (!allowed && settings.text(PacketKeys.DEVICE).isEmpty()) {
            throw new PortException("port " + settings.name() + ": '" + name
                    + "' cannot be the name of a device; name the device by '" + PacketKeys.DEVICE + "'");
        }
        if (!allowed) {
            throw settings.refuse(
                    PacketKeys.DEVICE,
                    "is no name of a device: that has 1 to " + MOST_NAME_BYTES + " bytes without '/', ':' and blanks");
        }
        return name;
    }

    private static Optional<String> netns(final PortSettings settings) throws PortException {
        final Optional<String> netns = settings.text(PacketKeys.NETNS);
        final String text = netns.orElse("none");
        final boolean isName = text.indexOf('/') < 0 && !text.equals(".") && !text.equals("..");
        if ((!isName && !text.startsWith("/")) || text.indexOf('\0') >= 0) {
            throw settings.refuse(
                    PacketKeys.NETNS,
                    "is neither a name made with 'ip netns add' nor an absolute path such as /proc/PID/ns/net");
        }
        return netns;
    }

    private static boolean kernelSteering(final PortSettings settings) throws PortException {
        return switch (settings.text(PacketKeys.KERNEL_STEERING).orElse("auto")) {
            case "auto" -> true;
            case "off" -> false;
            default -> throw settings.refuse(PacketKeys.KERNEL_STEERING, "must be auto or off");
        };
    }

    private static boolean offload(final PortSettings settings) throws PortException {
        return switch (settings.text(PacketKeys.OFFLOAD).orElse("auto")) {
            case "auto", "on" -> true;
            case "off" -> false;
            default -> throw settings.refuse(PacketKeys.OFFLOAD, "must be auto, on or off");
        };
    }
}
