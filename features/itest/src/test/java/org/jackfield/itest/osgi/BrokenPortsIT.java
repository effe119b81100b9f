package org.jackfield.itest.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.inject.Inject;
import java.util.Map;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.port.PortState;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.log.RecordingLog;
import org.jackfield.itest.workshop.Toy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Ports whose code breaks while it runs: it costs that port, its reason is shown, and all others forward on. */
@InFelix
@Tag("netns")
class BrokenPortsIT {
    private static final String PORT = "toy1";
    private static final String FAILURE = "made to fail";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private SwitchView view;

    @Inject
    private SwitchAdmin admin;

    private ToyLab toys;
    private MemoryTraffic traffic;
    private Configuration configuration;

    @BeforeEach
    void open() throws Exception {
        toys = new ToyLab(context, configurations, view);
        traffic = toys.startTraffic("br0");
        RecordingLog.expect(FAILURE);
        RecordingLog.expect("toy1");
    }

    @AfterEach
    void close() throws Exception {
        toys.close();
    }

    private Bundle deploy(final Toy toy) throws Exception {
        final Bundle bundle = toys.install(toys.make(toy));
        bundle.start();
        configuration = toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", "br0"));
        return bundle;
    }

    private void awaitFault() {
        Await.until(
                () -> PORT + " is faulted because it was " + FAILURE + ": " + view.port(PORT),
                ToyLab.STATE_MS,
                () -> view.port(PORT)
                        .filter(port -> port.state() == PortState.FAULTED
                                && port.reason().contains(FAILURE))
                        .isPresent());
    }

    private long faults() {
        return view.events(0).stream()
                .filter(each -> each.event().kind() == SwitchEvent.Kind.PORT_FAULTED
                        && each.event().subject().equals(PORT))
                .count();
    }

    @Test
    void shouldFaultAPortThatDoesNotOpenUntilASoundVersionComes() throws Exception {
        final Bundle bundle = deploy(Toy.sound().throwing("open", FAILURE));
        awaitFault();
        ToyLab.update(bundle, toys.make(Toy.sound().version("1.1.0")));
        toys.awaitVersion(PORT, "1.1.0");
    }

    @Test
    void shouldForgetAPortThatDoesNotClose() throws Exception {
        deploy(Toy.sound().throwing("close", FAILURE));
        toys.await(PORT, PortState.ACTIVE);
        toys.unconfigure(configuration);
        toys.awaitGone(PORT);
        traffic.mustGoOn();
    }

    @Test
    void shouldKeepAPortWhoseChangeFails() throws Exception {
        deploy(Toy.sound().throwing("reconfigure", FAILURE));
        toys.await(PORT, PortState.ACTIVE);
        toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", "br0", "mtu", "1400"));
        Await.until(
                () -> "the reason is shown: " + view.port(PORT),
                ToyLab.STATE_MS,
                () -> view.port(PORT).orElseThrow().reason().contains(FAILURE));
        traffic.mustGoOn();
    }

    @Test
    void shouldListAPortThatCannotTellItsFacts() throws Exception {
        deploy(Toy.sound().throwing("details", FAILURE));
        final PortInfo port = toys.await(PORT, PortState.ACTIVE);
        assertEquals("toy", port.type());
    }

    @Test
    void shouldTakeAPortBackThatThrewOnceOnAWorker() throws Exception {
        deploy(Toy.sound().throwing("transmit", FAILURE, 1));
        Await.until("a fault", ToyLab.STATE_MS, () -> faults() > 0);
        toys.await(PORT, PortState.ACTIVE);
        final PortInfo port = view.port(PORT).orElseThrow();
        assertEquals("2", port.details().get("opens"), port::toString);
    }

    @Test
    void shouldKeepAPortOutThatThrowsAgainAndAgainUntilTheOperatorSaysOtherwise() throws Exception {
        final long before = faults();
        deploy(Toy.sound().throwing("receive", FAILURE, 3).at("wakeFd", "if (true) return -1;"));
        Await.until(
                () -> "the reason tells what to do: " + view.port(PORT),
                ToyLab.STATE_MS,
                () -> view.port(PORT)
                        .filter(port -> port.state() == PortState.FAULTED
                                && port.reason().contains("port retry"))
                        .isPresent());
        assertEquals(before + 3, faults());
        assertEquals(PortState.ACTIVE, admin.retryPort(PORT).state());
        toys.await(PORT, PortState.ACTIVE);
    }

    /** The worker that hangs cannot be stopped; another takes its place, and the port stays out. */
    @Test
    void shouldReplaceAWorkerThatAPortBlocks() throws Exception {
        RecordingLog.expect("worker");
        traffic.tolerateLoss();
        deploy(Toy.sound()
                .at(
                        "transmit",
                        "if (breaks.getAndIncrement() == 0) { try { Thread.sleep(4000); }"
                                + " catch (InterruptedException e) { throw new IllegalStateException(e); } }"));
        Await.until(
                () -> PORT + " is faulted: " + view.port(PORT),
                ToyLab.STATE_MS,
                () -> view.port(PORT)
                        .filter(port -> port.state() == PortState.FAULTED)
                        .isPresent());
        traffic.mustGoOn();
        awaitWorkerEvent("another thread takes its place");
        awaitWorkerEvent("has come back from port toy1 and ends");
        assertEquals(PortState.ACTIVE, admin.retryPort(PORT).state());
    }

    private void awaitWorkerEvent(final String words) {
        Await.until(
                () -> "an event says '" + words + "': " + view.events(0),
                ToyLab.STATE_MS,
                () -> view.events(0).stream()
                        .anyMatch(each -> each.event().kind() == SwitchEvent.Kind.WORKER
                                && each.event().text().contains(words)));
    }
}
