package org.jackfield.port.stream;

import java.util.List;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.socket.Endpoint;

/**
 * The configuration of a stream port, read and checked as a whole before anything is done. Each refusal names port, key, value and what
 * would be right.
 *
 * @param name name of the port
 * @param listens whether peers connect to us
 * @param at where we listen, or where the peer does
 * @param guests most peers that are ports of their own; 0 for one peer, whose port this is
 * @param allow which IP addresses may connect
 * @param mode permissions of the socket's file
 * @param group group of the socket's file, empty for that of the process
 * @param mtu MTU in bytes
 */
record StreamSettings(
        String name, boolean listens, Endpoint at, int guests, PeerFilter allow, int mode, String group, int mtu) {
    static final String LISTEN = "listen";
    static final String CONNECT = "connect";
    static final String GUESTS = "guests";
    static final String ALLOW = "allow";
    static final int MOST_GUESTS = 1000;

    private static final List<String> KEYS = List.of(
            PortSettings.NAME,
            PortSettings.BRIDGE,
            LISTEN,
            CONNECT,
            GUESTS,
            ALLOW,
            KeyCheck.MODE,
            KeyCheck.GROUP,
            PortSettings.QUEUES,
            KeyCheck.MTU,
            PortSettings.FDB_LIMIT);

    /**
     * Reads settings.
     *
     * @throws PortException for an unknown key, a value that is not allowed, or keys that do not go together
     */
    static StreamSettings of(final PortSettings settings) throws PortException {
        KeyCheck.keys(settings, "stream", KEYS);
        settings.number(PortSettings.QUEUES, 0, 0, 1);
        final boolean listens = settings.text(LISTEN).isPresent();
        if (listens == settings.text(CONNECT).isPresent()) {
            throw new PortException("port " + settings.name() + ": " + (listens ? "both keys" : "neither of the keys")
                    + " 'listen' and 'connect' " + (listens ? "are" : "is")
                    + " set; set listen=PATH to let the peer connect, or connect=PATH where the peer listens");
        }
        final Endpoint at = KeyCheck.endpoint(settings, listens ? LISTEN : CONNECT);
        final int guests = (int) settings.number(GUESTS, 0, 0, MOST_GUESTS);
        if (guests > 0 && !listens) {
            throw settings.refuse(GUESTS, "is for ports that listen; a port that connects has one peer");
        }
        if (settings.text(ALLOW).isPresent() && (!listens || at.isLocal())) {
            throw settings.refuse(
                    ALLOW, "is for ports that listen at an ADDRESS:PORT; a socket's file has mode and group");
        }
        for (final String key : List.of(KeyCheck.MODE, KeyCheck.GROUP)) {
            if (settings.text(key).isPresent() && !(listens && at.isLocal())) {
                throw settings.refuse(key, "is for ports that listen at a path");
            }
        }
        return new StreamSettings(
                settings.name(),
                listens,
                at,
                guests,
                allow(settings),
                KeyCheck.mode(settings),
                settings.text(KeyCheck.GROUP).orElse(""),
                KeyCheck.mtu(settings));
    }

    private static PeerFilter allow(final PortSettings settings) throws PortException {
        try {
            return PeerFilter.parse(settings.list(ALLOW));
        } catch (final IllegalArgumentException wrong) {
            throw settings.refuse(ALLOW, String.valueOf(wrong.getMessage()));
        }
    }

    /** Whether going from these settings to others needs the port to be closed and opened. */
    boolean needsReopenFor(final StreamSettings other) {
        return listens != other.listens
                || !at.equals(other.at)
                || guests == 0 != (other.guests == 0)
                || mode != other.mode
                || !group.equals(other.group);
    }
}
