package org.jackfield.port.stream;

import java.net.Inet6Address;
import java.util.List;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.socket.Endpoint;

/**
 * The configuration of a datagram port, read and checked as a whole before anything is done. Each refusal names port, key, value and what
 * would be right.
 *
 * @param name name of the port
 * @param way how the peer is found
 * @param local our own address; for {@link Way#CONNECT} as {@code remote}; for {@link Way#GROUP} that of the interface, maybe the
 *     unspecified one
 * @param remote that of the peer or the group; for {@link Way#LISTEN} as {@code local}
 * @param hello what is sent when the peer is found, empty for nothing
 * @param mode permissions of the socket's file
 * @param group group of the socket's file, empty for that of the process
 * @param mtu MTU in bytes
 */
record DgramSettings(
        String name, Way way, Endpoint local, Endpoint remote, String hello, int mode, String group, int mtu) {
    static final String LOCAL = "local";
    static final String REMOTE = "remote";
    static final String HELLO = "hello";

    private static final List<String> KEYS = List.of(
            PortSettings.NAME,
            PortSettings.BRIDGE,
            LOCAL,
            REMOTE,
            StreamSettings.LISTEN,
            StreamSettings.CONNECT,
            HELLO,
            KeyCheck.MODE,
            KeyCheck.GROUP,
            PortSettings.QUEUES,
            KeyCheck.MTU,
            PortSettings.FDB_LIMIT);

    /** How the peer is found. */
    enum Way {
        /** Datagrams between two addresses. */
        DATAGRAMS,
        /** It connects by SOCK_SEQPACKET. */
        LISTEN,
        /** We connect by SOCK_SEQPACKET. */
        CONNECT,
        /** Datagrams of all members of a multicast group. */
        GROUP
    }

    /**
     * Reads settings.
     *
     * @throws PortException for an unknown key, a value that is not allowed, or keys that do not go together
     */
    static DgramSettings of(final PortSettings settings) throws PortException {
        KeyCheck.keys(settings, "dgram", KEYS);
        settings.number(PortSettings.QUEUES, 0, 0, 1);
        final Way way = way(settings);
        final Endpoint local = local(settings, way);
        final boolean datagrams = way == Way.DATAGRAMS || way == Way.GROUP;
        final Endpoint remote = datagrams ? KeyCheck.endpoint(settings, REMOTE) : local;
        if (!datagrams && !local.isLocal()) {
            throw settings.refuse(
                    way == Way.LISTEN ? StreamSettings.LISTEN : StreamSettings.CONNECT,
                    "must be an absolute path, SOCK_SEQPACKET is between processes of one machine");
        }
        if (way == Way.GROUP) {
            checkGroup(settings, local, remote);
        }
        if (local.isLocal() != remote.isLocal()
                || local.address().getAddress().length != remote.address().getAddress().length) {
            throw settings.refuse(REMOTE, "must be of the same kind as local: both paths, both IPv4, or both IPv6");
        }
        for (final String key : List.of(KeyCheck.MODE, KeyCheck.GROUP)) {
            if (settings.text(key).isPresent() && (way == Way.CONNECT || !local.isLocal())) {
                throw settings.refuse(key, "is for ports with a socket's file of their own");
            }
        }
        return new DgramSettings(
                settings.name(),
                way,
                local,
                remote,
                settings.text(HELLO).orElse(""),
                KeyCheck.mode(settings),
                settings.text(KeyCheck.GROUP).orElse(""),
                KeyCheck.mtu(settings));
    }

    private static Endpoint local(final PortSettings settings, final Way way) throws PortException {
        if (way == Way.GROUP && settings.text(LOCAL).isEmpty()) {
            return Endpoint.parse("0.0.0.0:0");
        }
        return KeyCheck.endpoint(
                settings,
                switch (way) {
                    case DATAGRAMS, GROUP -> LOCAL;
                    case LISTEN -> StreamSettings.LISTEN;
                    case CONNECT -> StreamSettings.CONNECT;
                });
    }

    private static void checkGroup(final PortSettings settings, final Endpoint local, final Endpoint group)
            throws PortException {
        if (group.address() instanceof Inet6Address) {
            throw settings.refuse(
                    REMOTE, "must be a group of IPv4, such as 230.0.0.1:5000, or the address of one peer");
        }
        if (group.port() == 0) {
            throw settings.refuse(REMOTE, "must name the port of the group, such as 230.0.0.1:5000");
        }
        if (local.address().isMulticastAddress()) {
            throw settings.refuse(LOCAL, "must be the address of an interface, not of a group");
        }
        if (local.port() == group.port()) {
            throw settings.refuse(
                    LOCAL,
                    "must have another port than the group, from which its other members on this machine send; with port 0"
                            + " the kernel chooses one");
        }
        if (settings.text(HELLO).isPresent()) {
            throw settings.refuse(HELLO, "is for one peer, and a group has many");
        }
    }

    private static Way way(final PortSettings settings) throws PortException {
        final boolean local = settings.text(LOCAL).isPresent();
        final boolean remote = settings.text(REMOTE).isPresent();
        final boolean listen = settings.text(StreamSettings.LISTEN).isPresent();
        final boolean connect = settings.text(StreamSettings.CONNECT).isPresent();
        if (remote && !listen && !connect && isGroup(KeyCheck.endpoint(settings, REMOTE))) {
            return Way.GROUP;
        }
        if (local && remote && !listen && !connect) {
            return Way.DATAGRAMS;
        }
        if (!local && !remote && listen != connect) {
            return listen ? Way.LISTEN : Way.CONNECT;
        }
        throw new PortException("port " + settings.name()
                + ": set both local and remote for datagrams, or one of listen and connect for SOCK_SEQPACKET");
    }

    private static boolean isGroup(final Endpoint remote) {
        return !remote.isLocal() && remote.address().isMulticastAddress();
    }

    /** Whether going from these settings to others needs the port to be closed and opened. */
    boolean needsReopenFor(final DgramSettings other) {
        return way != other.way
                || !local.equals(other.local)
                || !remote.equals(other.remote)
                || mode != other.mode
                || !group.equals(other.group)
                || mtu != other.mtu;
    }
}
