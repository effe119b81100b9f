package org.jackfield.port.stream;

import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.reactor.Reactor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A port on a stream socket: one that listens, for one peer or for many guests, or one that connects. A memory port: its queue is an
 * object of this bundle, called by a worker. One component for each factory configuration. An update of the bundle keeps sockets and
 * connections open; the queue is away meanwhile, and frames wait in the socket.
 */
@Component(
        service = Port.class,
        configurationPid = "org.jackfield.port.stream",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=stream")
@Designate(ocd = StreamConfiguration.class, factory = true)
public final class StreamPort implements Port {
    static final PortCapabilities CAPABILITIES = new PortCapabilities(1, KeyCheck.LEAST_MTU, KeyCheck.MOST_MTU);

    private final Reactor reactor;
    private final GuestServices services;
    /** At most one of both is there; written by port-ops threads, one at a time. */
    private volatile Optional<OpenStream> stream = Optional.empty();

    private volatile Optional<OpenGuests> guests = Optional.empty();
    private volatile Optional<PortHost> host = Optional.empty();
    private volatile Optional<StreamSettings> present = Optional.empty();

    /** A closed port. */
    @Activate
    public StreamPort(final BundleContext context, @Reference final StreamReactor reactor) {
        this(reactor.reactor(), new GuestServices(context));
    }

    StreamPort(final Reactor reactor, final GuestServices services) {
        this.reactor = reactor;
        this.services = services;
    }

    /**
     * Keeps the component for a changed configuration: the switch reads its service properties and calls {@link #reconfigure}.
     */
    @Modified
    void modified() {}

    /** The switch does not use this port any more; the guests' ports follow. */
    @Deactivate
    void deactivate() {
        services.leave();
    }

    @Override
    public PortCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void open(final PortHost opened, final PortSettings settings, final int queues) throws PortException {
        requireOneQueue(settings.name(), queues);
        final StreamSettings wanted = StreamSettings.of(settings);
        if (wanted.guests() > 0) {
            guests = Optional.of(OpenGuests.open(opened, reactor, services, wanted, settings));
        } else {
            stream = Optional.of(OpenStream.open(opened, reactor, wanted));
        }
        remember(opened, wanted);
    }

    private void remember(final PortHost opened, final StreamSettings wanted) {
        host = Optional.of(opened);
        present = Optional.of(wanted);
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        requireOneQueue(opened().name(), queues);
    }

    static void requireOneQueue(final String port, final int queues) throws PortException {
        if (queues != 1) {
            throw new PortException("port " + port + ": queues=" + queues
                    + " must be 1, a stream of bytes keeps its order in one queue; take the key out");
        }
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        final StreamSettings now = StreamSettings.of(settings);
        if (opened().needsReopenFor(now)) {
            return false;
        }
        present = Optional.of(now);
        stream.ifPresent(open -> open.reconfigure(now));
        final PortHost known = host.orElseThrow();
        guests.ifPresent(open -> open.reconfigure(known, now, settings));
        return true;
    }

    private StreamSettings opened() throws PortException {
        return present.orElseThrow(() -> new PortException("the stream port is not open"));
    }

    /** Somebody may have removed the file of the socket. */
    @Override
    public void check() throws PortException {
        if (stream.isPresent()) {
            stream.get().stayReachable();
        }
        if (guests.isPresent()) {
            guests.get().stayReachable();
        }
    }

    @Override
    public Map<String, String> details() {
        return stream.map(OpenStream::details)
                .or(() -> guests.map(OpenGuests::details))
                .orElse(Map.of());
    }

    @Override
    public Optional<PortEstate> handOver() {
        final Optional<PortEstate> estate =
                stream.isPresent() ? stream.get().handOver() : guests.flatMap(OpenGuests::handOver);
        if (estate.isPresent()) {
            forget();
        }
        return estate;
    }

    @Override
    public void adopt(final PortHost opened, final PortSettings settings, final PortEstate estate)
            throws PortException {
        final StreamSettings wanted = StreamSettings.of(settings);
        if (wanted.guests() > 0) {
            guests = Optional.of(OpenGuests.adopt(opened, reactor, services, wanted, settings, estate));
        } else {
            stream =
                    Optional.of(OpenStream.adopt(opened, reactor, estate, Optional.of(wanted), wanted.mtu(), () -> {}));
        }
        remember(opened, wanted);
    }

    @Override
    public void close() {
        stream.ifPresent(OpenStream::close);
        guests.ifPresent(OpenGuests::close);
        forget();
    }

    private void forget() {
        stream = Optional.empty();
        guests = Optional.empty();
        host = Optional.empty();
        present = Optional.empty();
    }
}
