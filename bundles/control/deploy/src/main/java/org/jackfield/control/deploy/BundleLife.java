package org.jackfield.control.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.admin.AdminException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Starts, stops and replaces bundles. A replacement that does not start is taken back: the bytes that ran before run again. All that
 * takes time is done before the stop. Callers exclude each other.
 */
final class BundleLife {
    private static final System.Logger LOG = System.getLogger(BundleLife.class.getName());
    private static final long REFRESH_S = 20;

    private final BundleContext context;
    private final Requirements requirements;
    private final Components components;

    BundleLife(final BundleContext context, final Requirements requirements, final Components components) {
        this.context = context;
        this.requirements = requirements;
        this.components = components;
    }

    /** Where the bytes of a version are. */
    interface Code {
        /** The bytes; the caller closes. */
        InputStream open() throws IOException;
    }

    /** Whether a bundle is to run: it was started and not stopped since. */
    static boolean shouldRun(final Bundle bundle) {
        return bundle.getState() != Bundle.UNINSTALLED
                && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
    }

    /** Whether a bundle runs. */
    static boolean runs(final Bundle bundle) {
        return bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
    }

    /** Whether the framework has come to the start level of a bundle. */
    private boolean isItsTurn(final Bundle bundle) {
        return context.getBundle(0).adapt(FrameworkStartLevel.class).getStartLevel()
                >= bundle.adapt(BundleStartLevel.class).getStartLevel();
    }

    /**
     * Starts a bundle, or notes that it is to start when its level comes. Refuses with what is missing or what was thrown; the bundle
     * is to run all the same.
     */
    void start(final Bundle bundle) throws AdminException {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (final BundleException failed) {
            throw new AdminException(whyNot(bundle, failed), failed);
        }
    }

    /** Why a bundle does not run, from its state and what its start threw. */
    String whyNot(final Bundle bundle, final Throwable thrown) {
        if (bundle.getState() == Bundle.INSTALLED) {
            return requirements.missing(bundle, other -> !Probe.isOnTrial(other));
        }
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return "its start failed: " + root;
    }

    /** Stops a bundle; with {@code forGood} it stays stopped. An error of its own code is logged: it is stopped all the same. */
    void stop(final Bundle bundle, final boolean forGood) {
        try {
            bundle.stop(forGood ? 0 : Bundle.STOP_TRANSIENT);
        } catch (final BundleException failed) {
            LOG.log(
                    Level.WARNING,
                    "bundle " + bundle.getSymbolicName() + " failed to stop, and is stopped: " + failed,
                    failed);
        }
    }

    /**
     * Replaces a bundle's code, and takes it back when the new code does not run as the old one did.
     *
     * @param former what to go back to
     * @param updated is run between the update and the start
     * @return for how long nothing of the bundle ran, in milliseconds; -1 when nothing had to be started
     */
    long replace(final Bundle bundle, final Code fresh, final Code former, final Runnable updated)
            throws AdminException {
        final byte[] code = read(bundle, fresh);
        final byte[] formerCode = read(bundle, former);
        if (!Vital.isPlugIn(bundle)) {
            FormerCode.load(bundle);
        }
        final Set<String> faults = components.faults(bundle);
        final boolean ran = runs(bundle);
        final long stopped = System.nanoTime();
        if (ran) {
            stop(bundle, false);
        }
        try {
            update(bundle, code);
            updated.run();
            if (!shouldRun(bundle) || !isItsTurn(bundle)) {
                return -1;
            }
            start(bundle);
            checkComponents(bundle, faults);
        } catch (final AdminException unfit) {
            throw new AdminException(unfit.getMessage() + "; " + takeBack(bundle, formerCode, ran), unfit);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopped);
    }

    private static byte[] read(final Bundle bundle, final Code jar) throws AdminException {
        try (InputStream in = jar.open()) {
            return in.readAllBytes();
        } catch (final IOException unreadable) {
            throw new AdminException(
                    "the jar of " + bundle.getSymbolicName() + " cannot be read: " + unreadable, unreadable);
        }
    }

    private void checkComponents(final Bundle bundle, final Set<String> before) throws AdminException {
        final Set<String> now = components.faults(bundle);
        if (before.isEmpty() && !now.isEmpty()) {
            throw new AdminException(String.join("; ", now));
        }
    }

    private String takeBack(final Bundle bundle, final byte[] code, final boolean ran) {
        try {
            stop(bundle, false);
            update(bundle, code);
            if (!ran) {
                return "version " + bundle.getVersion() + " was put back";
            }
            start(bundle);
            return "version " + bundle.getVersion() + " was put back and runs again";
        } catch (final AdminException worse) {
            return "putting the former version back failed too: " + worse.getMessage();
        }
    }

    private void update(final Bundle bundle, final byte[] code) throws AdminException {
        try {
            bundle.update(new ByteArrayInputStream(code));
            refresh(bundle);
        } catch (final BundleException failed) {
            throw new AdminException("it cannot be updated: " + failed.getMessage(), failed);
        }
    }

    /** Uninstalls a bundle. */
    void uninstall(final Bundle bundle) throws AdminException {
        try {
            bundle.uninstall();
            refresh(bundle);
        } catch (final BundleException failed) {
            throw new AdminException("it cannot be uninstalled: " + failed.getMessage(), failed);
        }
    }

    /** Wires those anew that use a former version. Nobody uses plug-ins: they export nothing. */
    private void refresh(final Bundle bundle) {
        final FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        if (!wiring.getRemovalPendingBundles().contains(bundle)) {
            return;
        }
        final CountDownLatch done = new CountDownLatch(1);
        final FrameworkListener listener = event -> done.countDown();
        wiring.refreshBundles(Set.of(bundle), listener);
        try {
            if (!done.await(REFRESH_S, TimeUnit.SECONDS)) {
                LOG.log(
                        Level.WARNING,
                        "bundles that use " + bundle.getSymbolicName() + " are not wired anew after " + REFRESH_S
                                + " s");
            }
        } catch (final InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where a feature's jar lies, from its bundle's location. */
    static Code featureJar(final Bundle bundle) {
        return () -> Files.newInputStream(BundleList.featurePath(bundle));
    }
}
