package org.jackfield.port.stream;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.WakeSet;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.linux.socket.ConnectionSocket;
import org.jspecify.annotations.Nullable;

/**
 * A socket that listens. Peers for which there is no room wait in the kernel until there is. See {@link Source} for its lock; the
 * reactor's thread takes it before it accepts.
 */
final class Listener implements Source {
    /** Name of the socket in an estate. */
    static final String LISTEN = "listen";

    private static final System.Logger LOG = System.getLogger("org.jackfield.port.stream");
    private static final int BACKLOG = 128;
    private static final long REST_MS = 1_000;
    private static final int SEND_BUFFER_BYTES = 1 << 20;

    private final Object lock;
    private final Reactor reactor;
    /** Takes a connection over; whether there is room for another. */
    private final Predicate<ConnectionSocket> taker;

    private volatile StreamSettings settings;
    private ConnectionSocket socket;
    private Optional<SocketFile> file;
    /** Whether there is room for a peer. */
    private boolean room;

    private Reactor.@Nullable Watch watch;
    private Reactor.@Nullable Timer rest;

    private Listener(
            final Object lock,
            final Reactor reactor,
            final StreamSettings settings,
            final ConnectionSocket socket,
            final Predicate<ConnectionSocket> taker) {
        this.lock = lock;
        this.reactor = reactor;
        this.settings = settings;
        this.socket = socket;
        this.file = file(settings);
        this.taker = taker;
    }

    /** Binds and listens; nothing is accepted before {@link #start}. */
    static Listener open(
            final Object lock,
            final Reactor reactor,
            final StreamSettings settings,
            final Predicate<ConnectionSocket> taker)
            throws PortException {
        return new Listener(lock, reactor, settings, bound(settings), taker);
    }

    /** A socket that listens; peers are waiting in the kernel from now on. */
    private static ConnectionSocket bound(final StreamSettings settings) throws PortException {
        ConnectionSocket socket = null;
        try {
            socket = ConnectionSocket.bind(settings.at(), settings.mode());
            if (settings.at().isLocal()) {
                new SocketFile(settings.at().path()).permit(settings.name(), settings.group(), settings.mode());
            }
            socket.listen(BACKLOG);
            return socket;
        } catch (final IOException | PortException refused) {
            if (socket != null) {
                file(settings).ifPresent(SocketFile::remove);
                socket.close();
            }
            throw refused instanceof PortException known
                    ? known
                    : new PortException("port " + settings.name() + ": " + refused.getMessage(), refused);
        }
    }

    private static Optional<SocketFile> file(final StreamSettings settings) {
        return settings.at().isLocal()
                ? Optional.of(new SocketFile(settings.at().path()))
                : Optional.empty();
    }

    /** Goes on with a socket that listens already. */
    static Listener adopt(
            final Object lock,
            final Reactor reactor,
            final StreamSettings settings,
            final ConnectionSocket socket,
            final Predicate<ConnectionSocket> taker) {
        return new Listener(lock, reactor, settings, socket, taker);
    }

    @Override
    public void start(final boolean hasRoom) {
        room = hasRoom;
        try {
            watch = reactor.watch(socket.fd(), room ? WakeSet.READABLE : 0, events -> accept());
        } catch (final EngineException refused) {
            LOG.log(Level.ERROR, "port " + settings.name() + " cannot accept: " + refused.getMessage());
        }
    }

    @Override
    public void next(final long livedMs) {
        hearAgain();
    }

    @Override
    public void settings(final StreamSettings now) {
        settings = now;
        hearAgain();
    }

    private void hearAgain() {
        room = true;
        if (watch != null) {
            watch.events(WakeSet.READABLE);
        }
    }

    private void accept() {
        synchronized (lock) {
            while (room && watch != null) {
                final ConnectionSocket peer;
                try {
                    peer = socket.accept();
                } catch (final IOException poor) {
                    LOG.log(Level.WARNING, "port " + settings.name() + ": " + poor.getMessage());
                    rest = reactor.after(REST_MS, this::restOver);
                    room = false;
                    break;
                }
                if (peer == null) {
                    return;
                }
                room = !admits(peer) || taker.test(peer);
            }
            if (watch != null) {
                watch.events(0);
            }
        }
    }

    private void restOver() {
        synchronized (lock) {
            hearAgain();
        }
    }

    /** Whether a peer may connect; closes it otherwise. */
    private boolean admits(final ConnectionSocket peer) {
        final InetAddress address = peer.peerAddress();
        if (address != null && !settings.allow().allows(address)) {
            LOG.log(
                    Level.WARNING,
                    "port " + settings.name() + ": " + peer.peer() + " may not connect; 'jackfield port set "
                            + settings.name() + " allow=" + address.getHostAddress() + "' lets it");
            peer.close();
            return false;
        }
        peer.tune(SEND_BUFFER_BYTES);
        return true;
    }

    /** Listens anew where somebody has removed the file of the socket; connections stay. */
    void stayReachable() throws PortException {
        if (file.isPresent() && !file.get().isThere() && watch != null) {
            final ConnectionSocket fresh = bound(settings);
            watch.stop();
            socket.close();
            socket = fresh;
            file = file(settings);
            LOG.log(Level.INFO, "port " + settings.name() + ": " + settings.at() + " was removed, and is made anew");
            start(room);
        }
    }

    @Override
    public void stop() {
        if (watch != null) {
            watch.stop();
            watch = null;
        }
        if (rest != null) {
            rest.cancel();
        }
    }

    @Override
    public void close() {
        file.ifPresent(SocketFile::remove);
        socket.close();
    }

    @Override
    public Map<String, Integer> release() {
        return Map.of(LISTEN, socket.release());
    }

    @Override
    public Map<String, String> details() {
        return Map.of("listen", settings.at().toString());
    }
}
