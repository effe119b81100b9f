package org.jackfield.port.vxlan;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.socket.UdpAddress;

/**
 * The configuration of a VXLAN port, read and checked as a whole before anything is done. Each refusal names port, key, value and what
 * would be right.
 *
 * @param name name of the port
 * @param vni VXLAN network identifier, 0 to 16777215
 * @param local where it receives: an address of this host, or the unspecified one, with the UDP port
 * @param remotes the other VTEPs, each address once
 * @param netns network namespace of the underlay, empty for the switch's own
 * @param peers whom frames come from and what is learned of them
 * @param mtu MTU in bytes, 0 for what the path takes
 * @param sending how datagrams are sent
 */
record VxlanSettings(
        String name,
        int vni,
        UdpAddress local,
        List<UdpAddress> remotes,
        Optional<String> netns,
        PeerSettings peers,
        int mtu,
        SendSettings sending) {
    static final int MOST_QUEUES = 64;
    /** IPv4 needs this much (RFC 791). */
    static final int LEAST_MTU = 68;
    /** The longest IP packet (65535 bytes) less what VXLAN over IPv6 takes of it. */
    static final int MOST_MTU = 65_465;

    static final int MOST_VNI = 0xFF_FFFF;
    static final int MOST_REMOTES = 256;

    private static final int VXLAN_PORT = 4789;
    private static final int MOST_PORT = 65_535;
    private static final int MOST_ADDRESSES = 1_000_000;
    private static final int LEARN_LIMIT = 4096;
    private static final int AGEING_S = 300;
    private static final int LEAST_AGEING_S = 10;

    /**
     * What is known of the other VTEPs.
     *
     * @param any whether frames are taken from VTEPs that are no remotes
     * @param learn whether it is learned behind which VTEP an address is
     * @param limit most addresses learned
     * @param ageingS seconds an address is remembered after its last frame
     */
    record PeerSettings(boolean any, boolean learn, int limit, int ageingS) {}

    /**
     * How datagrams are sent; ports with the same share the sockets they send from.
     *
     * @param ttl time to live or hop limit
     * @param trafficClass the field for differentiated services, all eight bits
     * @param firstPort first UDP port to send from
     * @param lastPort last of them
     * @param checksum whether there are UDP checksums
     */
    record SendSettings(int ttl, int trafficClass, int firstPort, int lastPort, boolean checksum) {
        static final int MOST_PORTS = 256;
        static final String DEFAULT_PORTS = "49152-49167";

        /** Whether it is sent from a UDP port. */
        boolean has(final int port) {
            return port >= firstPort && port <= lastPort;
        }
    }

    /**
     * Reads settings.
     *
     * @throws PortException for an unknown key, a value that is not allowed, or values that do not go together
     */
    static VxlanSettings of(final PortSettings settings) throws PortException {
        VxlanKeys.refuseUnknown(settings);
        settings.number(PortSettings.QUEUES, 0, 0, MOST_QUEUES);
        if (settings.text(VxlanKeys.VNI).isEmpty()) {
            throw new PortException("port " + settings.name()
                    + ": the key 'vni' is missing; set it to the number of the VXLAN segment, 0 to " + MOST_VNI);
        }
        final int port = (int) settings.number(VxlanKeys.PORT, VXLAN_PORT, 1, MOST_PORT);
        final PeerSettings peers = new PeerSettings(
                any(settings),
                settings.flag(VxlanKeys.LEARN, true),
                (int) settings.number(VxlanKeys.LEARN_LIMIT, LEARN_LIMIT, 1, MOST_ADDRESSES),
                (int) settings.number(VxlanKeys.AGEING, AGEING_S, LEAST_AGEING_S, MOST_ADDRESSES));
        final List<UdpAddress> remotes = remotes(settings, port, peers.any);
        return new VxlanSettings(
                settings.name(),
                (int) settings.number(VxlanKeys.VNI, 0, 0, MOST_VNI),
                local(settings, port, remotes),
                remotes,
                netns(settings),
                peers,
                mtu(settings),
                sending(settings, port));
    }

    /** Whether going from these settings to others needs the port to be closed and opened. */
    boolean needsReopenFor(final VxlanSettings other) {
        return vni != other.vni
                || !local.host().equals(other.local.host())
                || local.port() != other.local.port()
                || !netns.equals(other.netns)
                || !sending.equals(other.sending);
    }

    /** Bytes VXLAN takes of an IP packet: outer IP, UDP, VXLAN and inner Ethernet header. */
    int overheadBytes() {
        return local.isIpv6() ? 70 : 50;
    }

    private static boolean any(final PortSettings settings) throws PortException {
        final String text = settings.text(VxlanKeys.ACCEPT).orElse("remotes");
        if (!text.equals("remotes") && !text.equals("any")) {
            throw settings.refuse(VxlanKeys.ACCEPT, "must be remotes or any");
        }
        return text.equals("any");
    }

    private static List<UdpAddress> remotes(final PortSettings settings, final int port, final boolean any)
            throws PortException {
        final Set<InetAddress> seen = new HashSet<>();
        final List<UdpAddress> remotes = VtepAddress.list(settings, VxlanKeys.REMOTES, port);
        for (final UdpAddress remote : remotes) {
            if (!seen.add(remote.host())) {
                throw refuse(
                        settings,
                        VxlanKeys.REMOTES,
                        remote.host().getHostAddress() + " is named twice; a VTEP is known by its address alone");
            }
            if (remote.isIpv6() != remotes.get(0).isIpv6()) {
                throw refuse(
                        settings,
                        VxlanKeys.REMOTES,
                        remote.host().getHostAddress() + " is of another address family than "
                                + remotes.get(0).host().getHostAddress()
                                + "; one port uses one family: make a port for each");
            }
        }
        if (remotes.size() > MOST_REMOTES) {
            throw refuse(
                    settings,
                    VxlanKeys.REMOTES,
                    "names " + remotes.size() + " VTEPs; a frame to everybody is sent to each, and " + MOST_REMOTES
                            + " are the most");
        }
        if (remotes.isEmpty() && !any) {
            throw new PortException("port " + settings.name()
                    + ": the key 'remotes' is missing; name the other VTEPs by their addresses, or set accept=any to"
                    + " wait for whoever comes");
        }
        return remotes;
    }

    private static UdpAddress local(final PortSettings settings, final int port, final List<UdpAddress> remotes)
            throws PortException {
        final Optional<String> text = settings.text(VxlanKeys.LOCAL);
        final boolean ipv6 = !remotes.isEmpty() && remotes.get(0).isIpv6();
        if (text.isEmpty()) {
            return UdpAddress.of(VtepAddress.unspecified(ipv6), port);
        }
        final InetAddress local = VtepAddress.host(settings, VxlanKeys.LOCAL, text.get());
        if (!remotes.isEmpty() && local instanceof Inet6Address != ipv6) {
            throw settings.refuse(
                    VxlanKeys.LOCAL,
                    "is of another address family than the remotes; give an address of theirs, or leave the key out");
        }
        if (remotes.stream().anyMatch(remote -> remote.host().equals(local) && remote.port() == port)) {
            throw settings.refuse(
                    VxlanKeys.LOCAL,
                    "is among the remotes, so frames would come back for ever; name only others there");
        }
        return UdpAddress.of(local, port);
    }

    private static Optional<String> netns(final PortSettings settings) throws PortException {
        final Optional<String> netns = settings.text(VxlanKeys.NETNS);
        final String text = netns.orElse("none");
        final boolean isName = text.indexOf('/') < 0 && !text.equals(".") && !text.equals("..");
        if ((!isName && !text.startsWith("/")) || text.indexOf('\0') >= 0) {
            throw settings.refuse(
                    VxlanKeys.NETNS,
                    "is neither a name made with 'ip netns add' nor an absolute path such as /proc/PID/ns/net");
        }
        return netns;
    }

    private static int mtu(final PortSettings settings) throws PortException {
        final int mtu = (int) settings.number(VxlanKeys.MTU, 0, 0, MOST_MTU);
        if (mtu != 0 && mtu < LEAST_MTU) {
            throw settings.refuse(
                    VxlanKeys.MTU, "must be a whole number from " + LEAST_MTU + " to " + MOST_MTU + ", or 0");
        }
        return mtu;
    }

    private static SendSettings sending(final PortSettings settings, final int port) throws PortException {
        final String text = settings.text(VxlanKeys.SOURCE_PORTS).orElse(SendSettings.DEFAULT_PORTS);
        final List<Integer> ends;
        try {
            ends = Stream.of(text.split("-", -1))
                    .map(String::trim)
                    .map(Integer::valueOf)
                    .toList();
        } catch (final NumberFormatException e) {
            throw settings.refuse(VxlanKeys.SOURCE_PORTS, "is no range; write it like " + SendSettings.DEFAULT_PORTS);
        }
        final int first = ends.get(0);
        final int last = ends.get(ends.size() - 1);
        if (ends.size() > 2 || first < 1 || last > MOST_PORT || last < first) {
            throw settings.refuse(VxlanKeys.SOURCE_PORTS, "is no range; write it like " + SendSettings.DEFAULT_PORTS);
        }
        if (last - first >= SendSettings.MOST_PORTS) {
            throw settings.refuse(
                    VxlanKeys.SOURCE_PORTS,
                    "has " + (last - first + 1) + " ports; each is a socket, and " + SendSettings.MOST_PORTS
                            + " are the most");
        }
        if (first <= port && port <= last) {
            throw settings.refuse(VxlanKeys.SOURCE_PORTS, "holds UDP port " + port + ", which is received on");
        }
        return new SendSettings(
                (int) settings.number(VxlanKeys.TTL, 64, 1, 255),
                (int) settings.number(VxlanKeys.DSCP, 0, 0, 63) << 2,
                first,
                last,
                settings.flag(VxlanKeys.UDP_CHECKSUM, true));
    }

    private static PortException refuse(final PortSettings settings, final String key, final String rule) {
        return new PortException("port " + settings.name() + ": " + key + ": " + rule);
    }
}
