package org.jackfield.control.shell.osgi;

import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.BundleAdmin;
import org.jackfield.api.admin.PortConfigurations;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.control.shell.command.SwitchServices;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The switch's services as they come and go. A command that needs one that is not there is refused; the socket stays. */
@Component(service = SwitchServices.class)
public final class BoundServices implements SwitchServices {
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

    @Override
    public SwitchView view() throws AdminException {
        return present(view, "switch core");
    }

    @Override
    public SwitchAdmin admin() throws AdminException {
        return present(admin, "switch core");
    }

    @Override
    public PortConfigurations configurations() throws AdminException {
        return present(configurations, "port configuration");
    }

    @Override
    public BundleAdmin bundles() throws AdminException {
        return present(bundles, "deployment of bundles");
    }

    private static <T> T present(final @Nullable T service, final String what) throws AdminException {
        if (service == null) {
            throw SwitchServices.missing(what);
        }
        return service;
    }
}
