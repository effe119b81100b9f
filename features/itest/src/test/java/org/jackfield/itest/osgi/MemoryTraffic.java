package org.jackfield.itest.osgi;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortState;
import org.jackfield.itest.lab.Await;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryPort;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Numbered frames between two ports in memory, sent without a pause by a thread of its own: seven flows to the other port, one to
 * all ports of the bridge. Closing it fails the test when a frame was lost, reordered, or came twice.
 */
final class MemoryTraffic implements AutoCloseable {
    private static final long FROM = 0x024a_4600_1001L;
    private static final long TO = 0x024a_4600_1002L;
    private static final long ALL = 0xFFFF_FFFF_FFFFL;
    private static final String TO_TEXT = "02:4a:46:00:10:02";
    private static final int FLOWS = 8;
    /** A port in memory needs one for each worker. */
    private static final int QUEUES = 2;

    private static final int FLOODED = 7;
    private static final int BURST = 16;
    private static final long STATE_MS = 20_000;

    private final MemoryPort left = new MemoryPort();
    private final MemoryPort right = new MemoryPort();
    private final ServiceRegistration<Port> leftService;
    private final ServiceRegistration<Port> rightService;
    private final Thread thread = new Thread(this::run, "memory-traffic");
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final long[] next = new long[FLOWS];
    private final long[] arrived = new long[FLOWS];
    private volatile boolean stop;
    private volatile boolean mayLose;
    private volatile String trouble = "";

    private MemoryTraffic(final BundleContext context, final String bridge) {
        leftService = register(context, left, "left", bridge);
        rightService = register(context, right, "right", bridge);
    }

    /** Traffic on a bridge, already flowing. */
    static MemoryTraffic start(final BundleContext context, final SwitchView view, final String bridge) {
        final MemoryTraffic traffic = new MemoryTraffic(context, bridge);
        try {
            traffic.begin(view, bridge);
            return traffic;
        } catch (final AssertionError cannot) {
            traffic.unregister();
            throw cannot;
        }
    }

    private void begin(final SwitchView view, final String bridge) {
        for (final String port : new String[] {"left", "right"}) {
            Await.until(
                    () -> port + " is active: " + view.port(port),
                    STATE_MS,
                    () -> view.port(port)
                            .filter(info -> info.state() == PortState.ACTIVE)
                            .isPresent());
        }
        right.inject(0, Frames.unicast(TO, FROM));
        Await.until(
                "the address of the right port is known",
                STATE_MS,
                () -> view.fdb(bridge).stream().anyMatch(entry -> entry.mac().equalsIgnoreCase(TO_TEXT)));
        thread.setDaemon(true);
        thread.start();
        mustGoOn();
    }

    private static ServiceRegistration<Port> register(
            final BundleContext context, final MemoryPort port, final String name, final String bridge) {
        return context.registerService(
                Port.class,
                port,
                FrameworkUtil.asDictionary(
                        Map.of("name", name, "type", "memory", "bridge", bridge, "queues", QUEUES, "mtu", 1500)));
    }

    private void run() {
        while (!stop) {
            if (left.waiting(0) < BURST) {
                for (int i = 0; i < BURST; i++) {
                    send();
                }
            }
            receive();
            LockSupport.parkNanos(300_000);
        }
    }

    private void send() {
        final int flow = (int) (sent.get() % FLOWS);
        left.inject(0, Frames.numbered(FROM, flow == FLOODED ? ALL : TO, flow, next[flow]++));
        sent.incrementAndGet();
    }

    private void receive() {
        left.takeSent();
        for (final byte[] frame : right.takeSent()) {
            final int flow = Frames.flow(frame);
            if (flow >= 0) {
                arrive(flow, Frames.number(frame).getAsLong());
            }
        }
    }

    private void arrive(final int flow, final long number) {
        if ((number < arrived[flow] || number > arrived[flow] && !mayLose) && trouble.isEmpty()) {
            trouble = "frame " + number + " of flow " + flow + " came instead of " + arrived[flow];
        }
        arrived[flow] = number + 1;
        received.incrementAndGet();
    }

    /** Waits until further frames have crossed the switch. */
    void mustGoOn() {
        final long before = received.get();
        Await.until(
                () -> "frames go on; sent " + sent + ", received " + received + " " + trouble,
                STATE_MS,
                () -> received.get() >= before + 2 * FLOWS);
    }

    /** Frames may get lost from now on, as those a hanging worker holds; what arrives must be in order. */
    void tolerateLoss() {
        mayLose = true;
    }

    /** Frames sent so far. */
    long frames() {
        return sent.get();
    }

    @Override
    public void close() {
        stop = true;
        try {
            thread.join(STATE_MS);
        } catch (final InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        try {
            Await.until(() -> "all frames arrive; sent " + sent + ", received " + received, STATE_MS, () -> {
                receive();
                return mayLose || received.get() >= sent.get() || !trouble.isEmpty();
            });
            if (!trouble.isEmpty() || received.get() != sent.get() && !mayLose) {
                throw new AssertionError("sent " + sent + ", received " + received + "; first trouble: " + trouble);
            }
        } finally {
            unregister();
        }
    }

    private void unregister() {
        leftService.unregister();
        rightService.unregister();
    }
}
