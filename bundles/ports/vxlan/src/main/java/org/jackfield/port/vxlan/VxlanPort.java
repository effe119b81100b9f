package org.jackfield.port.vxlan;

import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A port that carries frames to other hosts inside UDP datagrams (VXLAN, RFC 7348): one segment, one VNI. A memory port: its queues are
 * objects of this bundle, called by workers, over sockets of the kernel's, which stay open while the code is away. One component for each
 * factory configuration.
 */
@Component(
        service = Port.class,
        configurationPid = "org.jackfield.port.vxlan",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=vxlan")
@Designate(ocd = VxlanConfiguration.class, factory = true)
public final class VxlanPort implements Port {
    private static final PortCapabilities CAPABILITIES =
            new PortCapabilities(VxlanSettings.MOST_QUEUES, VxlanSettings.LEAST_MTU, VxlanSettings.MOST_MTU);

    private final Underlay underlay;
    /** Written by port-ops threads, one at a time. */
    private volatile Optional<OpenVxlan> vxlan = Optional.empty();

    /** A closed port. */
    @Activate
    public VxlanPort(@Reference final Underlay underlay) {
        this.underlay = underlay;
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
        final OpenVxlan opening = OpenVxlan.open(host, underlay, VxlanSettings.of(settings));
        try {
            opening.setQueues(queues);
        } catch (final PortException refused) {
            withdraw(opening, refused);
            opening.close();
            throw refused;
        }
        vxlan = Optional.of(opening);
    }

    /** Takes the queues back from a host that got some of them before opening failed. */
    private static void withdraw(final OpenVxlan opening, final PortException refused) {
        try {
            opening.setQueues(0);
        } catch (final PortException stopping) {
            refused.addSuppressed(stopping); // a switch that stops has let go of them
        }
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        opened().setQueues(queues);
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        final VxlanSettings now = VxlanSettings.of(settings);
        if (opened().settings().needsReopenFor(now)) {
            return false;
        }
        opened().change(now);
        return true;
    }

    @Override
    public void check() throws PortException {
        opened().check();
    }

    @Override
    public Map<String, String> details() {
        return vxlan.map(OpenVxlan::details).orElse(Map.of());
    }

    @Override
    public long kernelDrops() {
        return vxlan.map(OpenVxlan::kernelDrops).orElse(-1L);
    }

    @Override
    public int hold(final int frames) {
        return vxlan.map(open -> open.hold(frames)).orElse(-1);
    }

    @Override
    public Optional<PortEstate> handOver() {
        final Optional<PortEstate> estate = vxlan.flatMap(OpenVxlan::handOver);
        if (estate.isPresent()) {
            vxlan = Optional.empty();
        }
        return estate;
    }

    @Override
    public void adopt(final PortHost host, final PortSettings settings, final PortEstate estate) throws PortException {
        vxlan = Optional.of(OpenVxlan.adopt(host, underlay, VxlanSettings.of(settings), estate));
    }

    @Override
    public void close() {
        vxlan.ifPresent(OpenVxlan::close);
        vxlan = Optional.empty();
    }

    private OpenVxlan opened() throws PortException {
        return vxlan.orElseThrow(() -> new PortException("the port is not open; open it first"));
    }
}
