package org.jackfield.steering.kit;

import java.util.Hashtable;
import org.jackfield.api.steering.SteeringPolicy;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/**
 * A policy as a service, for policies that have a configuration. Another configuration is another policy: the new one is registered
 * before the old one goes, so that the switch never sees none of its name, and it switches all workers over at once, in which no flow is
 * reordered. A configuration that is refused makes no policy, so the former one stays. Component threads, one at a time.
 */
public final class Deployment {
    private final BundleContext context;
    private final int ranking;
    private ServiceRegistration<SteeringPolicy> present;

    /**
     * Registers the first policy.
     *
     * @param ranking which one decides where none was chosen: below 0, so that none of the shipped policies has to stand back
     */
    public Deployment(final BundleContext context, final int ranking, final SteeringPolicy first) {
        this.context = context;
        this.ranking = ranking;
        this.present = register(first);
    }

    /** Registers another one in its place. */
    public void replace(final SteeringPolicy next) {
        final ServiceRegistration<SteeringPolicy> former = present;
        present = register(next);
        former.unregister();
    }

    /** Takes the policy away. */
    public void close() {
        present.unregister();
    }

    private ServiceRegistration<SteeringPolicy> register(final SteeringPolicy policy) {
        final Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, ranking);
        return context.registerService(SteeringPolicy.class, policy, properties);
    }
}
