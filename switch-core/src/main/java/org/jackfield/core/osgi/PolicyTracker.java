package org.jackfield.core.osgi;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.conductor.Switch;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Tells the switch which {@link SteeringPolicy} services there are, the one with the highest ranking first. */
@Component(service = PolicyTracker.class, immediate = true)
public final class PolicyTracker {
    private final Switch running;
    private final BundleContext context;
    private final SortedMap<ServiceReference<SteeringPolicy>, SteeringPolicy> policies =
            new TreeMap<>(Collections.reverseOrder());

    /** A tracker for the running switch. */
    @Activate
    public PolicyTracker(final BundleContext context, @Reference final SwitchComponent component) {
        this.context = context;
        running = component.running();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "remove",
            updated = "update")
    synchronized void add(final ServiceReference<SteeringPolicy> reference, final SteeringPolicy policy) {
        policies.put(reference, policy);
        running.policies(List.copyOf(policies.values()));
    }

    /**
     * A ranking may have changed: the map is sorted anew, since a reference compares by what it is now. Or the configuration, and the
     * policy knows of it already.
     */
    synchronized void update(final ServiceReference<SteeringPolicy> reference, final SteeringPolicy policy) {
        policies.values().removeIf(known -> known == policy);
        add(reference, policy);
        running.policyChanged();
    }

    synchronized void remove(final ServiceReference<SteeringPolicy> reference, final SteeringPolicy policy) {
        policies.values().removeIf(known -> known == policy);
        if (context.getBundle().getState()
                == Bundle.ACTIVE) { // otherwise it is this bundle that goes: buckets stay where they are
            running.policies(List.copyOf(policies.values()));
        }
    }
}
