package org.jackfield.port.stream;

import java.lang.System.Logger.Level;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.WakeSet;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.linux.socket.ConnectionSocket;
import org.jspecify.annotations.Nullable;

/**
 * A port with at most one connection at a time, from open to close: one queue, and whatever brings its connections. Port-ops threads and
 * the reactor's thread, which take its lock; workers only use the {@link StreamQueue}. The queue stays attached while there is no
 * connection, and the carrier tells which it is.
 */
final class OpenStream {
    // Names in an estate.
    static final String CONNECTION = "connection";
    static final String WAKE = "wake";
    static final String ALARM = "alarm";
    private static final String RECEIVED = "received";
    private static final String UNSENT = "unsent";

    private static final System.Logger LOG = System.getLogger("org.jackfield.port.stream");

    private final Object lock = new Object();
    private final PortHost host;
    private final Reactor reactor;
    private final WakeSet wake;
    private final StreamQueue queue;
    private final Reactor.Signal ending;

    private @Nullable Source source;
    /** Told when the connection of a port without a source is over. */
    private @Nullable Runnable over;

    private boolean stopped;
    private long sinceNs;
    private volatile String peer = "";
    private volatile String last = "";

    private OpenStream(final PortHost host, final Reactor reactor, final WakeSet wake) {
        this.host = host;
        this.reactor = reactor;
        this.wake = wake;
        this.queue = new StreamQueue(wake);
        this.ending = reactor.signal(this::ended);
    }

    private static OpenStream create(final PortHost host, final Reactor reactor) throws PortException {
        try {
            return new OpenStream(host, reactor, WakeSet.create());
        } catch (final EngineException poor) {
            throw new PortException("port " + host.portName() + ": " + poor.getMessage(), poor);
        }
    }

    /** Opens a port that listens, or connects, by its settings. */
    static OpenStream open(final PortHost host, final Reactor reactor, final StreamSettings settings)
            throws PortException {
        final OpenStream made = create(host, reactor);
        try {
            made.source = settings.listens()
                    ? Listener.open(made.lock, reactor, settings, made::take)
                    : new Dialler(made.lock, reactor, settings, made::take, made::failed);
            host.mtu(settings.mtu());
            host.carrier(false);
            host.attach(0, made.queue, made.queue);
        } catch (final PortException refused) {
            made.close();
            throw refused;
        }
        synchronized (made.lock) {
            made.source.start(true);
        }
        return made;
    }

    /**
     * Opens a port for a connection that is there; the port owns the socket when this returns.
     *
     * @param over told, on the reactor's thread, when the connection is over
     */
    static OpenStream open(
            final PortHost host,
            final Reactor reactor,
            final ConnectionSocket socket,
            final int mtu,
            final Runnable over)
            throws PortException {
        final OpenStream made = create(host, reactor);
        made.over = over;
        try {
            host.mtu(mtu);
            host.attach(0, made.queue, made.queue);
        } catch (final PortException refused) {
            made.close();
            throw refused;
        }
        made.take(socket);
        return made;
    }

    /**
     * Goes on with what an earlier version left; owns all of it when this returns, and nothing otherwise.
     *
     * @param settings of a port with a source of its own; empty for one that has only its connection
     */
    static OpenStream adopt(
            final PortHost host,
            final Reactor reactor,
            final PortEstate estate,
            final Optional<StreamSettings> settings,
            final int mtu,
            final Runnable over)
            throws PortException {
        final Map<String, Integer> left = new HashMap<>(estate.others());
        final Integer connection = left.get(CONNECTION);
        final Integer listen = left.get(Listener.LISTEN);
        if (!estate.queues().isEmpty()
                || !left.containsKey(WAKE)
                || !left.containsKey(ALARM)
                || connection != null && !ConnectionSocket.of(connection).is(false)
                || listen != null && !ConnectionSocket.of(listen).is(true)
                || connection == null && settings.isEmpty()
                || settings.isPresent() && settings.get().listens() != (listen != null)) {
            throw new PortException(
                    "port " + host.portName() + ": what its earlier version left is not a stream's; it is opened anew");
        }
        final OpenStream made = new OpenStream(host, reactor, WakeSet.of(left.get(WAKE), left.get(ALARM)));
        made.over = over;
        try {
            host.mtu(mtu);
            if (connection == null) {
                host.carrier(false);
            } else {
                made.resume(ConnectionSocket.of(connection), estate.facts());
            }
            host.attach(0, made.queue, made.queue);
        } catch (final PortException | IllegalArgumentException refused) {
            made.forgo();
            throw refused instanceof PortException known
                    ? known
                    : new PortException("port " + host.portName() + ": " + refused.getMessage(), refused);
        }
        settings.ifPresent(known -> made.resume(known, Optional.ofNullable(listen)));
        return made;
    }

    private void resume(final ConnectionSocket socket, final Map<String, String> facts) {
        final Wire wire = new Wire(socket, wake, ending);
        peer = facts.getOrDefault(CONNECTION, "?");
        sinceNs = System.nanoTime();
        wire.takeOver(
                Base64.getDecoder().decode(facts.getOrDefault(RECEIVED, "")),
                Base64.getDecoder().decode(facts.getOrDefault(UNSENT, "")));
        queue.wire(wire);
    }

