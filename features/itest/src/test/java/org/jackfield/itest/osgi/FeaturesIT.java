package org.jackfield.itest.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortState;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Outcome;
import org.jackfield.itest.lab.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The shipped features inside Felix: bundles, ports as services, configuration, policies. */
@InFelix(core = "linger-seconds = 2")
@Tag("netns")
class FeaturesIT {
    private static final String TAP = "org.jackfield.port.tap";
    private static final long STATE_MS = 20_000;
    private static final String ADDRESS_B = "10.96.0.2";

    private final NetworkLab lab = new NetworkLab();
    private final List<Configuration> configured = new ArrayList<>();

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private SwitchView view;

    @BeforeEach
    void openLab() {
        lab.open();
    }

    @AfterEach
    void removeEverything() throws IOException {
        for (final Configuration each : configured) {
            each.delete();
        }
        Await.until(
                () -> "no port left: " + view.ports(),
                STATE_MS,
                () -> view.ports().isEmpty());
        lab.close();
    }

    @Test
    void shouldStartAllBundlesAtTheLevelsOfTheFeatures() {
        final String levels = System.getProperty(FelixExtension.LEVELS);
        for (final Bundle bundle : context.getBundles()) {
            final boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            assertEquals(fragment ? Bundle.RESOLVED : Bundle.ACTIVE, bundle.getState(), bundle::toString);
            if (bundle.getSymbolicName().startsWith("org.jackfield")) {
                final int level = bundle.adapt(BundleStartLevel.class).getStartLevel();
                assertTrue(
                        levels.matches(".*[{ ]" + bundle.getSymbolicName() + "=" + level + "[,}].*"),
                        () -> bundle + " is at level " + level + ", the features say " + levels);
            }
        }
    }

    @Test
    void shouldMakeAPortOfAConfigurationAndForgetItWithTheConfiguration() throws IOException {
        final Host host = lab.host("a");
        final Configuration configuration = configure("a", host, "10.96.0.1", 2);
        final PortInfo port = awaitState("a", PortState.ACTIVE);
        assertEquals(2, port.queues().size());
        assertEquals("tap", port.type());
        assertTrue(host.has("eth0"));
        configured.remove(configuration);
        configuration.delete();
        awaitGone("a");
        assertFalse(host.has("eth0"), "the device outlived its configuration");
    }

    @Test
    void shouldKeepThePortServiceWhenTheNumberOfQueuesChanges() throws IOException {
        final Configuration configuration = configure("a", lab.host("a"), "10.96.0.1", 2);
        awaitState("a", PortState.ACTIVE);
        final Port before = service("a");
        final Dictionary<String, Object> values = configuration.getProperties();
        values.put("queues", "5");
        configuration.update(values);
        Await.until(
                "five queues",
                STATE_MS,
                () -> view.port("a").orElseThrow().queues().size() == 5);
        assertSame(before, service("a"));
    }

    @Test
    void shouldCloseThePortsOfABundleThatStaysAwayAndOpenThemWhenItStarts() throws Exception {
        final Host host = lab.host("a");
        configure("a", host, "10.96.0.1", 3);
        awaitState("a", PortState.ACTIVE);
        assertEquals(3, openTaps());
        final Bundle tap = bundle(TAP);
        tap.stop();
        assertEquals(PortState.ACTIVE, view.port("a").orElseThrow().state(), "the port does not linger");
        assertEquals(3, openTaps(), "a descriptor of a lingering port is closed");
        awaitGone("a");
        assertEquals(0, openTaps(), "a descriptor of a queue is left open");
        assertFalse(host.has("eth0"), "the device is left behind");
        tap.start();
        awaitState("a", PortState.ACTIVE);
        assertTrue(host.has("eth0"));
    }

    @Test
    void shouldForwardAndThenDrainAndCloseThePortsOfAnUninstalledBundleUnderTraffic() throws Exception {
        final Traffic traffic = traffic("--rate", "4000");
        final Bundle tap = bundle(TAP);
        final String location = tap.getLocation();
        final int level = tap.adapt(BundleStartLevel.class).getStartLevel();
        tap.uninstall();
        try {
            final long before = view.port("b").orElseThrow().txFrames();
            Await.until(
                    "lingering ports forward",
                    STATE_MS,
                    () -> view.port("b").map(PortInfo::txFrames).orElse(0L) > before);
            awaitGone("a");
            awaitGone("b");
            assertEquals(0, openTaps(), "a descriptor of a queue is left open");
            traffic.stopSending();
            traffic.outcome().mustBeInOrder();
            assertTrue(view.ledger().balanced(), () -> "after the ports left: " + view.ledger());
        } finally {
            reinstall(location, level);
        }
        awaitState("a", PortState.ACTIVE);
    }

