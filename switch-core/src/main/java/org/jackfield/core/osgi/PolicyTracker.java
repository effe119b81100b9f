package org.jackfield.core.osgi;

import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.conductor.Switch;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Puts the {@link SteeringPolicy} with the highest ranking in force, and another as soon as one with a higher ranking comes. */
@Component(service = PolicyTracker.class, immediate = true)
public final class PolicyTracker {
    private final Switch running;

    @Nullable
    private SteeringPolicy inForce;

    /** A tracker for the running switch. */
    @Activate
    public PolicyTracker(@Reference final SwitchComponent component) {
        running = component.running();
    }

    // The runtime binds the new policy before it unbinds the old one.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "remove")
    synchronized void add(final SteeringPolicy policy) {
        inForce = policy;
        running.policy(policy);
    }

    synchronized void remove(final SteeringPolicy policy) {
        if (inForce == policy) {
            inForce = null;
            running.policy(null);
        }
    }
}