    private void resume(final StreamSettings settings, final Optional<Integer> listen) {
        synchronized (lock) {
            final Source made = listen.isPresent()
                    ? Listener.adopt(lock, reactor, settings, ConnectionSocket.of(listen.get()), this::take)
                    : new Dialler(lock, reactor, settings, this::take, this::failed);
            source = made;
            made.start(queue.wire() == null);
        }
    }

    /** An adoption failed: nothing that was left is ours. */
    private void forgo() {
        synchronized (lock) {
            stopped = true;
            ending.remove();
            final Wire wire = queue.wire();
            if (wire != null) {
                wire.socket().release();
                wire.free();
            }
            wake.release();
        }
    }

    /** Takes a connection over; never is there room for another while it lasts. */
    private boolean take(final ConnectionSocket socket) {
        synchronized (lock) {
            if (stopped || queue.wire() != null) {
                socket.close();
                return false;
            }
            final Wire wire = new Wire(socket, wake, ending);
            peer = socket.peer();
            sinceNs = System.nanoTime();
            queue.wire(wire);
            wire.begin();
            LOG.log(Level.INFO, "port " + host.portName() + ": connected with " + peer);
            host.carrier(true);
            return false;
        }
    }

    private void failed(final String reason) {
        last = reason;
    }

    /** The worker has found the connection to be over. The reactor's thread. */
    private void ended() {
        synchronized (lock) {
            final Wire wire = queue.wire();
            final String reason = wire == null ? null : wire.over();
            if (stopped || wire == null || reason == null) {
                return;
            }
            queue.wire(null);
            wire.socket().close();
            wire.free();
            LOG.log(
                    reason.startsWith("it sent") ? Level.WARNING : Level.INFO,
                    "port " + host.portName() + ": connection with " + peer + " is over: " + reason);
            last = reason;
            peer = "";
            host.carrier(false);
            if (source != null) {
                source.next(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNs));
            }
        }
        if (source == null && over != null) {
            over.run();
        }
    }

    /** Whether there is a connection. */
    boolean isConnected() {
        final Wire wire = queue.wire();
        return wire != null && wire.over() == null;
    }

    /** Goes on with settings that need no reopening. */
    void reconfigure(final StreamSettings now) {
        host.mtu(now.mtu());
        synchronized (lock) {
            if (source != null) {
                source.settings(now);
            }
        }
    }

    /** The MTU has changed. */
    void mtu(final int mtu) {
        host.mtu(mtu);
    }

    /** Makes the file at which peers connect anew, if it was taken away. */
    void stayReachable() throws PortException {
        synchronized (lock) {
            if (source instanceof Listener listener) {
                listener.stayReachable();
            }
        }
    }

    /** Facts for people. Any thread. */
    Map<String, String> details() {
        final Map<String, String> facts = new LinkedHashMap<>();
        final Source present = source;
        if (present != null) {
            facts.putAll(present.details());
        }
        final String connected = peer;
        if (!connected.isEmpty()) {
            facts.put("peer", connected);
        } else {
            facts.put("peer", last.isEmpty() ? "none" : "none: " + last);
        }
        return facts;
    }

    /** Gives everything open to the caller, and takes the queue back from the switch. */
    Optional<PortEstate> handOver() {
        synchronized (lock) {
            stopped = true;
            if (source != null) {
                source.stop();
            }
        }
        queue.pause();
        try {
            host.detach(0);
        } catch (final PortException stuck) {
            LOG.log(Level.WARNING, "port " + host.portName() + " is not handed over: " + stuck.getMessage());
            return Optional.empty();
        }
        synchronized (lock) {
            ending.remove();
            final Map<String, Integer> others = new HashMap<>();
            final Map<String, String> facts = new HashMap<>();
            if (source != null) {
                others.putAll(source.release());
            }
            releaseWire(others, facts);
            others.put(WAKE, wake.fd());
            others.put(ALARM, wake.alarmFd());
            wake.release();
            return Optional.of(new PortEstate(List.of(), others, facts));
        }
    }

    private void releaseWire(final Map<String, Integer> others, final Map<String, String> facts) {
        final Wire wire = queue.wire();
        queue.wire(null);
        if (wire == null) {
            return;
        }
        if (wire.over() == null) {
            facts.put(CONNECTION, peer);
            facts.put(RECEIVED, Base64.getEncoder().encodeToString(wire.received()));
            facts.put(UNSENT, Base64.getEncoder().encodeToString(wire.unsent()));
            others.put(CONNECTION, wire.socket().release());
        }
        wire.socket().close();
        wire.free();
    }

    /** Closes everything. No worker uses the queue any more. */
    void close() {
        synchronized (lock) {
            stopped = true;
            ending.remove();
            if (source != null) {
                source.stop();
                source.close();
            }
            final Wire wire = queue.wire();
            queue.wire(null);
            if (wire != null) {
                wire.socket().close();
                wire.free();
            }
            wake.close();
        }
    }
}
