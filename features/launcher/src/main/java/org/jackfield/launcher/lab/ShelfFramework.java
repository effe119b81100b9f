package org.jackfield.launcher.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.util.FelixConstants;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.launcher.log.FelixLog;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/**
 * A Felix with Declarative Services and ConfigAdmin, and nothing of a switch. Policies in it see the API as the launcher does, so that
 * they can be called. The same bundle is installed anew for each policy that is wanted, under a location of its own, and its
 * configuration is for that location only (targeted PID, OSGi Compendium 104.3.2): policies share no state. Owns a temporary folder.
 * One thread.
 */
final class ShelfFramework implements AutoCloseable {
    /** The log is nobody's: without it a component that fails would be told on standard error; why it fails is asked for. */
    private static final List<String> RUNTIME =
            List.of("org.apache.felix.log", "org.apache.felix.configadmin", "org.apache.felix.scr");

    private static final String COMPONENTS =
            "org.osgi.service.component;version=1.5.1,org.osgi.service.component.runtime;version=1.5.1,"
                    + "org.osgi.service.component.runtime.dto;version=1.5.1,org.osgi.util.promise;version=1.3,"
                    + "org.osgi.util.function;version=1.2,org.osgi.service.cm;version=1.6.1,"
                    + "org.osgi.service.log;version=1.5";
    private static final Pattern EXPORT =
            Pattern.compile("(org\\.jackfield\\.api\\.(?:frame|steering))((?:;[a-z:]+:?=(?:\"[^\"]*\"|[^;,\"]*))*)");
    private static final Pattern VERSION = Pattern.compile(";version=\"?([0-9.]+)");
    private static final long START_MS = 30_000;
    private static final long STOP_MS = 5_000;
    private static final long LOOK_MS = 5;

    private final Path folder;
    private final Felix felix;
    /** The program may be stopped; nothing but the folder would be left behind. */
    private final Thread hook = new Thread(this::stop, "policies-cleanup");

    private int installed;

    /**
     * Starts it.
     *
     * @param bundles the distribution's folder of bundles
     */
    ShelfFramework(final Path bundles) throws LabException {
        try {
            folder = Files.createTempDirectory(
                    "jackfield-policies-" + ProcessHandle.current().pid() + "-");
            felix = new Felix(properties());
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (final IOException failed) {
            throw new LabException("policies cannot be started: " + failed.getMessage(), failed);
        }
        try {
            felix.start();
            for (final String name : RUNTIME) {
                felix.getBundleContext()
                        .installBundle("reference:" + jar(bundles, name).toUri())
                        .start();
            }
        } catch (final IOException | BundleException failed) {
            close();
            throw new LabException("policies cannot be started: " + failed.getMessage(), failed);
        }
    }

    private Map<String, Object> properties() throws IOException {
        final Map<String, Object> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, folder.toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, apiPackages() + "," + COMPONENTS);
        properties.put(FelixConstants.LOG_LOGGER_PROP, new FelixLog());
        properties.put(FelixConstants.LOG_LEVEL_PROP, "1");
        return properties;
    }

    /** The packages policies need of the API, with the versions its bundle exports them with. */
    private static String apiPackages() throws IOException {
        final String anchor = "org/jackfield/api/steering/SteeringPolicy.class";
        final String place =
                String.valueOf(ShelfFramework.class.getClassLoader().getResource(anchor));
        final String manifest = place.replace(anchor, "META-INF/MANIFEST.MF");
        try (InputStream stream = new URL(manifest).openStream()) {
            final String exports = new Manifest(stream).getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
            return withVersions(String.valueOf(exports));
        }
    }

    static String withVersions(final String exports) {
        final StringBuilder packages = new StringBuilder();
        final Matcher clause = EXPORT.matcher(exports.replaceAll("uses:=\"[^\"]*\"", "uses:=x"));
        while (clause.find()) {
            final Matcher version = VERSION.matcher(clause.group(2));
            packages.append(packages.isEmpty() ? "" : ",")
                    .append(clause.group(1))
                    .append(";version=")
                    .append(version.find() ? version.group(1) : "0");
        }
        return packages.toString();
    }

