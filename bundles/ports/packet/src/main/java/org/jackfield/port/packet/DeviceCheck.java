package org.jackfield.port.packet;

import java.io.IOException;
import java.util.Optional;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.tuntap.TapHolder;

/** Finds the device a port is to attach and refuses those that would make a loop, or no port at all. Port-ops thread. */
final class DeviceCheck {
    /** IPv4 needs this much (RFC 791). */
    static final int LEAST_MTU = 68;
    /** 65535 less an Ethernet header. */
    static final int MOST_MTU = 65521;

    /** A device, and the one it is a port of. */
    private record Found(Optional<LinkInfo> link, Optional<LinkInfo> master) {}

    private DeviceCheck() {}

    /** The device as it is now. */
    static LinkInfo find(final PacketSettings settings, final NetworkNamespace namespace)
            throws IOException, PortException {
        final Found found = namespace.call(() -> {
            try (Rtnetlink netlink = Rtnetlink.open()) {
                final Optional<LinkInfo> link = netlink.link(settings.device());
                return new Found(link, master(netlink, link));
            }
        });
        final LinkInfo link = found.link()
                .orElseThrow(() -> refuse(
                        settings,
                        "does not exist; make it, or name another one by '" + PacketKeys.DEVICE
                                + "'; the port opens by itself as soon as it is there"));
        refuseUnfit(settings, link);
        if (found.master().isPresent()) {
            throw refuse(settings, masterText(link.name(), found.master().get()));
        }
        if (link.tun().isPresent() && TapHolder.isThisProcess(link.name(), namespace)) {
            throw refuse(
                    settings,
                    "is the device of a tap port of this switch: each frame would come back to it; name a device by '"
                            + PacketKeys.DEVICE + "' whose other end is not here");
        }
        return link;
    }

    private static void refuseUnfit(final PacketSettings settings, final LinkInfo link) throws PortException {
        if (link.hardware() != LinkInfo.ETHERNET) {
            throw refuse(
                    settings, "is no Ethernet device (ARPHRD " + link.hardware() + "), so it has no frames to switch");
        }
        if (link.mtu() < LEAST_MTU || link.mtu() > MOST_MTU) {
            throw refuse(
                    settings,
                    "has an MTU of " + link.mtu() + "; set it to " + LEAST_MTU + " to " + MOST_MTU + ": ip link set "
                            + link.name() + " mtu 1500");
        }
    }

    private static Optional<LinkInfo> master(final Rtnetlink netlink, final Optional<LinkInfo> link)
            throws IOException {
        final int index = link.map(LinkInfo::master).orElse(0);
        return index == 0 ? Optional.empty() : netlink.link(index);
    }

    /** What is said of a device that belongs to another one. */
    static String masterText(final String device, final LinkInfo master) {
        return "belongs to " + master.name() + (master.kind().isEmpty() ? "" : " (" + master.kind() + ")")
                + ", which gets each of its frames too, so frames would go round; take it out (ip link set " + device
                + " nomaster, with Open vSwitch ovs-vsctl del-port " + device + ")";
    }

    private static PortException refuse(final PacketSettings settings, final String what) {
        return new PortException(
                "port " + settings.port() + ": device " + settings.device() + " in " + settings.where() + " " + what);
    }
}
