package org.jackfield.control.shell.osgi;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.BundleAdmin;
import org.jackfield.api.admin.PortConfigurations;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.control.shell.command.SwitchServices;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The switch's services as they come and go. A command that needs one that is not there waits a while, because its bundle may be
 * updated just now, and is refused then; the socket stays.
 */
@Component(service = SwitchServices.class)
public final class BoundServices implements SwitchServices {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_MS = 10;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SwitchView view;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SwitchAdmin admin;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable PortConfigurations configurations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable BundleAdmin bundles;

    /** The switch when this bundle was stopped, for the answer that is under way then. */
    private volatile @Nullable SwitchView lastView;

    @Deactivate
    void end() {
        lastView = view;
    }

    @Override
    public SwitchView view() throws AdminException {
        return present(() -> view == null ? lastView : view, "switch core");
    }

    @Override
    public SwitchAdmin admin() throws AdminException {
        return present(() -> admin, "switch core");
    }

    @Override
    public PortConfigurations configurations() throws AdminException {
        return present(() -> configurations, "port configuration");
    }

    @Override
    public BundleAdmin bundles() throws AdminException {
        return present(() -> bundles, "deployment of bundles");
    }

    private static <T> T present(final Supplier<@Nullable T> service, final String what) throws AdminException {
        final long beganNs = System.nanoTime();
        T present = service.get();
        while (present == null && System.nanoTime() - beganNs < PATIENCE_NS) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            } catch (final InterruptedException stopping) {
                Thread.currentThread().interrupt();
                break;
            }
            present = service.get();
        }
        if (present == null) {
            throw SwitchServices.missing(what);
        }
        return present;
    }
}
