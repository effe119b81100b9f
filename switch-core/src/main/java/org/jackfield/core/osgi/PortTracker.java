package org.jackfield.core.osgi;

import java.io.IOException;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.core.conductor.PortRegistry;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Announces the {@link Port} services of the registry to the switch (whiteboard). {@link #remove} returns only when the switch does
 * not use the port's code any more, so the port's component is deactivated, and its bundle stopped, after that and never before.
 */
@Component(
        service = {PortTracker.class, ConfigurationListener.class},
        immediate = true)
public final class PortTracker implements ConfigurationListener {
    private final SwitchComponent component;
    private final PortRegistry ports;
    private final ConfigurationAdmin configurations;
    private final Bundle framework;

    /** A tracker for the running switch. */
    @Activate
    public PortTracker(
            final BundleContext context,
            @Reference final SwitchComponent component,
            @Reference final ConfigurationAdmin configurations) {
        this.component = component;
        this.ports = component.running().ports();
        this.configurations = configurations;
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
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

    void remove(final Port port, final Map<String, Object> properties) {
        component.prepareToLeave();
        ports.gone(port, framework.getState() == Bundle.ACTIVE && isConfigured(properties.get(Constants.SERVICE_PID)));
    }

    /** A port that lingers goes with its configuration; one with code goes by {@link #remove}. */
    @Override
    public void configurationEvent(final ConfigurationEvent event) {
        if (event.getType() == ConfigurationEvent.CM_DELETED) {
            ports.configurationGone(event.getPid());
        }
    }

    private boolean isConfigured(final @Nullable Object pid) {
        try {
            return pid instanceof String known
                    && configurations.listConfigurations("(" + Constants.SERVICE_PID + "=" + known + ")") != null;
        } catch (final IOException | InvalidSyntaxException | IllegalStateException unknown) {
            System.getLogger("org.jackfield.core")
                    .log(System.Logger.Level.WARNING, "configuration " + pid + " cannot be looked up: " + unknown);
            return false;
        }
    }
}
