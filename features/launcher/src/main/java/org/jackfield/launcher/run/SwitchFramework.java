package org.jackfield.launcher.run;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.util.FelixConstants;
import org.jackfield.launcher.log.FelixLog;
import org.jackfield.launcher.log.LogServiceBridge;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.feature.FeatureConfiguration;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Felix with the bundles of the features. Level 1, the platform, comes up first; then the features' configurations are given to
 * ConfigAdmin; then the other levels follow.
 */
final class SwitchFramework {
    private static final System.Logger LOG = System.getLogger(SwitchFramework.class.getName());
    private static final int PLATFORM_LEVEL = 1;
    private static final int LAST_VITAL_LEVEL = 5;
    private static final long START_MS = 20_000;
    private static final long STOP_MS = 1_800;
    /** Services without which a switch is not ready. */
    private static final List<String> VITAL_SERVICES =
            List.of("org.jackfield.api.admin.SwitchView", "org.jackfield.control.shell.osgi.ControlSocket");
    /** Packages bundles share with the launcher, which feeds ConfigAdmin and reads the log. */
    private static final String SHARED_PACKAGES =
            "org.osgi.service.cm;version=1.6.1,org.osgi.service.log;version=1.5.0";

    private final RunSettings settings;
    private final Features features;
    private final Framework framework;

    SwitchFramework(final RunSettings settings, final Features features) {
        this.settings = settings;
        this.features = features;
        this.framework = new Felix(properties());
    }

    private Map<String, Object> properties() {
        final Map<String, Object> properties = new HashMap<>(features.properties());
        properties.put(
                Constants.FRAMEWORK_STORAGE,
                settings.state().resolve("framework").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, String.valueOf(PLATFORM_LEVEL));
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SHARED_PACKAGES);
        properties.put(FelixConstants.LOG_LOGGER_PROP, new FelixLog());
        properties.put(FelixConstants.LOG_LEVEL_PROP, "2");
        properties.put("jackfield.config.dir", settings.config().toString());
        properties.put("jackfield.state.dir", settings.state().toString());
        properties.put("jackfield.deploy.dir", settings.deploy().toString());
        properties.put("jackfield.socket", settings.socket().toString());
        if (settings.workers() > 0) {
            properties.put("jackfield.workers", String.valueOf(settings.workers()));
        }
        if (!settings.engine().isEmpty()) {
            properties.put("jackfield.engine", settings.engine());
        }
        if (settings.latency()) {
            properties.put("jackfield.latency", "true");
        }
        return properties;
    }

    /** Starts everything and returns when the switch is ready. On failure everything has been stopped again. */
    void start() throws LaunchException {
        try {
            framework.init();
            final BundleContext context = framework.getBundleContext();
            LogServiceBridge.open(context);
            final List<Bundle> installed = install(context);
            framework.start();
            configure(context);
            raise(context);
            checkStarted(installed);
            awaitServices(context);
        } catch (final BundleException failed) {
            stop();
            throw new LaunchException("Felix cannot start in " + settings.state() + ": " + failed.getMessage(), failed);
        } catch (final LaunchException failed) {
            stop();
            throw failed;
        }
    }

    private List<Bundle> install(final BundleContext context) throws LaunchException {
        final List<Bundle> installed = new ArrayList<>();
        for (final Features.BundleFile wanted : features.bundles()) {
            final String location =
                    "reference:" + settings.bundles().resolve(wanted.file()).toUri();
            try {
                final Bundle bundle = context.installBundle(location);
                bundle.adapt(BundleStartLevel.class).setStartLevel(wanted.startLevel());
                if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                    installed.add(bundle);
                }
            } catch (final BundleException failed) {
                throw new LaunchException(
                        "feature " + wanted.feature() + ": bundle " + wanted.file() + " cannot be installed: "
                                + failed.getMessage(),
                        failed);
            }
        }
        return installed;
    }

    private void configure(final BundleContext context) throws LaunchException {
        if (features.configurations().isEmpty()) {
            return;
        }
        final ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> tracker =
                new ServiceTracker<>(context, ConfigurationAdmin.class, null);
        tracker.open();
        try {
            final ConfigurationAdmin admin = tracker.waitForService(START_MS);
            for (final Map.Entry<String, FeatureConfiguration> entry :
                    features.configurations().entrySet()) {
                final Dictionary<String, Object> values =
                        new Hashtable<>(entry.getValue().getValues());
                final String[] pid = entry.getKey().split("~", 2);
                (pid.length == 1
                                ? admin.getConfiguration(pid[0], "?")
                                : admin.getFactoryConfiguration(pid[0], pid[1], "?"))
                        .updateIfDifferent(values);
            }
        } catch (final IOException failed) {
            throw new LaunchException("configurations of the features cannot be stored: " + failed, failed);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            tracker.close();
        }
    }

    private void raise(final BundleContext context) throws LaunchException {
        final CountDownLatch reached = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkStartLevel.class)
                .setStartLevel(features.topLevel(), event -> reached.countDown());
        try {
            if (!reached.await(START_MS, TimeUnit.MILLISECONDS)) {
                throw new LaunchException(
                        "the bundles did not start within " + START_MS / 1000 + " s; the log says why");
            }
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void checkStarted(final List<Bundle> installed) throws LaunchException {
        for (final Bundle bundle : installed) {
            if (bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING) {
                final String text = "bundle " + bundle.getSymbolicName() + " did not start: " + reason(bundle);
                if (bundle.adapt(BundleStartLevel.class).getStartLevel() <= LAST_VITAL_LEVEL) {
                    throw new LaunchException(text);
                }
                LOG.log(Level.ERROR, text);
            }
        }
    }

    private static String reason(final Bundle bundle) {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
            return "it started late";
        } catch (final BundleException why) {
            return String.valueOf(why.getMessage());
        }
    }

    private static void awaitServices(final BundleContext context) throws LaunchException {
        for (final String service : VITAL_SERVICES) {
            final ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, service, null);
            tracker.open(true); // the launcher has a class of the same name from its own class path
            try {
                if (tracker.waitForService(START_MS) == null) {
                    throw new LaunchException("service " + service + " did not appear within " + START_MS / 1000
                            + " s; the log says why");
                }
            } catch (final InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                tracker.close();
            }
        }
    }

    /** Waits until the framework has stopped. */
    void await() {
        try {
            framework.waitForStop(0);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops everything, highest level first.
     *
     * @return whether that was done in time
     */
    boolean stop() {
        try {
            framework.stop();
            return framework.waitForStop(STOP_MS).getType() != org.osgi.framework.FrameworkEvent.WAIT_TIMEDOUT;
        } catch (final BundleException failed) {
            LOG.log(Level.ERROR, "Felix cannot stop: " + failed.getMessage());
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
