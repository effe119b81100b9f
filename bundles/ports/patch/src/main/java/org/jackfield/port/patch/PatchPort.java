package org.jackfield.port.patch;

import java.util.Map;
import java.util.Optional;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
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
 * One of two ports that name each other: what the switch sends to one it receives from the other. A memory port: its queues are
 * objects of this bundle, called by workers. One component for each factory configuration. It leaves nothing to a later version of
 * its code, because queues in memory are code.
 */
@Component(
        service = Port.class,
        configurationPid = "org.jackfield.port.patch",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=patch")
@Designate(ocd = PatchConfiguration.class, factory = true)
public final class PatchPort implements Port {
    private static final PortCapabilities CAPABILITIES =
            new PortCapabilities(PatchSettings.MOST_QUEUES, PatchSettings.LEAST_MTU, PatchSettings.MOST_MTU);

    private final PatchPanel panel;
    /** Written by port-ops threads, one at a time. */
    private volatile Optional<OpenPatch> patch = Optional.empty();

    /** A closed port. */
    @Activate
    public PatchPort(@Reference final PatchPanel panel) {
        this.panel = panel;
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
        checkQueues(settings.name(), queues);
        final OpenPatch opening = new OpenPatch(host, PatchSettings.of(settings));
        panel.plug(opening);
        try {
            host.mtu(opening.settings().mtu());
            host.offloads(Offload.ALL); // a copy is as unfinished as what it was copied from
            opening.setQueues(queues);
        } catch (final PortException refused) {
            panel.unplug(opening);
            withdraw(opening, refused);
            throw refused;
        }
        patch = Optional.of(opening);
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        final OpenPatch open = opened();
        checkQueues(open.settings().name(), queues);
        open.setQueues(queues);
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        final OpenPatch open = opened();
        final PatchSettings now = PatchSettings.of(settings);
        panel.check(now);
        if (open.settings().needsReopenFor(now)) {
            return false;
        }
        panel.change(open, now);
        return true;
    }

    /** A peer that opened later may name another port. */
    @Override
    public void check() throws PortException {
        panel.check(opened().settings());
    }

    @Override
    public Map<String, String> details() {
        return patch.map(OpenPatch::details).orElse(Map.of());
    }

    @Override
    public void close() {
        patch.ifPresent(panel::unplug);
        patch = Optional.empty();
    }

    /** Takes the queues back from a host that got some of them before opening failed. */
    private static void withdraw(final OpenPatch opening, final PortException refused) {
        try {
            opening.setQueues(0);
        } catch (final PortException alsoRefused) {
            refused.addSuppressed(alsoRefused);
        }
    }

    private OpenPatch opened() throws PortException {
        return patch.orElseThrow(() -> new PortException("the patch port is not open"));
    }

    private static void checkQueues(final String port, final int queues) throws PortException {
        if (queues < 1 || queues > PatchSettings.MOST_QUEUES) {
            throw new PortException(
                    "port " + port + ": queues=" + queues + " must be from 1 to " + PatchSettings.MOST_QUEUES);
        }
    }
}
