package org.jackfield.linux.osgi;

import org.jackfield.linux.keep.StateKeeper;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Offers the {@link StateKeeper} as a service, for as long as the framework runs. */
@Component(
        service = {},
        immediate = true)
public final class KeeperComponent {
    private final StateKeeper keeper = new StateKeeper();
    private final ServiceRegistration<StateKeeper> registration;

    /** Begins to keep. */
    @Activate
    public KeeperComponent(final BundleContext context) {
        registration = context.registerService(StateKeeper.class, keeper, null);
    }

    @Deactivate
    void end() {
        registration.unregister();
        keeper.close();
    }
}
