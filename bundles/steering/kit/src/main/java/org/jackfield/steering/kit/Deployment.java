package org.jackfield.steering.kit;

import java.lang.System.Logger.Level;
import java.util.Hashtable;
import java.util.function.Supplier;
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
    private static final System.Logger LOG = System.getLogger(Deployment.class.getName());

    private final BundleContext context;
    private final String pid;
    private final int ranking;
    private ServiceRegistration<SteeringPolicy> present;

    /**
     * Registers the first policy.
     *
     * @param pid PID of its configuration, for messages
     * @param ranking which one decides where none was chosen: below 0, so that none of the shipped policies has to stand back
     * @param first makes it; what it throws is the caller's, and there is no policy until the configuration is corrected
     */
    public Deployment(
            final BundleContext context, final String pid, final int ranking, final Supplier<SteeringPolicy> first) {
        this.context = context;
        this.pid = pid;
        this.ranking = ranking;
        this.present = register(first.get());
    }

    /**
     * Registers another policy in place of the present one.
     *
     * @param next makes it; where it throws an IllegalArgumentException its message is logged, and the present one stays
     */
    public void change(final Supplier<SteeringPolicy> next) {
        final SteeringPolicy policy;
        try {
            policy = next.get();
        } catch (final IllegalArgumentException refused) {
            LOG.log(
                    Level.WARNING,
                    pid + ": " + refused.getMessage() + "; the former configuration stays in force, correct it");
            return;
        }
        final ServiceRegistration<SteeringPolicy> former = present;
        present = register(policy);
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
