package ${package};

import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A port that answers ARP and ping for one address: a host to test a network with, made of nothing. Declarative Services makes
 * one of these for each configuration, and the switch calls {@link Port}'s methods, one at a time. A memory port: its queues are
 * objects of this bundle that workers call.
 */
@Component(
        service = Port.class,
        configurationPid = "org.jackfield.port.${type}",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=${type}")
@Designate(ocd = ${typeClass}Configuration.class, factory = true)
public final class ${typeClass}Port implements Port {
    /** From open to close, otherwise null. Written by one port-ops thread at a time; {@link #details} may be called by any. */
    private volatile Open${typeClass} open;

    /** Keeps this object when the configuration changes: the switch reads it and calls {@link #reconfigure}. */
    @Modified
    void modified() {}

    @Override
    public PortCapabilities capabilities() {
        return new PortCapabilities(
                ${typeClass}Settings.MOST_QUEUES, ${typeClass}Settings.LEAST_MTU, ${typeClass}Settings.MOST_MTU);
    }

    @Override
    public void open(final PortHost host, final PortSettings settings, final int queues) throws PortException {
        final Open${typeClass} opening = new Open${typeClass}(host, ${typeClass}Settings.of(settings));
        host.mtu(opening.settings().mtu());
        try {
            opening.setQueues(queues);
        } catch (final PortException refused) {
            opening.setQueues(0); // what was done so far is undone
            throw refused;
        }
        open = opening;
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        open.setQueues(queues);
    }

    /** The address changes in place; the queues are as long as the MTU, so another MTU needs close and open. */
    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        final ${typeClass}Settings now = ${typeClass}Settings.of(settings);
        if (now.mtu() != open.settings().mtu()) {
            return false;
        }
        open.change(now);
        return true;
    }

    @Override
    public Map<String, String> details() {
        final Open${typeClass} now = open;
        return now == null ? Map.of() : now.details();
    }

    /** The switch has taken the queues back by now; frames they held are on the heap, so nothing is left behind. */
    @Override
    public void close() {
        open = null;
    }
}
