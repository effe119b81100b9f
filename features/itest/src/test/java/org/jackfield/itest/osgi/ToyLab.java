package org.jackfield.itest.osgi;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortState;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.workshop.Toy;
import org.jackfield.itest.workshop.Workshop;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Bundles and configurations of toys inside the framework, all removed at the end, and traffic meanwhile that must not suffer. */
final class ToyLab implements AutoCloseable {
    static final long STATE_MS = 20_000;

    private static final int PORT_LEVEL = 6;

    private final BundleContext context;
    private final ConfigurationAdmin configurations;
    private final SwitchView view;
    private final Path folder;
    private final Workshop workshop;
    private final List<Configuration> configured = new ArrayList<>();
    private final List<Bundle> installed = new ArrayList<>();
    private Optional<MemoryTraffic> traffic = Optional.empty();

    ToyLab(final BundleContext context, final ConfigurationAdmin configurations, final SwitchView view)
            throws IOException {
        this.context = context;
        this.configurations = configurations;
        this.view = view;
        folder = Files.createTempDirectory("jittoys");
        workshop = new Workshop(folder);
    }

    /** The switch as it is at each call: its bundle may be updated. */
    static SwitchView current(final BundleContext context) {
        return (SwitchView) Proxy.newProxyInstance(
                SwitchView.class.getClassLoader(), new Class<?>[] {SwitchView.class}, (proxy, method, arguments) -> {
                    final ServiceReference<SwitchView> found = context.getServiceReference(SwitchView.class);
                    try {
                        return method.invoke(context.getService(found), arguments);
                    } catch (final InvocationTargetException failed) {
                        throw failed.getCause();
                    } finally {
                        context.ungetService(found);
                    }
                });
    }

    /** Starts traffic between two other ports of a bridge; {@link #close} fails when it lost a frame. */
    MemoryTraffic startTraffic(final String bridge) {
        final MemoryTraffic started = MemoryTraffic.start(context, view, bridge);
        traffic = Optional.of(started);
        return started;
    }

    /** Makes the jar of a toy. */
    Path make(final Toy toy) {
        return workshop.make(toy);
    }

    /** Makes a file that is no jar. */
    Path garbage() {
        return workshop.garbage("garbage.jar");
    }

    /** Installs a jar without starting it. */
    Bundle install(final Path jar) throws BundleException, IOException {
        try (InputStream in = Files.newInputStream(jar)) {
            final Bundle bundle = context.installBundle("toy:" + jar.getFileName(), in);
            bundle.adapt(BundleStartLevel.class).setStartLevel(PORT_LEVEL);
            installed.add(bundle);
            return bundle;
        }
    }

    /** Updates a bundle by another jar. */
    static void update(final Bundle bundle, final Path jar) throws BundleException, IOException {
        try (InputStream in = Files.newInputStream(jar)) {
            bundle.update(in);
        }
    }

    /** Makes the configuration of a port, or replaces it. */
    Configuration configure(final String name, final String type, final Map<String, ?> values) throws IOException {
        final Configuration configuration =
                configurations.getFactoryConfiguration("org.jackfield.port." + type, name, "?");
        final Hashtable<String, Object> all = new Hashtable<>(values);
        all.put("name", name);
        configuration.update(all);
        configured.remove(configuration);
        configured.add(configuration);
        return configuration;
    }

    /** Deletes the configuration of a port. */
    void unconfigure(final Configuration configuration) throws IOException {
        configured.remove(configuration);
        configuration.delete();
    }

    /** Waits until a port is in a state. */
    PortInfo await(final String name, final PortState state) {
        Await.until(
                () -> name + " is " + state + ": " + view.port(name),
                STATE_MS,
                () -> view.port(name).filter(port -> port.state() == state).isPresent());
        return view.port(name).orElseThrow();
    }

    /** Waits until a port runs the code of a version. */
    PortInfo awaitVersion(final String name, final String version) {
        Await.until(
                () -> name + " is active in version " + version + ": " + view.port(name),
                STATE_MS,
                () -> view.port(name)
                        .filter(port -> port.state() == PortState.ACTIVE
                                && version.equals(port.details().get("version")))
                        .isPresent());
        return view.port(name).orElseThrow();
    }

    /** Waits until the switch does not know a port. */
    void awaitGone(final String name) {
        Await.until(
                () -> name + " is gone: " + view.port(name),
                STATE_MS,
                () -> view.port(name).isEmpty());
    }

    /** The service of a port, if there is one. */
    Optional<Port> service(final String name) {
        try {
            return context.getServiceReferences(Port.class, "(name=" + name + ")").stream()
                    .findFirst()
                    .map((ServiceReference<Port> found) -> context.getService(found));
        } catch (final InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() throws IOException, BundleException {
        try {
            if (traffic.isPresent()) {
                traffic.get().mustGoOn();
                traffic.get().close();
            }
        } finally {
            removeAll();
        }
        Await.until(
                () -> "balanced ledgers: " + view.ledger(),
                STATE_MS,
                () -> view.ledger().balanced());
    }

    private void removeAll() throws IOException, BundleException {
        for (final Configuration each : configured) {
            final String name = String.valueOf(each.getProperties().get("name"));
            each.delete();
            awaitGone(name); // a bundle that goes while its services go confuses the framework
        }
        for (final Bundle bundle : installed) {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        Await.until(
                () -> "no port left: " + view.ports(),
                STATE_MS,
                () -> view.ports().isEmpty());
    }
}
