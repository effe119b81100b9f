package org.jackfield.control.deploy;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import org.jackfield.api.admin.AdminException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Installs a jar for trial, resolves it and looks for the classes it names, while the bundle that it may replace runs on. Hooks keep the trial apart: its name and
 * version may be those of an installed bundle, nobody is wired to it, and it is not wired to the bundle it replaces. Nothing of it
 * runs. One trial at a time; callers exclude each other.
 */
final class Probe {
    private static final String LOCATION = "jackfield-probe:";

    private final BundleContext context;
    private final Requirements requirements;

    Probe(final BundleContext context, final Requirements requirements) {
        this.context = context;
        this.requirements = requirements;
    }

    /** Whether a bundle is on trial. */
    static boolean isOnTrial(final Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    /**
     * Refuses a jar that would not resolve here, saying what is missing.
     *
     * @param replaced the bundle whose place it would take, if any
     */
    void check(final Jar jar, final @Nullable Bundle replaced) throws AdminException {
        final Apart apart = new Apart(replaced);
        final ServiceRegistration<CollisionHook> names = context.registerService(
                CollisionHook.class,
                (operation, target, candidates) -> {
                    if (operation == CollisionHook.INSTALLING) {
                        candidates.clear();
                    }
                },
                null);
        final ServiceRegistration<ResolverHookFactory> wires =
                context.registerService(ResolverHookFactory.class, triggers -> apart, null);
        try {
            final Bundle trial = context.installBundle(LOCATION + jar.name(), jar.open());
            try {
                names.unregister();
                final FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
                if (!wiring.resolveBundles(Set.of(trial))) {
                    throw new AdminException(
                            requirements.missing(trial, other -> !other.equals(replaced) && !isOnTrial(other)));
                }
                NamedClasses.check(trial);
            } finally {
                trial.uninstall();
            }
        } catch (final BundleException | IOException unfit) {
            throw new AdminException("it cannot be installed: " + unfit.getMessage(), unfit);
        } finally {
            unregister(names);
            wires.unregister();
        }
    }

    private static void unregister(final ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (final IllegalStateException done) {
            // by the time of the trial
        }
    }

    /** Keeps the trial apart from all others. */
    private record Apart(@Nullable Bundle replaced) implements ResolverHook {
        @Override
        public void filterResolvable(final Collection<BundleRevision> candidates) {
            // all may take part
        }

        @Override
        public void filterSingletonCollisions(
                final BundleCapability singleton, final Collection<BundleCapability> candidates) {
            if (isOnTrial(singleton.getRevision().getBundle())) {
                candidates.clear();
            } else {
                candidates.removeIf(each -> isOnTrial(each.getRevision().getBundle()));
            }
        }

        @Override
        public void filterMatches(final BundleRequirement requirement, final Collection<BundleCapability> candidates) {
            final boolean own = isOnTrial(requirement.getRevision().getBundle());
            candidates.removeIf(each -> {
                final Bundle offering = each.getRevision().getBundle();
                return own ? offering.equals(replaced) : isOnTrial(offering);
            });
        }

        @Override
        public void end() {
            // nothing to give back
        }
    }
}
