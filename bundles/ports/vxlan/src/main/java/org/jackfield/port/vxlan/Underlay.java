package org.jackfield.port.vxlan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpEndpoint;
import org.jackfield.linux.socket.UdpException;
import org.osgi.service.component.annotations.Component;

/**
 * The sockets of all VXLAN ports, so that several of them (VNIs) share one UDP port. One for all ports, as a service that only this
 * bundle can use. Port-ops threads; a lock makes them take turns.
 */
@Component(service = Underlay.class)
public final class Underlay {
    /** Most descriptors that all ports of a group leave together: what they share each leaves once more. */
    private static final int MOST_LEFT = 16_384;

    /** Where a port's sockets are. */
    private record Place(NetworkNamespace.Identity namespace, UdpAddressKey local) {}

    /** Where and how ports send. */
    private record Way(
            NetworkNamespace.Identity namespace, java.net.InetAddress local, VxlanSettings.SendSettings settings) {}

    /** Equal where address and port are. */
    private record UdpAddressKey(java.net.InetAddress host, int port) {}

    private final Map<Place, VtepGroup> groups = new HashMap<>();
    private final Map<Way, SendSockets> ways = new HashMap<>();

    /** Refuses a VNI that another port has on the same address and UDP port; otherwise it is this port's until {@link #release}. */
    synchronized void claim(final VxlanSettings settings, final NetworkNamespace namespace) throws PortException {
        refuseOverlap(settings, namespace);
        final VtepGroup group =
                groups.computeIfAbsent(place(settings, namespace), any -> new VtepGroup(settings.local()));
        refuseOwned(group, settings);
        group.owners().put(settings.vni(), settings.name());
        group.forget(settings.vni());
    }

    private static void refuseOwned(final VtepGroup group, final VxlanSettings settings) throws PortException {
        final String owner = group.owners().get(settings.vni());
        if (owner != null) {
            throw new PortException("port " + settings.name() + ": vni=" + settings.vni() + " on " + settings.local()
                    + " belongs to port " + owner + "; choose another VNI, or another 'local' or 'port'");
        }
    }

    /** Whether a port may leave its sockets to a later version. One may not when so many share them that descriptors would run out. */
    synchronized boolean mayLeave(
            final VxlanSettings settings, final NetworkNamespace namespace, final SendSockets sending) {
        final VtepGroup group = group(settings, namespace);
        return (long) group.segments() * (group.sockets().size() + sending.lanes().length) <= MOST_LEFT;
    }

    /**
     * Leaves the sockets of a port, whose queues are detached, to a later version, and gives up its VNI here. What it shares with ports that
     * are still here is left by another descriptor.
     *
     * @throws IOException when there are not enough descriptors; nothing has changed then
     */
    synchronized VxlanEstate.Sockets leave(
            final VxlanSettings settings, final NetworkNamespace namespace, final SendSockets sending)
            throws IOException {
        final VtepGroup group = group(settings, namespace);
        final boolean last = group.owners().size() == 1;
        final List<UdpEndpoint> lanes = List.of(sending.lanes());
        final List<UdpEndpoint> receiving = last ? List.copyOf(group.sockets()) : duplicates(group.sockets());
        final VxlanEstate.Sockets left;
        try {
            left = new VxlanEstate.Sockets(
                    receiving, Map.copyOf(group.numbers()), sending.users == 1 ? lanes : duplicates(lanes));
        } catch (final IOException poor) {
            if (!last) {
                receiving.forEach(UdpEndpoint::close);
            }
            throw poor;
        }
        group.owners().remove(settings.vni());
        if (last) {
            groups.remove(place(settings, namespace));
        }
        sending.users--;
        if (sending.users == 0) {
            ways.remove(way(settings.local(), settings.sending(), namespace));
        }
        return left;
    }

    /**
     * Takes over what an earlier version of a port has left, and the VNI. All sockets it was given are its own when this returns; nothing
     * has changed when it throws.
     *
     * @return the sockets of the port's queues; the way to send is had by {@link #way} then
     */
    synchronized List<UdpEndpoint> adopt(
            final VxlanSettings settings, final NetworkNamespace namespace, final VxlanEstate.Sockets left)
            throws IOException, PortException {
        final Place place = place(settings, namespace);
        final VtepGroup group = groups.getOrDefault(place, new VtepGroup(settings.local()));
        refuseOwned(group, settings);
        final List<UdpEndpoint> queues = group.join(settings.vni(), left.receiving(), left.numbers());
        group.owners().put(settings.vni(), settings.name());
        groups.put(place, group);
        final Way way = way(settings.local(), settings.sending(), namespace);
        if (ways.containsKey(way)) {
            left.sending().forEach(UdpEndpoint::close);
        } else {
            ways.put(way, SendSockets.of(left.sending(), settings.sending()));
        }
        return queues;
    }

    /** Other descriptors of the same sockets. */
    static List<UdpEndpoint> duplicates(final List<UdpEndpoint> sockets) throws UdpException {
        final List<UdpEndpoint> made = new ArrayList<>();
        try {
            for (final UdpEndpoint socket : sockets) {
                made.add(socket.duplicate());
            }
            return made;
        } catch (final UdpException poor) {
            made.forEach(UdpEndpoint::close);
            throw poor;
        }
    }

    /** Asks the kernel to hold more, or with 0 no more than usual, for a port; returns bytes held for each queue, -1 when unknown. */
    synchronized int receiveBuffers(final VxlanSettings settings, final NetworkNamespace namespace, final int bytes) {
        return group(settings, namespace).receiveBuffers(settings.vni(), bytes);
    }

