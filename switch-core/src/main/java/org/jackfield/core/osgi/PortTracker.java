package org.jackfield.core.osgi;

import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.core.conductor.PortRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Announces the {@link Port} services of the registry to the switch (whiteboard). {@link #remove} returns only when the switch has
 * closed the port, so the port's component is deactivated, and its bundle stopped, after that and never before.
 */
@Component(service = PortTracker.class, immediate = true)
public final class PortTracker {
    private final PortRegistry ports;

    /** A tracker for the running switch. */
    @Activate
    public PortTracker(@Reference final SwitchComponent component) {
        ports = component.running().ports();
    }

    @Reference(
            service = Port.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "change",
            unbind = "remove")
    void add(final Port port, final Map<String, Object> properties) {
        ports.seen(port, new PortSettings(properties));
    }

    void change(final Port port, final Map<String, Object> properties) {
        ports.changed(port, new PortSettings(properties));
    }

    void remove(final Port port) {
        ports.gone(port);
    }
}
