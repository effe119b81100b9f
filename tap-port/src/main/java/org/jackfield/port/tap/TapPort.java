package org.jackfield.port.tap;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.tuntap.TapDevice;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A port whose other end is the netdev of a multiqueue tap: a descriptor port, which hands the descriptor of each
 * queue to the switch and does no I/O itself. One component for each factory configuration. Being activated does
 * nothing; {@link #open} or {@link #adopt} does the work. What happens while it is open is in {@link OpenTap}.
 */
@Component(
        service = Port.class,
        configurationPid = "org.jackfield.port.tap",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=tap")
@Designate(ocd = TapConfiguration.class, factory = true)
public final class TapPort implements Port {
    private static final PortCapabilities CAPABILITIES =
            new PortCapabilities(TapDevice.MOST_QUEUES, TapSettings.LEAST_MTU, TapSettings.MOST_MTU);

    /** Written by port-ops threads, one at a time. */
    private volatile Optional<OpenTap> tap = Optional.empty();

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
            tap = Optional.of(OpenTap.open(host, new TapSettings(settings), queues));
        } catch (final IOException e) {
            throw failed(settings.name(), e);
        }
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        final OpenTap open = opened();
        checkQueues(open.port(), queues);
        try {
            open.setQueues(queues);
        } catch (final IOException e) {
            throw failed(open.port(), e);
        }
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        return opened().reconfigure(new TapSettings(settings));
    }

    @Override
    public void check() throws PortException {
        opened().check();
    }

    @Override
    public Map<String, String> details() {
        return tap.map(OpenTap::details).orElse(Map.of());
    }

    @Override
    public long kernelDrops() {
        return tap.map(OpenTap::kernelDrops).orElse(-1L);
    }

    @Override
    public int hold(final int frames) {
        return tap.map(open -> open.hold(frames)).orElse(-1);
    }

    @Override
    public Optional<PortEstate> handOver() {
        final Optional<PortEstate> estate = tap.map(OpenTap::handOver);
        tap = Optional.empty();
        return estate;
    }

    @Override
    public void adopt(final PortHost host, final PortSettings settings, final PortEstate estate) throws PortException {
        try {
            tap = Optional.of(OpenTap.adopt(host, new TapSettings(settings), estate));
        } catch (final IOException e) {
            throw failed(settings.name(), e);
        }
    }

    @Override
    public void close() {
        tap.ifPresent(OpenTap::close);
        tap = Optional.empty();
    }

    private OpenTap opened() throws PortException {
        return tap.orElseThrow(() -> new PortException("the tap port is not open"));
    }

    private static void checkQueues(final String port, final int queues) throws PortException {
        if (queues < 1 || queues > TapDevice.MOST_QUEUES) {
            throw new PortException(
                    "port " + port + ": queues=" + queues + " must be from 1 to " + TapDevice.MOST_QUEUES);
        }
    }

    private static PortException failed(final String port, final IOException e) {
        return new PortException("port " + port + ": " + e.getMessage(), e);
    }
}
