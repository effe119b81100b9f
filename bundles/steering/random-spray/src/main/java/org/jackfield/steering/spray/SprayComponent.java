package org.jackfield.steering.spray;

import org.jackfield.api.steering.SteeringPolicy;
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
        configurationPid = SprayComponent.PID)
@Designate(ocd = SprayConfiguration.class)
public final class SprayComponent {
    static final String PID = "org.jackfield.steering.spray";

    private static final int RANKING = -100;

    private final Deployment deployment;

    /** Fails where the first configuration cannot be used: there is no policy until it is corrected. */
    @Activate
    public SprayComponent(final BundleContext context, final SprayConfiguration configuration) {
        deployment = new Deployment(context, PID, RANKING, () -> policy(configuration));
    }

    @Modified
    void modified(final SprayConfiguration configuration) {
        deployment.change(() -> policy(configuration));
    }

    @Deactivate
    void deactivate() {
        deployment.close();
    }

    private static SteeringPolicy policy(final SprayConfiguration configuration) {
        return new SprayPolicy(configuration.seed());
    }
}
