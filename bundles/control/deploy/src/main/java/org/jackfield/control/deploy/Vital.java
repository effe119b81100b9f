package org.jackfield.control.deploy;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What must not be done to a bundle of the features. Steering policies, stages and port types may be stopped; the switch itself and
 * what controls it may only be replaced. What others take packages from may not even be replaced, because they would stop with it, and
 * neither may the platform: native code belongs to one class loader for as long as the process runs, and somebody has to hold the
 * ports' descriptors while everything else is replaced.
 */
final class Vital {
    private static final Set<Integer> PLUG_IN_LEVELS = Set.of(4, 6);
    private static final int PLATFORM_LEVEL = 1;
    private static final String REMEDY = "; install another version of the whole switch and restart it";

    private Vital() {}

    /** Whether it is a steering policy, a stage or a port type, by its start level. */
    static boolean isPlugIn(final Bundle bundle) {
        return PLUG_IN_LEVELS.contains(BundleList.startLevel(bundle));
    }

    /** Why a bundle must not be stopped, if it must not. */
    static Optional<String> reason(final Bundle bundle) {
        if (!BundleList.isOfFeature(bundle) || isPlugIn(bundle)) {
            return Optional.empty();
        }
        return Optional.of("it is a vital part of the switch (start level " + BundleList.startLevel(bundle)
                + "); stop the switch"
                + (reasonNotToReplace(bundle).isPresent()
                        ? ", or install another version of the whole switch"
                        : ", or replace it by: jackfield bundle update " + bundle.getSymbolicName() + " FILE"));
    }

    /** Why a bundle must not be replaced while the switch runs, if it must not. */
    static Optional<String> reasonNotToReplace(final Bundle bundle) {
        if (!BundleList.isOfFeature(bundle)) {
            return Optional.empty();
        }
        if (BundleList.startLevel(bundle) == PLATFORM_LEVEL) {
            return Optional.of("it is part of the platform (start level " + PLATFORM_LEVEL
                    + "), which stays the same while the process runs" + REMEDY);
        }
        return exports(bundle)
                ? Optional.of("it exports packages, and whoever uses them would stop with it: "
                        + String.join(", ", users(bundle)) + REMEDY)
                : Optional.empty();
    }

    private static boolean exports(final Bundle bundle) {
        final BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null
                && !revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)
                        .isEmpty();
    }

    private static Set<String> users(final Bundle bundle) {
        final Set<String> users = new TreeSet<>();
        final BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            for (final BundleWire wire : wiring.getProvidedWires(PackageNamespace.PACKAGE_NAMESPACE)) {
                users.add(wire.getRequirer().getBundle().getSymbolicName());
            }
        }
        users.remove(bundle.getSymbolicName());
        return users;
    }
}
