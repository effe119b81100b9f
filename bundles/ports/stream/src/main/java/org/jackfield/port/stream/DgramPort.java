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
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A port on a socket that keeps boundaries, one frame a message. A descriptor port: workers' engines read and write the socket, also while
 * the bundle is updated. In a multicast group it is a memory port, because it needs one socket to read and another to write. One
 * component for each factory configuration.
 */
@Component(
        service = Port.class,
        configurationPid = "org.jackfield.port.dgram",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=dgram")
@Designate(ocd = DgramConfiguration.class, factory = true)
public final class DgramPort implements Port {
    private static final PortCapabilities CAPABILITIES = new PortCapabilities(1, KeyCheck.LEAST_MTU, KeyCheck.MOST_MTU);

    private final Reactor reactor;
    /** Both written by port-ops threads, one at a time. */
    private volatile Optional<OpenSocket> dgram = Optional.empty();

    private volatile Optional<DgramSettings> present = Optional.empty();

    /** A closed port. */
    @Activate
    public DgramPort(@Reference final StreamReactor reactor) {
        this(reactor.reactor());
    }

    DgramPort(final Reactor reactor) {
        this.reactor = reactor;
    }

    /**
     * Keeps the component for a changed configuration: the switch reads its service properties and calls {@link #reconfigure}.
     */
    @Modified
    void modified() {}

    @Override
    public PortCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void open(final PortHost host, final PortSettings settings, final int queues) throws PortException {
        StreamPort.requireOneQueue(settings.name(), queues);
        final DgramSettings wanted = DgramSettings.of(settings);
        dgram = Optional.of(
                wanted.way() == DgramSettings.Way.GROUP
                        ? OpenGroup.open(host, wanted)
                        : OpenDgram.open(host, reactor, wanted));
        present = Optional.of(wanted);
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        StreamPort.requireOneQueue(opened().name(), queues);
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        final DgramSettings now = DgramSettings.of(settings);
        if (opened().needsReopenFor(now)) {
            return false;
        }
        present = Optional.of(now);
        dgram.ifPresent(open -> open.reconfigure(now));
        return true;
    }

    private DgramSettings opened() throws PortException {
        return present.orElseThrow(() -> new PortException("the datagram port is not open"));
    }

    @Override
    public void check() throws PortException {
        if (dgram.isPresent()) {
            dgram.get().check();
        }
    }

    @Override
    public Map<String, String> details() {
        return dgram.map(OpenSocket::details).orElse(Map.of());
    }

    @Override
    public long kernelDrops() {
        return dgram.map(OpenSocket::kernelDrops).orElse(-1L);
    }

    @Override
    public Optional<PortEstate> handOver() {
        final Optional<PortEstate> estate = dgram.flatMap(OpenSocket::handOver);
        if (estate.isPresent()) {
            dgram = Optional.empty();
            present = Optional.empty();
        }
        return estate;
    }

    @Override
    public void adopt(final PortHost host, final PortSettings settings, final PortEstate estate) throws PortException {
        final DgramSettings wanted = DgramSettings.of(settings);
        dgram = Optional.of(
                wanted.way() == DgramSettings.Way.GROUP
                        ? OpenGroup.adopt(host, wanted, estate)
                        : OpenDgram.adopt(host, reactor, wanted, estate));
        present = Optional.of(wanted);
    }

    @Override
    public void close() {
        dgram.ifPresent(OpenSocket::close);
        dgram = Optional.empty();
        present = Optional.empty();
    }
}
