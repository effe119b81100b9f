package org.jackfield.port.tap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jackfield.api.frame.MacAddress;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.netlink.IpPrefix;
import org.jackfield.linux.tuntap.TapDevice;

/**
 * The configuration of a tap port, read and checked as a whole before anything is done. Each refusal names port, key,
 * value and what would be right. Immutable.
 */
final class TapSettings {
    /** IPv4 needs this much (RFC 791). */
    static final int LEAST_MTU = 68;
    /** 65535 less an Ethernet header. */
    static final int MOST_MTU = 65521;

    private static final int DEFAULT_MTU = 1500;
    /** IPv6 needs this much (RFC 8200 section 5). */
    private static final int LEAST_IPV6_MTU = 1280;

    private static final int DEFAULT_TX_QUEUE_LENGTH = 1000;
    private static final int MOST_TX_QUEUE_LENGTH = 1_000_000;

    private final String port;
    private final String device;
    private final int mtu;
    private final OptionalLong mac;
    private final Optional<String> netns;
    private final Optional<String> guestName;
    private final List<IpPrefix> addresses;
    private final boolean up;
    private final boolean persist;
    private final OptionalLong owner;
    private final OptionalLong group;
    private final int txQueueLength;
    private final TapSteering.Mode kernelSteering;
    private final TapOffload.Mode offload;

    /**
     * Reads settings.
     *
     * @throws PortException for an unknown key, a value that is not allowed, or values that do not go together
     */
    TapSettings(final PortSettings settings) throws PortException {
        TapKeys.refuseUnknown(settings);
        port = settings.name();
        device = DeviceName.ofDevice(settings);
        settings.number(PortSettings.QUEUES, 0, 0, TapDevice.MOST_QUEUES);
        mtu = (int) settings.number(TapKeys.MTU, DEFAULT_MTU, LEAST_MTU, MOST_MTU);
        mac = mac(settings);
        netns = netns(settings);
        guestName = guestName(settings);
        addresses = addresses(settings);
        up = settings.flag(TapKeys.UP, true);
        persist = settings.flag(TapKeys.PERSIST, false);
        owner = AccountNumber.user(settings, TapKeys.OWNER);
        group = AccountNumber.group(settings, TapKeys.GROUP);
        txQueueLength =
                (int) settings.number(TapKeys.TX_QUEUE_LENGTH, DEFAULT_TX_QUEUE_LENGTH, 1, MOST_TX_QUEUE_LENGTH);
        kernelSteering = kernelSteering(settings);
        offload = offload(settings);
        refuseContradictions(settings);
    }

    /** Name of the port. */
    String port() {
        return port;
    }

    /** Name of the device in the switch's namespace, maybe a pattern. */
    String device() {
        return device;
    }

    int mtu() {
        return mtu;
    }

    /** The MAC to set, unless the device keeps its own. */
    OptionalLong mac() {
        return mac;
    }

    /** The namespace the netdev is to be in, unless it stays in the switch's own. */
    Optional<String> netns() {
        return netns;
    }

    /** Name of the netdev in {@link #netns}; empty when only the kernel knows the number in it. */
    Optional<String> guestName() {
        return guestName.or(() -> DeviceName.isPattern(device) ? Optional.empty() : Optional.of(device));
    }

    List<IpPrefix> addresses() {
        return addresses;
    }

    boolean up() {
        return up;
    }

    boolean persist() {
        return persist;
    }

    OptionalLong owner() {
        return owner;
    }

    OptionalLong group() {
        return group;
    }

    int txQueueLength() {
        return txQueueLength;
    }

    TapSteering.Mode kernelSteering() {
        return kernelSteering;
    }

    TapOffload.Mode offload() {
        return offload;
    }

    /** Whether going from these settings to others needs the device to be closed and opened. */
    boolean needsReopenFor(final TapSettings other) {
        return !(device.equals(other.device)
                && netns.equals(other.netns)
                && guestName.equals(other.guestName)
                && persist == other.persist
                && owner.equals(other.owner)
                && group.equals(other.group)
                && offload == other.offload);
    }

