package org.jackfield.itest.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortState;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.workshop.Toy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A port type that comes, changes and goes while other ports forward. */
@InFelix
@Tag("netns")
class DeployIT {
    private static final String PORT = "toy1";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private SwitchView view;

    private ToyLab toys;
    private MemoryTraffic traffic;

    @BeforeEach
    void open() throws Exception {
        toys = new ToyLab(context, configurations, view);
        traffic = toys.startTraffic("br0");
    }

    @AfterEach
    void close() throws Exception {
        toys.close();
    }

    /** What can happen to a port type and to the configuration of a port. */
    private enum Step {
        INSTALL,
        UPDATE,
        STOP,
        START,
        UNINSTALL,
        CONFIGURE,
        CHANGE,
        UNCONFIGURE
    }

    @Test
    void shouldComeAndGoWithBundleAndConfigurationInEveryOrder() throws Exception {
        final Path first = toys.make(Toy.sound().version("1.0.0"));
        final Path second = toys.make(Toy.sound().version("1.1.0"));
        final List<List<Step>> orders = new ArrayList<>();
        for (final List<Step> life : List.of(
                List.of(Step.INSTALL, Step.UPDATE, Step.STOP, Step.START, Step.UNINSTALL),
                List.of(Step.INSTALL, Step.STOP, Step.UPDATE, Step.START, Step.UNINSTALL),
                List.of(Step.INSTALL, Step.STOP, Step.START, Step.UPDATE, Step.UNINSTALL))) {
            merge(life, List.of(Step.CONFIGURE, Step.CHANGE, Step.UNCONFIGURE), new ArrayList<>(), orders);
        }
        assertEquals(3 * 56, orders.size());
        for (final List<Step> order : orders) {
            new Walk(first, second).run(order);
        }
        System.out.println(orders.size() + " orders of 8 steps while " + traffic.frames() + " frames crossed");
    }

    private static void merge(
            final List<Step> one, final List<Step> other, final List<Step> done, final List<List<Step>> results) {
        if (one.isEmpty() && other.isEmpty()) {
            results.add(List.copyOf(done));
        }
        for (final List<Step> next : List.of(one, other)) {
            if (!next.isEmpty()) {
                final List<Step> longer = new ArrayList<>(done);
                longer.add(next.get(0));
                final List<Step> rest = next.subList(1, next.size());
                merge(next == one ? rest : one, next == one ? other : rest, longer, results);
            }
        }
    }

    /** One order of steps; after each, the port is there if its bundle runs and its configuration exists. */
    private final class Walk {
        private final Path first;
        private final Path second;
        private Bundle bundle;
        private Configuration configuration;
        private boolean running;
        private boolean configured;
        private String version = "1.0.0";
        private String bridge = "br0";

        private Walk(final Path first, final Path second) {
            this.first = first;
            this.second = second;
        }

        private void run(final List<Step> order) throws Exception {
            for (int i = 0; i < order.size(); i++) {
                take(order.get(i));
                try {
                    check();
                } catch (final AssertionError wrong) {
                    throw new AssertionError("after " + order.subList(0, i + 1) + " of " + order, wrong);
                }
            }
        }

        private void take(final Step step) throws Exception {
            switch (step) {
                case INSTALL -> {
                    bundle = toys.install(first);
                    bundle.start();
                    running = true;
                }
                case UPDATE -> {
                    ToyLab.update(bundle, second);
                    version = "1.1.0";
                }
                case STOP -> {
                    bundle.stop();
                    running = false;
                }
                case START -> {
                    bundle.start();
                    running = true;
                }
                case UNINSTALL -> {
                    bundle.uninstall();
                    running = false;
                }
                case CONFIGURE -> {
                    configuration = toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", bridge));
                    configured = true;
                }
                case CHANGE -> {
                    bridge = "br1";
                    configuration = toys.configure(PORT, "toy", Map.of("queues", "3", "bridge", bridge));
                }
                case UNCONFIGURE -> {
                    toys.unconfigure(configuration);
                    configured = false;
                }
                default -> throw new IllegalArgumentException(step.toString());
            }
        }

        private void check() {
            if (running && configured) {
                toys.awaitVersion(PORT, version);
                Await.until(
                        () -> PORT + " is on " + bridge + ": " + view.port(PORT),
                        ToyLab.STATE_MS,
                        () -> view.port(PORT)
                                .filter(port -> port.bridge().equals(bridge))
                                .isPresent());
            } else {
                toys.awaitGone(PORT);
            }
        }
    }

    @Test
    void shouldNotReopenAPortForKeysOfTheSwitch() throws Exception {
        toys.install(toys.make(Toy.sound())).start();
        toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", "br0"));
        final PortInfo before = toys.await(PORT, PortState.ACTIVE);
        final Port service = toys.service(PORT).orElseThrow();
        toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", "br1"));
        awaitBridge("br1");
        toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", "br1", "fdb-limit", "7"));
        toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", "br0", "fdb-limit", "7"));
        awaitBridge("br0");
        final PortInfo after = toys.await(PORT, PortState.ACTIVE);
        assertSame(service, toys.service(PORT).orElseThrow());
        assertEquals("1", after.details().get("opens"), after::toString);
        assertEquals(before.index(), after.index());
    }

    /** Without a method for changed configurations the runtime makes the component anew: that costs the port, and only it. */
    @Test
    void shouldReopenAPortThatForgetsToTakeChanges() throws Exception {
        toys.install(toys.make(Toy.sound().forgetfulOfChanges())).start();
        toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", "br0"));
        toys.await(PORT, PortState.ACTIVE);
        final Port service = toys.service(PORT).orElseThrow();
        toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", "br1"));
        awaitBridge("br1");
        toys.await(PORT, PortState.ACTIVE);
        assertNotSame(service, toys.service(PORT).orElseThrow());
    }

    private void awaitBridge(final String bridge) {
        Await.until(
                () -> PORT + " is on " + bridge + ": " + view.port(PORT),
                ToyLab.STATE_MS,
                () -> view.port(PORT)
                        .filter(port -> port.state() == PortState.ACTIVE
                                && port.bridge().equals(bridge))
                        .isPresent());
    }
}
