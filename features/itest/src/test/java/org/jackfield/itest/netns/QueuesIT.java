package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Outcome;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No flow loses a frame or its order, whatever the numbers of queues and workers and however they change. Queues of the devices
 * and rings between the workers are long, so that a busy machine, where a worker may wait long for its turn, loses nothing.
 */
@Tag("netns")
@Tag("steady")
class QueuesIT {
    private static final int FLOWS = 32;
    private static final int BUCKETS = 1024;
    private static final String LONG_QUEUES = "tx-queue-length=8000";
    private static final long MOVE_MS = 50;
    /** Of the number of queues while frames flow. */
    private static final int CHANGES = 15;

    private static final long SEED = 4711;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    /** Under the policy that uses all workers at any load. */
    private SwitchProcess start(final int workers, final String... wrapper) {
        return lab.newSwitch(workers, wrapper)
                .configure("steering-policy", "symmetric-hash")
                .configure("ring-slots", "4096")
                .configure("small-frames", "16384")
                .start();
    }

    @ParameterizedTest(name = "kernel steering {0}")
    @ValueSource(strings = {"auto", "off"})
    void shouldForwardWithFewerAsManyAndMoreQueuesThanTwoWorkers(final String steering) {
        forwardWithFewerAsManyAndMoreQueues(2, steering);
    }

    @ParameterizedTest(name = "{0} worker(s)")
    @ValueSource(ints = {1, 3})
    @Tag("once")
    void shouldForwardWithFewerAsManyAndMoreQueuesThanWorkers(final int workers) {
        forwardWithFewerAsManyAndMoreQueues(workers, "auto");
    }

    private void forwardWithFewerAsManyAndMoreQueues(final int workers, final String steering) {
        final SwitchProcess jackfield = start(workers);
        int number = 1;
        for (final int queues : new TreeSet<>(List.of(1, workers, workers + 1, 8))) {
            final Station from = jackfield.connect(number++, settings(queues, steering));
            final Station to = jackfield.connect(number++, settings(queues, steering));
            Station.introduce(from, to);
            from.mustReach(to);
            send(from, to, 500).outcome().mustBePerfect();
            assertQueues(jackfield.port(from.port()), queues, workers);
            jackfield.json("port", "remove", from.port());
            jackfield.json("port", "remove", to.port());
        }
    }

    private static void assertQueues(final JsonObject port, final int queues, final int workers) {
        assertEquals(queues, port.getAsJsonArray("queues").size());
        int used = 0;
        for (final JsonElement element : port.getAsJsonArray("queues")) {
            final JsonObject queue = element.getAsJsonObject();
            assertEquals(
                    queue.get("queue").getAsInt() % workers, queue.get("worker").getAsInt());
            used += queue.getAsJsonObject("rx").get("frames").getAsLong() > 0 ? 1 : 0;
        }
        assertTrue(used > queues / 2, "of " + queues + " queues only " + used + " were used: " + port);
    }

    @Test
    void shouldHandOverOnlyWhatTheKernelDidNotSteer() {
        final SwitchProcess jackfield = start(2);
        final Station a = jackfield.connect(1, settings(4, "auto"));
        final Station b = jackfield.connect(2, settings(4, "auto"));
        final Station c = jackfield.connect(3, settings(4, "off"));
        Station.introduce(a, b, c);
        a.mustReach(b);
        c.mustReach(b);
        final long before = jackfield.handoffs();
        send(a, b, 500).outcome().mustBePerfect();
        assertEquals(before, jackfield.handoffs(), "frames the kernel had steered were handed over");
        send(c, b, 500).outcome().mustBePerfect();
        assertTrue(jackfield.handoffs() > before, "nothing was handed over");
    }

    @ParameterizedTest(name = "kernel steering {0}")
    @ValueSource(strings = {"auto", "off"})
    void shouldLoseAndReorderNothingWhileBucketsMove(final String steering) {
        final SwitchProcess jackfield = start(2);
        final Station a = jackfield.connect(1, settings(4, steering));
        final Station b = jackfield.connect(2, settings(4, steering));
        Station.introduce(a, b);
        a.mustReach(b);
        final Traffic there = send(a, b, 3_000);
        final Random random = new Random(SEED);
        while (there.sending()) {
            final int first = random.nextInt(BUCKETS);
            final int last = first + random.nextInt(BUCKETS - first);
            jackfield.json("steering", "move", first + "-" + last, String.valueOf(random.nextInt(2)));
            Await.pause(MOVE_MS);
        }
        final long moves = jackfield
                .json("steering", "show")
                .getAsJsonObject("steering")
                .get("moves")
                .getAsLong();
        there.outcome().mustBePerfect();
        assertTrue(moves >= 10, () -> "only " + moves + " moves took place");
    }

