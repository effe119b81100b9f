package org.jackfield.control.deploy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.jackfield.api.admin.BundleInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.event.SwitchEvent;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/**
 * A real Felix with bundles as features bring them: one of the platform, the SPI, vital, at level 2, one that controls, and a plug-in at level 6. Deployment begins
 * between, as in the switch.
 */
final class TestSwitch implements AutoCloseable {
    static final String SPI = "org.jackfield.api";
    static final String TAP = "org.jackfield.port.tap";
    static final String CONTROL = "org.jackfield.control.lamp";
    static final String PLATFORM = "org.jackfield.linux";
    static final String SPI_PACKAGE = "org.jackfield.api.port";

    private static final int PORTS = 6;
    private static final long PATIENCE_S = 20;

    final Path deploy;
    final List<String> events = new ArrayList<>();
    final Map<String, Set<String>> faults = new TreeMap<>();
    final Map<String, Set<String>> types = new TreeMap<>();
    private final Framework felix;
    private final Path data;
    private DeployedBundles deployed;

    TestSwitch(final Path folder) throws BundleException, IOException, InterruptedException {
        deploy = Files.createDirectories(folder.resolve("deploy"));
        final Path features = Files.createDirectories(folder.resolve("bundles"));
        felix = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("framework").toString(),
                        Constants.FRAMEWORK_STORAGE_CLEAN,
                        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                        "felix.log.level",
                        "0"));
        felix.init();
        feature(TestJar.of(SPI, "1.0.0").exports(SPI_PACKAGE, "1.0.0").in(features), 2);
        feature(TestJar.of(PLATFORM, "1.0.0").in(features), 1);
        feature(TestJar.of(CONTROL, "1.0.0").active().in(features), 5);
        feature(TestJar.of(TAP, "1.0.0").active().in(features), PORTS);
        felix.start();
        level(5);
        data = folder.resolve("framework/jars");
        deployed = newDeployer();
        deployed.begin();
        level(PORTS);
    }

    private DeployedBundles newDeployer() {
        return new DeployedBundles(felix.getBundleContext(), deploy, data, new TestComponents(), admin());
    }

    /** Another version of the deployer takes the place of the present one. */
    void replaceDeployer() {
        deployed.end();
        deployed = newDeployer();
        deployed.begin();
    }

    private void feature(final Path jar, final int level) throws BundleException {
        final Bundle bundle = felix.getBundleContext().installBundle("reference:" + jar.toUri());
        bundle.adapt(BundleStartLevel.class).setStartLevel(level);
        bundle.start();
    }

    private void level(final int level) throws InterruptedException {
        final CountDownLatch reached = new CountDownLatch(1);
        felix.adapt(FrameworkStartLevel.class).setStartLevel(level, event -> reached.countDown());
        if (!reached.await(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("level " + level + " was not reached");
        }
    }

    private SwitchAdmin admin() {
        return (SwitchAdmin) Proxy.newProxyInstance(
                SwitchAdmin.class.getClassLoader(), new Class<?>[] {SwitchAdmin.class}, (proxy, method, arguments) -> {
                    final SwitchEvent event = (SwitchEvent) arguments[0];
                    synchronized (events) {
                        events.add(event.kind() + " " + event.subject() + ": " + event.text());
                    }
                    return null;
                });
    }

    /** Components as the test sets them, by symbolic name or by name and version. */
    private final class TestComponents implements Components {
        @Override
        public Set<String> faults(final Bundle bundle) {
            return faults.getOrDefault(bundle.getSymbolicName() + " " + bundle.getVersion(), Set.of());
        }

        @Override
        public Set<String> portTypes(final Bundle bundle) {
            return new TreeSet<>(types.getOrDefault(bundle.getSymbolicName(), Set.of()));
        }
    }

    DeployedBundles bundles() {
        return deployed;
    }

    /** Tells of files at once, where the switch would wait until they have come to rest. */
    void scan(final String... files) {
        for (final String file : files) {
            deployed.changed(file);
        }
    }

    /** Puts a jar into the folder as FILE and tells of it. */
    void drop(final String file, final TestJar jar) throws IOException {
        jar.to(deploy.resolve(file));
        scan(file);
    }

    void delete(final String file) throws IOException {
        Files.delete(deploy.resolve(file));
        scan(file);
    }

    /** NAME VERSION STATE of a bundle, or "none". */
    String state(final String name) {
        return info(name).map(each -> each.version() + " " + each.state()).orElse("none");
    }

    Optional<BundleInfo> info(final String name) {
        return deployed.bundles().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    String reason(final String name) {
        return info(name).orElseThrow().reason();
    }

    /** The last event. */
    String told() {
        synchronized (events) {
            return events.isEmpty() ? "" : events.get(events.size() - 1);
        }
    }

    /** Names of the files in the deploy folder. */
    List<String> files() {
        final String[] names = deploy.toFile().list();
        Arrays.sort(names);
        return List.of(names);
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        deployed.end();
        felix.stop();
        felix.waitForStop(TimeUnit.SECONDS.toMillis(PATIENCE_S));
    }
}
