package org.jackfield.port.packet;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.packet.PacketGroup;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A port that is a network device which exists already: a descriptor port, which hands packet sockets on the device to the switch
 * and does no I/O itself. One component for each factory configuration. Being activated does nothing; {@link #open} or
 * {@link #adopt} does the work. What happens while it is open is in {@link OpenPacket}.
 */
@Component(
        service = Port.class,
        configurationPid = "org.jackfield.port.packet",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=packet")
@Designate(ocd = PacketConfiguration.class, factory = true)
public final class PacketPort implements Port {
    private static final PortCapabilities CAPABILITIES =
            new PortCapabilities(PacketGroup.MOST_QUEUES, DeviceCheck.LEAST_MTU, DeviceCheck.MOST_MTU);

    /** Written by port-ops threads, one at a time. */
    private volatile Optional<OpenPacket> packet = Optional.empty();

    /**
     * Keeps the component for a changed configuration: the switch reads its service properties and calls
     * {@link #reconfigure}.
     */
    @Modified
    void modified() {}

    @Override
    public PortCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void open(final PortHost host, final PortSettings settings, final int queues) throws PortException {
        checkQueues(settings.name(), queues);
        try {
            packet = Optional.of(OpenPacket.open(host, new PacketSettings(settings), queues));
        } catch (final IOException e) {
            throw failed(settings.name(), e);
        }
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        final OpenPacket open = opened();
        checkQueues(open.port(), queues);
        try {
            open.setQueues(queues);
        } catch (final IOException e) {
            throw failed(open.port(), e);
        }
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        final OpenPacket open = opened();
        try {
            return open.reconfigure(new PacketSettings(settings));
        } catch (final IOException e) {
            throw failed(open.port(), e);
        }
    }

    @Override
    public void check() throws PortException {
        opened().check();
    }

    @Override
    public Map<String, String> details() {
        return packet.map(OpenPacket::details).orElse(Map.of());
    }

    @Override
    public long kernelDrops() {
        return packet.map(OpenPacket::kernelDrops).orElse(-1L);
    }

    @Override
    public Optional<PortEstate> handOver() {
        final Optional<PortEstate> estate = packet.map(OpenPacket::handOver);
        packet = Optional.empty();
        return estate;
    }

    @Override
    public void adopt(final PortHost host, final PortSettings settings, final PortEstate estate) throws PortException {
        try {
            packet = Optional.of(OpenPacket.adopt(host, new PacketSettings(settings), estate));
        } catch (final IOException e) {
            throw failed(settings.name(), e);
        }
    }

    @Override
    public void close() {
        packet.ifPresent(OpenPacket::close);
        packet = Optional.empty();
    }

    private OpenPacket opened() throws PortException {
        return packet.orElseThrow(() -> new PortException("the packet port is not open"));
    }

    private static void checkQueues(final String port, final int queues) throws PortException {
        if (queues < 1 || queues > PacketGroup.MOST_QUEUES) {
            throw new PortException(
                    "port " + port + ": queues=" + queues + " must be from 1 to " + PacketGroup.MOST_QUEUES);
        }
    }

    private static PortException failed(final String port, final IOException e) {
        return new PortException("port " + port + ": " + e.getMessage(), e);
    }
}
