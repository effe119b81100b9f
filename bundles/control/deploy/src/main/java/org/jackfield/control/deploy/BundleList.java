package org.jackfield.control.deploy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jackfield.api.admin.BundleInfo;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.Version;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * The bundles as people see them, with the reason of each that should run and does not. Remembers what the framework reports about
 * failed starts, which it does on a thread of its own. Any thread.
 */
final class BundleList implements FrameworkListener {
    /** Location of a deployed bundle that is no feature's: this and its symbolic name. */
    static final String DEPLOYED = "jackfield-deploy:";

    private static final String REFERENCE = "reference:";

    private final BundleContext context;
    private final Requirements requirements;
    private final BundleLife life;
    private final Components components;
    private final Map<Long, Failure> failures = new ConcurrentHashMap<>();

    /** What the start of a version threw. */
    private record Failure(Version version, Throwable thrown) {}

    BundleList(
            final BundleContext context,
            final Requirements requirements,
            final BundleLife life,
            final Components components) {
        this.context = context;
        this.requirements = requirements;
        this.life = life;
        this.components = components;
    }

    /** All bundles but the framework itself, lowest start level first. */
    List<Bundle> all() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0 && !Probe.isOnTrial(bundle))
                .sorted(Comparator.comparingInt(BundleList::startLevel).thenComparing(Bundle::getBundleId))
                .toList();
    }

    /** A bundle by symbolic name or number. */
    Optional<Bundle> find(final String nameOrNumber) {
        return all().stream()
                .filter(bundle -> nameOrNumber.equals(bundle.getSymbolicName())
                        || nameOrNumber.equals(String.valueOf(bundle.getBundleId())))
                .findFirst();
    }

    /** The start level of a bundle, also of one that goes. */
    static int startLevel(final Bundle bundle) {
        return bundle.getState() == Bundle.UNINSTALLED
                ? 0
                : bundle.adapt(BundleStartLevel.class).getStartLevel();
    }

    /** Whether a feature brought the bundle; it stays so when a deployed jar takes its place. */
    static boolean isOfFeature(final Bundle bundle) {
        return !bundle.getLocation().startsWith(DEPLOYED);
    }

    /** The jar of the feature that brought the bundle. */
    static Path featurePath(final Bundle bundle) {
        final String location = bundle.getLocation();
        return Path.of(URI.create(location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location));
    }

    /**
     * A bundle in words.
     *
     * @param deployed name of the file in the deploy folder it comes from, empty for the feature's own
     */
    BundleInfo info(final Bundle bundle, final String deployed) {
        return new BundleInfo(
                bundle.getBundleId(),
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                state(bundle),
                startLevel(bundle),
                deployed.isEmpty() ? "feature" : "deploy",
                deployed.isEmpty() ? fileName(bundle) : deployed,
                reason(bundle));
    }

    private static String fileName(final Bundle bundle) {
        final String location = bundle.getLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static String state(final Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.ACTIVE -> "ACTIVE";
            case Bundle.STOPPING -> "STOPPING";
            default -> "UNINSTALLED";
        };
    }

    /** Why a bundle does not do what it should; empty when it does, or should not. */
    String reason(final Bundle bundle) {
        if (BundleLife.runs(bundle)) {
            return String.join("; ", components.faults(bundle));
        }
        if (!BundleLife.shouldRun(bundle)) {
            return "";
        }
        if (bundle.getState() == Bundle.INSTALLED) {
            return requirements.missing(bundle, other -> !Probe.isOnTrial(other));
        }
        final Failure failure = failures.get(bundle.getBundleId());
        return failure != null && failure.version().equals(bundle.getVersion())
                ? life.whyNot(bundle, failure.thrown())
                : "its start failed; the log says why";
    }

    /** Remembers why a bundle did not start. */
    void failed(final Bundle bundle, final Throwable thrown) {
        failures.put(bundle.getBundleId(), new Failure(bundle.getVersion(), thrown));
    }

    @Override
    public void frameworkEvent(final FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR && event.getThrowable() instanceof BundleException failed) {
            failed(event.getBundle(), failed);
        }
    }
}