    @Test
    void shouldLoseAndReorderNothingWhileQueuesAreAttachedAndDetached() {
        flapQueues("auto").mustBePerfect();
    }

    /**
     * Where the kernel steers by itself, it may put a flow into another queue when their number changes: that may reorder, but not
     * lose.
     */
    @Test
    @Tag("once")
    void shouldLoseNothingWhileQueuesThatTheKernelSteersAreAttachedAndDetached() {
        flapQueues("off").mustBeComplete();
    }

    /** Hours of trouble in a minute: everything that may move moves at once, in both directions. */
    @Test
    @Tag("long")
    void shouldLoseAndReorderNothingInAMinuteOfMovingBucketsAndQueues() {
        final SwitchProcess jackfield = start(3);
        final Station a = jackfield.connect(1, settings(4, "auto"));
        final Station b = jackfield.connect(2, settings(4, "auto"));
        Station.introduce(a, b);
        a.mustReach(b);
        final Traffic there = send(a, b, 60_000);
        final Traffic back = send(b, a, 60_000);
        final Random random = new Random(SEED);
        while (there.sending()) {
            final int first = random.nextInt(BUCKETS);
            jackfield.json("steering", "move", first + "-" + (BUCKETS - 1), String.valueOf(random.nextInt(3)));
            final Station changed = random.nextBoolean() ? a : b;
            jackfield.json("port", "set", changed.port(), "queues=" + (1 + random.nextInt(8)));
        }
        there.outcome().mustBePerfect();
        back.outcome().mustBePerfect();
    }

    /** Without the right to load programs the rings do what the kernel does not. */
    @Test
    @Tag("once")
    void shouldKeepFlowsTogetherWithoutTheRightToLoadPrograms() throws IOException {
        final Path locked = Path.of("/proc/sys/kernel/unprivileged_bpf_disabled");
        assumeTrue(
                Files.exists(locked) && !Files.readString(locked).trim().equals("0"),
                "on this machine everybody may load programs");
        final SwitchProcess jackfield = start(
                        2, "setpriv", "--bounding-set", "-bpf,-sys_admin", "--inh-caps", "-bpf,-sys_admin")
                .expect("CAP_BPF|CAP_SYS_ADMIN");
        final Station a = withoutNamespace(jackfield, 1);
        final Station b = withoutNamespace(jackfield, 2);
        Station.introduce(a, b);
        a.mustReach(b);
        assertFalse(jackfield.port(a.port()).get("kernelSteering").getAsBoolean());
        send(a, b, 1_000).outcome().mustBePerfect();
        assertTrue(jackfield.handoffs() > 0, "nothing was handed over");
    }

    /** A port whose device we, not the switch, move into a host. */
    private Station withoutNamespace(final SwitchProcess jackfield, final int number) {
        final Station station = new Station(lab.host(String.valueOf((char) ('a' + number - 1))), number);
        final String device = lab.name(station.port());
        jackfield.json(
                "port",
                "add",
                station.port(),
                "--type",
                "tap",
                "--set",
                "device=" + device,
                "--set",
                "queues=4",
                "--set",
                "mac=" + station.mac(),
                "--set",
                LONG_QUEUES);
        lab.must("ip", "link", "set", device, "netns", station.host().namespace(), "name", Station.DEVICE);
        station.host().must("ip", "addr", "add", station.address() + "/24", "dev", Station.DEVICE);
        station.host().must("ip", "link", "set", Station.DEVICE, "up");
        return station;
    }

    private Outcome flapQueues(final String steering) {
        final SwitchProcess jackfield = start(2);
        final Station a = jackfield.connect(1, settings(4, steering));
        final Station b = jackfield.connect(2, settings(4, steering));
        Station.introduce(a, b);
        a.mustReach(b);
        final Traffic there = send(a, b, 30_000);
        final Random random = new Random(SEED);
        for (int changes = 0; changes < CHANGES; changes++) {
            assertTrue(there.sending(), "the sender ended early");
            final int queues = 1 + random.nextInt(6);
            final Station changed = random.nextBoolean() ? a : b;
            jackfield.json("port", "set", changed.port(), "queues=" + queues);
            assertEquals(
                    queues,
                    jackfield.port(changed.port()).getAsJsonArray("queues").size());
            assertTrue(changed.hasCarrier(), "the link went down");
        }
        there.stopSending();
        final Outcome outcome = there.outcome();
        System.out.println("queues flapping, kernel steering " + steering + ": " + CHANGES + " changes, " + outcome);
        return outcome;
    }

    private static String[] settings(final int queues, final String steering) {
        return new String[] {"queues=" + queues, "kernel-steering=" + steering, LONG_QUEUES};
    }

    private static Traffic send(final Station from, final Station to, final int ms) {
        return from.sendTo(to, FLOWS, "--rate", "12000", "--ms", String.valueOf(ms));
    }
}
