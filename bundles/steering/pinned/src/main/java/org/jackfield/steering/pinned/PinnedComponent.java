package org.jackfield.steering.pinned;

import java.lang.System.Logger.Level;
import org.jackfield.steering.kit.Deployment;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Deploys the policy, and another one in its place when the configuration changes to one that can be used. */
@Component(
        service = {},
        immediate = true,
        configurationPid = PinnedComponent.PID)
@Designate(ocd = PinnedConfiguration.class)
public final class PinnedComponent {
    static final String PID = "org.jackfield.steering.pinned";

    private static final System.Logger LOG = System.getLogger(PID);
    private static final int RANKING = -10;

    private final Deployment deployment;

    /** Fails where the first configuration cannot be used: there is no policy until it is corrected. */
    @Activate
    public PinnedComponent(final BundleContext context, final PinnedConfiguration configuration) {
        deployment = new Deployment(context, RANKING, policy(configuration));
    }

    @Modified
    void modified(final PinnedConfiguration configuration) {
        final PinnedPolicy next;
        try {
            next = policy(configuration);
        } catch (final IllegalArgumentException refused) {
            LOG.log(
                    Level.WARNING,
                    PID + ": " + refused.getMessage() + "; the former configuration stays in force, correct it");
            return;
        }
        deployment.replace(next);
    }

    @Deactivate
    void deactivate() {
        deployment.close();
    }

    private static PinnedPolicy policy(final PinnedConfiguration configuration) {
        return new PinnedPolicy(configuration.rules(), configuration.symmetric());
    }
}
