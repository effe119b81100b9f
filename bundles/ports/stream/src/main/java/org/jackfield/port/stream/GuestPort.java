package org.jackfield.port.stream;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.linux.socket.ConnectionSocket;
import org.jspecify.annotations.Nullable;

/**
 * The port of one guest of a port that listens: it begins and ends with its connection. It has no configuration of its own, and takes
 * bridge, MTU and limit from that of the port that listens.
 */
final class GuestPort implements Port {
    private final Reactor reactor;
    /** Has the port taken out of the switch. */
    private final Consumer<GuestPort> over;

    /** The connection until the port is opened. */
    private @Nullable ConnectionSocket pending;

    private volatile Optional<OpenStream> stream = Optional.empty();
    private volatile boolean dismissed;

    /**
     * A port.
     *
     * @param pending its connection; null for one that goes on with what an earlier version left
     * @param over to be called on the reactor's thread when the port has no use any more
     */
    GuestPort(final Reactor reactor, final @Nullable ConnectionSocket pending, final Consumer<GuestPort> over) {
        this.reactor = reactor;
        this.pending = pending;
        this.over = over;
    }

    private void leave() {
        over.accept(this);
    }

    /** The guest is sent away, or has gone: its connection is not to be kept for a later version. */
    void dismiss() {
        dismissed = true;
    }

    @Override
    public PortCapabilities capabilities() {
        return StreamPort.CAPABILITIES;
    }

    @Override
    public void open(final PortHost host, final PortSettings settings, final int queues) throws PortException {
        final ConnectionSocket socket = takePending();
        if (socket == null) {
            reactor.execute(this::leave);
            throw new PortException(
                    "port " + settings.name() + ": its guest has gone; it comes back when a guest" + " connects");
        }
        try {
            stream = Optional.of(OpenStream.open(host, reactor, socket, KeyCheck.mtu(settings), this::leave));
        } catch (final PortException refused) {
            socket.close();
            reactor.execute(this::leave);
            throw refused;
        }
    }

    private synchronized @Nullable ConnectionSocket takePending() {
        final ConnectionSocket socket = pending;
        pending = null;
        return socket;
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        StreamPort.requireOneQueue("guest", queues);
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        final int mtu = KeyCheck.mtu(settings);
        stream.ifPresent(open -> open.mtu(mtu));
        return true;
    }

    @Override
    public Map<String, String> details() {
        return stream.map(OpenStream::details).orElse(Map.of());
    }

    @Override
    public Optional<PortEstate> handOver() {
        final Optional<OpenStream> open = stream;
        if (dismissed || open.isEmpty() || !open.get().isConnected()) {
            return Optional.empty();
        }
        final Optional<PortEstate> estate = open.get().handOver();
        if (estate.isPresent()) {
            stream = Optional.empty();
        }
        return estate;
    }

    @Override
    public void adopt(final PortHost host, final PortSettings settings, final PortEstate estate) throws PortException {
        stream = Optional.of(
                OpenStream.adopt(host, reactor, estate, Optional.empty(), KeyCheck.mtu(settings), this::leave));
    }

    @Override
    public void close() {
        stream.ifPresent(OpenStream::close);
        stream = Optional.empty();
        reactor.execute(this::leave);
    }

    /** A port that was never opened owns its connection still. */
    void discard() {
        final ConnectionSocket socket = takePending();
        if (socket != null) {
            socket.close();
        }
    }
}