    @Test
    void shouldGoOnWithAnOpenTapAndApplyWhatChangedMeanwhile() throws Exception {
        final Host host = lab.host("a");
        final Configuration configuration = configure("a", host, "10.96.0.1", 2);
        final PortInfo before = awaitState("a", PortState.ACTIVE);
        final Port service = service("a");
        final int ifindex = host.link("eth0").get("ifindex").getAsInt();
        final Bundle tap = bundle(TAP);
        tap.stop();
        final Dictionary<String, Object> values = configuration.getProperties();
        values.put("queues", "4");
        values.put("mtu", "1400");
        configuration.update(values);
        tap.start();
        Await.until(
                () -> "four queues and the new MTU: " + view.port("a"),
                STATE_MS,
                () -> view.port("a")
                        .filter(port -> port.queues().size() == 4 && port.mtu() == 1400)
                        .isPresent());
        final PortInfo after = awaitState("a", PortState.ACTIVE);
        assertNotSame(service, service("a"));
        assertEquals(before.generation(), after.generation());
        assertEquals(ifindex, host.link("eth0").get("ifindex").getAsInt(), "the device was made anew");
        assertEquals(4, openTaps());
    }

    private void reinstall(final String location, final int level) throws BundleException {
        final Bundle again = context.installBundle(location);
        again.adapt(BundleStartLevel.class).setStartLevel(level);
        again.start();
    }

    @Test
    void shouldLetAPolicyFromOutsideMoveBucketsUnderTraffic() throws Exception {
        final long before = view.steering().bucketsMoved();
        final Hashtable<String, Object> ranked = new Hashtable<>();
        ranked.put(Constants.SERVICE_RANKING, 1000);
        final Traffic traffic = traffic("--rate", "8000", "--ms", "2500");
        final var registration = context.registerService(SteeringPolicy.class, new RestlessPolicy(), ranked);
        final Outcome outcome;
        try {
            Await.until(
                    "the policy is in force",
                    STATE_MS,
                    () -> view.steering().policy().equals(RestlessPolicy.NAME));
            outcome = traffic.outcome();
        } finally {
            registration.unregister();
        }
        outcome.mustBePerfect();
        assertTrue(view.steering().bucketsMoved() - before > 1024, () -> "hardly a bucket moved: " + view.steering());
        Await.until(
                "the shipped policy is back",
                STATE_MS,
                () -> view.steering().policy().equals("adaptive-width"));
    }

    private Traffic traffic(final String... options) throws IOException {
        final Host a = lab.host("a");
        final Host b = lab.host("b");
        configure("a", a, "10.96.0.1", 2);
        configure("b", b, ADDRESS_B, 2);
        awaitState("a", PortState.ACTIVE);
        awaitState("b", PortState.ACTIVE);
        a.knows("eth0", ADDRESS_B, b.mac("eth0"));
        a.mustReach(ADDRESS_B);
        return Traffic.start(a, b, ADDRESS_B, 16, options);
    }

    private Configuration configure(final String name, final Host host, final String address, final int queues)
            throws IOException {
        final Configuration configuration = configurations.getFactoryConfiguration(TAP, name, "?");
        final Hashtable<String, Object> values = new Hashtable<>();
        values.put("name", name);
        values.put("device", lab.name(name));
        values.put("netns", host.namespace());
        values.put("guest-name", "eth0");
        values.put("addresses", address + "/24");
        values.put("queues", String.valueOf(queues));
        values.put("tx-queue-length", "8000");
        configuration.update(values);
        configured.add(configuration);
        return configuration;
    }

    private PortInfo awaitState(final String name, final PortState state) {
        Await.until(
                () -> name + " is " + state + ": " + view.port(name),
                STATE_MS,
                () -> view.port(name).filter(port -> port.state() == state).isPresent());
        return view.port(name).orElseThrow();
    }

    private void awaitGone(final String name) {
        Await.until(
                () -> name + " is gone: " + view.port(name),
                STATE_MS,
                () -> view.port(name).isEmpty());
    }

    private Port service(final String name) {
        final Optional<ServiceReference<Port>> reference;
        try {
            reference = context.getServiceReferences(Port.class, "(name=" + name + ")").stream()
                    .findFirst();
        } catch (final org.osgi.framework.InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        return context.getService(reference.orElseThrow(() -> new AssertionError("no port service named " + name)));
    }

    private Bundle bundle(final String name) {
        return Stream.of(context.getBundles())
                .filter(each -> each.getSymbolicName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long openTaps() throws IOException {
        final File[] descriptors = new File("/proc/self/fd").listFiles();
        long taps = 0;
        for (final File each : descriptors) {
            taps += isTap(each.toPath()) ? 1 : 0;
        }
        return taps;
    }

    private static boolean isTap(final Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("/dev/net/tun");
        } catch (final java.nio.file.NoSuchFileException closedMeanwhile) {
            return false;
        }
    }
}