    private static Path jar(final Path folder, final String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name + "-"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + name + " in " + folder));
        }
    }

    /**
     * A policy of its own out of a bundle.
     *
     * @param configuration values with the types of their keys; empty leaves the standard
     */
    SteeringPolicy start(final PolicyBundle wanted, final Hashtable<String, Object> configuration) throws LabException {
        final String location = "policy:" + installed++;
        final BundleContext context = felix.getBundleContext();
        try (InputStream jar = Files.newInputStream(wanted.jar())) {
            final Bundle bundle = context.installBundle(location, jar);
            if (!configuration.isEmpty()) {
                configure(wanted, bundle, configuration);
            }
            bundle.start();
            return await(bundle);
        } catch (final IOException | BundleException failed) {
            throw new LabException(
                    "policy bundle " + wanted.jar() + " cannot be started: " + failed.getMessage(), failed);
        }
    }

    private void configure(
            final PolicyBundle wanted, final Bundle bundle, final Hashtable<String, Object> configuration)
            throws IOException, LabException {
        final ConfigurationAdmin admin =
                service(felix.getBundleContext(), ConfigurationAdmin.class).orElseThrow(ShelfFramework::noRuntime);
        final Configuration present = admin.getConfiguration(
                String.join(
                        "|",
                        wanted.pid(),
                        bundle.getSymbolicName(),
                        String.valueOf(bundle.getVersion()),
                        bundle.getLocation()),
                "?");
        present.update(configuration);
    }

    private static LabException noRuntime() {
        return new LabException("policies cannot be started: Declarative Services or ConfigAdmin did not start");
    }

    private static <T> Optional<T> service(final BundleContext context, final Class<T> type) {
        return Optional.ofNullable(context.getServiceReference(type)).map(context::getService);
    }

    private SteeringPolicy await(final Bundle bundle) throws LabException {
        final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MS);
        while (System.nanoTime() < endNs) {
            final Optional<SteeringPolicy> policy = policy(bundle);
            if (policy.isPresent()) {
                return policy.get();
            }
            final Optional<String> failure = failure(bundle);
            if (failure.isPresent()) {
                throw new LabException("policy bundle " + bundle.getSymbolicName() + ": " + failure.get());
            }
            sleep();
        }
        throw new LabException("policy bundle " + bundle.getSymbolicName() + " offers no policy after "
                + START_MS / 1000 + " s; deploy it into a switch, whose log says why");
    }

    private Optional<SteeringPolicy> policy(final Bundle bundle) {
        return Stream.ofNullable(bundle.getRegisteredServices())
                .flatMap(Arrays::stream)
                .filter(service -> Arrays.asList((String[]) service.getProperty(Constants.OBJECTCLASS))
                        .contains(SteeringPolicy.class.getName()))
                .map((ServiceReference<?> service) -> felix.getBundleContext().getService(service))
                .filter(SteeringPolicy.class::isInstance)
                .map(SteeringPolicy.class::cast)
                .findFirst();
    }

    /** Why a component of a bundle did not start, if it did not. */
    private Optional<String> failure(final Bundle bundle) throws LabException {
        final ServiceComponentRuntime components =
                service(felix.getBundleContext(), ServiceComponentRuntime.class).orElseThrow(ShelfFramework::noRuntime);
        return components.getComponentDescriptionDTOs(bundle).stream()
                .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                .filter(component -> component.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .map(component -> cause(component.failure))
                .findFirst();
    }

    /** The line of a stack trace that says most: the innermost cause, without its class. */
    static String cause(final String stackTrace) {
        final String[] lines = String.valueOf(stackTrace).strip().split("\\R");
        String innermost = lines[0];
        for (final String line : lines) {
            if (line.strip().startsWith("Caused by: ")) {
                innermost = line.strip();
            }
        }
        return innermost.replaceFirst("^(Caused by: )?[\\w.$]+(Exception|Error): ", "");
    }

    private static void sleep() throws LabException {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LabException("stopped", stopped);
        }
    }

    /** Stops it, and all policies with it. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException ending) {
            return; // the hook does it
        }
        stop();
    }

    private synchronized void stop() {
        try {
            felix.stop();
            felix.waitForStop(STOP_MS);
            delete();
        } catch (final BundleException | IOException failed) {
            System.getLogger(ShelfFramework.class.getName())
                    .log(System.Logger.Level.WARNING, "policies do not stop: " + failed.getMessage());
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