    /** A socket that sends from a port that others receive on would be given some of their datagrams. */
    private void refuseOverlap(final VxlanSettings settings, final NetworkNamespace namespace) throws PortException {
        for (final Place place : groups.keySet()) {
            if (place.namespace().equals(namespace.identity())
                    && settings.sending().has(place.local().port())) {
                throw new PortException("port " + settings.name() + ": source-ports: UDP port "
                        + place.local().port() + " is one that VXLAN ports of this switch receive on; choose others");
            }
        }
        for (final Way way : ways.keySet()) {
            if (way.namespace().equals(namespace.identity())
                    && way.settings().has(settings.local().port())) {
                throw new PortException(
                        "port " + settings.name() + ": port=" + settings.local().port()
                                + " is among the source ports of another VXLAN port of this switch; choose another");
            }
        }
    }

    /** The sockets to send from, until {@link #release}. */
    synchronized SendSockets way(final VxlanSettings settings, final NetworkNamespace namespace) throws PortException {
        final Way key = way(settings.local(), settings.sending(), namespace);
        SendSockets way = ways.get(key);
        if (way == null) {
            try {
                way = namespace.call(() -> SendSockets.open(settings.local(), settings.sending()));
            } catch (final IOException refused) {
                throw refused(settings, namespace, refused, "change 'source-ports'");
            }
            ways.put(key, way);
        }
        way.users++;
        return way;
    }

    /** A socket for the next queue of a port that has claimed its VNI. */
    synchronized UdpEndpoint add(final VxlanSettings settings, final NetworkNamespace namespace) throws PortException {
        try {
            return namespace.call(() -> group(settings, namespace)
                    .add(settings.vni(), !settings.sending().checksum()));
        } catch (final IOException refused) {
            throw refused(settings, namespace, refused, "end that, or change 'port' or 'local'" + others(namespace));
        }
    }

    private String others(final NetworkNamespace namespace) {
        return groups.entrySet().stream()
                .filter(entry -> entry.getKey().namespace().equals(namespace.identity()))
                .flatMap(entry -> entry.getValue().owners().values().stream())
                .sorted()
                .reduce((a, b) -> a + ", " + b)
                .map(names -> " (VXLAN ports of this switch there: " + names
                        + "; those on one UDP port need the same 'local', or each its own)")
                .orElse("");
    }

    /** The highest queue of a port gets no datagrams any more. */
    synchronized void leave(final VxlanSettings settings, final NetworkNamespace namespace) throws PortException {
        try {
            group(settings, namespace).leave(settings.vni());
        } catch (final IOException refused) {
            throw refused(settings, namespace, refused, "close the port instead");
        }
    }

    /** Takes the socket of a queue back after {@link #leave}, when no worker uses it any more. */
    synchronized void giveBack(
            final VxlanSettings settings, final NetworkNamespace namespace, final UdpEndpoint socket) {
        group(settings, namespace).giveBack(socket);
    }

    /** Gives up VNI and sockets of a port whose queues have been given back. */
    synchronized void release(final VxlanSettings settings, final NetworkNamespace namespace) {
        final Place place = place(settings, namespace);
        final VtepGroup group = group(settings, namespace);
        group.owners().remove(settings.vni());
        if (group.isEmpty()) {
            group.close();
            groups.remove(place);
        }
    }

    /** Gives up what {@link #way} gave. */
    synchronized void release(
            final VxlanSettings settings, final NetworkNamespace namespace, final SendSockets sockets) {
        sockets.users--;
        if (sockets.users == 0) {
            sockets.close();
            ways.remove(way(settings.local(), settings.sending(), namespace));
        }
    }

    /** Datagrams the kernel dropped because the sockets of a port were full. */
    synchronized long drops(final VxlanSettings settings, final NetworkNamespace namespace) {
        final VtepGroup group = groups.get(place(settings, namespace));
        return group == null ? -1 : group.drops(settings.vni());
    }

    private VtepGroup group(final VxlanSettings settings, final NetworkNamespace namespace) {
        final VtepGroup group = groups.get(place(settings, namespace));
        if (group == null) {
            throw new IllegalStateException("port " + settings.name() + " has not claimed its VNI");
        }
        return group;
    }

    private static Place place(final VxlanSettings settings, final NetworkNamespace namespace) {
        final UdpAddress local = settings.local();
        return new Place(namespace.identity(), new UdpAddressKey(local.host(), local.port()));
    }

    private static Way way(
            final UdpAddress local, final VxlanSettings.SendSettings settings, final NetworkNamespace namespace) {
        return new Way(namespace.identity(), local.host(), settings);
    }

    private static PortException refused(
            final VxlanSettings settings,
            final NetworkNamespace namespace,
            final IOException refused,
            final String whenInUse) {
        final String where =
                settings.netns().map(name -> " in namespace " + name).orElse("");
        String remedy = "";
        if (refused instanceof UdpException udp && udp.isInUse()) {
            remedy = "; somebody has it, maybe a vxlan device of the kernel (ip -d link show type vxlan) or a process"
                    + " (ss -lunp): " + whenInUse;
        } else if (refused instanceof UdpException udp && udp.isNoAddress()) {
            remedy = "; give the address to a device first (ip address add), or change 'local'";
        }
        return new PortException("port " + settings.name() + ": " + refused.getMessage() + where + remedy, refused);
    }
}