    private static OptionalLong mac(final PortSettings settings) throws PortException {
        final String text = settings.text(TapKeys.MAC).orElse("");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        final long mac;
        try {
            mac = MacAddress.parse(text);
        } catch (final IllegalArgumentException e) {
            throw settings.refuse(TapKeys.MAC, "is not a MAC address; write it like 02:00:00:00:00:01");
        }
        if (MacAddress.isGroup(mac)) {
            throw settings.refuse(
                    TapKeys.MAC,
                    "is a group address; a device needs one whose first byte is even, like 02:00:00:00:00:01");
        }
        if (mac == 0) {
            throw settings.refuse(TapKeys.MAC, "is no address; leave the key out to let the kernel choose one");
        }
        return OptionalLong.of(mac);
    }

    private static Optional<String> netns(final PortSettings settings) throws PortException {
        final Optional<String> netns = settings.text(TapKeys.NETNS);
        final String text = netns.orElse("none");
        final boolean isName = text.indexOf('/') < 0 && !text.equals(".") && !text.equals("..");
        if ((!isName && !text.startsWith("/")) || text.indexOf('\0') >= 0) {
            throw settings.refuse(
                    TapKeys.NETNS,
                    "is neither a name made with 'ip netns add' nor an absolute path such as /proc/PID/ns/net");
        }
        return netns;
    }

    private static Optional<String> guestName(final PortSettings settings) throws PortException {
        final Optional<String> name = settings.text(TapKeys.GUEST_NAME);
        if (name.isPresent()) {
            DeviceName.check(settings, TapKeys.GUEST_NAME, name.get());
            if (DeviceName.isPattern(name.get())) {
                throw settings.refuse(TapKeys.GUEST_NAME, "may not hold %: only 'device' may be a pattern");
            }
            if (settings.text(TapKeys.NETNS).isEmpty()) {
                throw settings.refuse(
                        TapKeys.GUEST_NAME, "needs 'netns'; to name a device in the switch's namespace set 'device'");
            }
        }
        return name;
    }

    private static List<IpPrefix> addresses(final PortSettings settings) throws PortException {
        final List<IpPrefix> addresses = new ArrayList<>();
        for (final String text : settings.list(TapKeys.ADDRESSES)) {
            try {
                addresses.add(IpPrefix.parse(text));
            } catch (final IllegalArgumentException e) {
                throw new PortException(
                        "port " + settings.name() + ": " + TapKeys.ADDRESSES + ": " + e.getMessage(), e);
            }
        }
        if (addresses.stream().map(IpPrefix::address).distinct().count() < addresses.size()) {
            throw new PortException("port " + settings.name() + ": " + TapKeys.ADDRESSES
                    + ": an address is given twice;" + " leave one out");
        }
        return List.copyOf(addresses);
    }

    private static TapSteering.Mode kernelSteering(final PortSettings settings) throws PortException {
        return switch (settings.text(TapKeys.KERNEL_STEERING).orElse("auto")) {
            case "auto" -> TapSteering.Mode.AUTO;
            case "on" -> TapSteering.Mode.ON;
            case "off" -> TapSteering.Mode.OFF;
            default -> throw settings.refuse(TapKeys.KERNEL_STEERING, "must be auto, on or off");
        };
    }

    private static TapOffload.Mode offload(final PortSettings settings) throws PortException {
        return switch (settings.text(TapKeys.OFFLOAD).orElse("auto")) {
            case "auto" -> TapOffload.Mode.AUTO;
            case "on" -> TapOffload.Mode.ON;
            case "off" -> TapOffload.Mode.OFF;
            default -> throw settings.refuse(TapKeys.OFFLOAD, "must be auto, on or off");
        };
    }

    private void refuseContradictions(final PortSettings settings) throws PortException {
        if (mtu < LEAST_IPV6_MTU && addresses.stream().anyMatch(IpPrefix::isIpv6)) {
            throw settings.refuse(
                    TapKeys.MTU, "is too small for the IPv6 addresses; IPv6 needs " + LEAST_IPV6_MTU + " or more");
        }
        if (persist && guestName().isEmpty()) {
            throw settings.refuse(
                    TapKeys.DEVICE,
                    "holds %d, so a persistent device could not be found again after a restart; give a name"
                            + " without %d, or"
                            + " a guest-name");
        }
    }
}
