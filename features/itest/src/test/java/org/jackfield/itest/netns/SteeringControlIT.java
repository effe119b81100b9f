package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.jackfield.linux.cpu.CpuSet;
import org.jackfield.linux.cpu.ThreadCpus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator changes about steering while frames flow costs none of them. */
@Tag("netns")
@Tag("steady")
class SteeringControlIT {
    private static final int WORKERS = 3;
    private static final int FLOWS = 32;
    private static final String LONG_QUEUES = "tx-queue-length=8000";
    private static final long PAUSE_MS = 50;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;
    private Station a;
    private Station b;

    @BeforeEach
    void start() {
        jackfield = lab.newSwitch(WORKERS)
                .configure("ring-slots", "4096")
                .configure("small-frames", "16384")
                .configure("steering-policy", "symmetric-hash")
                .start();
        a = jackfield.connect(1, "queues=3", LONG_QUEUES);
        b = jackfield.connect(2, "queues=3", LONG_QUEUES);
    }

    private JsonObject steering(final String... words) {
        return jackfield.json(words).getAsJsonObject("steering");
    }

    private int owned(final int worker) {
        return jackfield
                .json("worker", "list")
                .getAsJsonArray("workers")
                .get(worker)
                .getAsJsonObject()
                .get("ownedBuckets")
                .getAsInt();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("stopped", stopped);
        }
    }

    private void meet() {
        Station.introduce(a, b);
        a.mustReach(b);
    }

    @Test
    void shouldLoseAndReorderNothingWhileLimitsPoliciesOfPortsAndCpusChange() throws Exception {
        meet();
        final List<String[]> changes = List.of(
                new String[] {"steering", "set", "--exclude", "1"},
                new String[] {"steering", "set", "--exclude", "none", "--workers", "2"},
                new String[] {"steering", "set", "adaptive-width", "--port", a.port()},
                new String[] {"worker", "set", "0", "--cpus", firstCpu()},
                new String[] {"steering", "set", "--workers", "all", "--weights", "1,1,2"},
                new String[] {"steering", "set", "--exclude", "0,2", "--weights", "none"},
                new String[] {"worker", "set", "0", "--cpus", "all"},
                new String[] {"steering", "set", "default", "--port", a.port()},
                new String[] {"steering", "set", "--exclude", "none"});
        final Traffic there = a.sendTo(b, FLOWS, "--rate", "5000", "--ms", "15000");
        int done = 0;
        while (there.sending()) {
            jackfield.json(changes.get(done++ % changes.size()));
            pause();
        }
        there.outcome().mustBePerfect();
        assertTrue(done > changes.size(), "only " + done + " changes");
    }

    private static String firstCpu() throws Exception {
        return CpuSet.ofList(ThreadCpus.own().toString().split("[-,]")[0]).toString();
    }

    /** Traffic in one direction, of which the kernel keeps each flow in one queue while it chooses by itself. */
    @Test
    void shouldLoseAndReorderNothingWhileTheKernelEndsAndBeginsToSteer() {
        meet();
        assertTrue(steered(), "this kernel steers");
        final Traffic there = a.sendTo(b, FLOWS, "--rate", "5000", "--ms", "15000");
        int done = 0;
        while (there.sending()) {
            final String wanted = done++ % 2 == 0 ? "off" : "on";
            jackfield.json("steering", "set", "--port", a.port(), "--kernel", wanted);
            assertEquals(wanted.equals("on"), steered());
            pause();
        }
        there.outcome().mustBePerfect();
        assertTrue(done > 4, "only " + done + " changes");
        jackfield.json("port", "set", a.port(), "kernel-steering=on");
        assertTrue(steered());
    }

    private boolean steered() {
        return jackfield
                .json("port", "show", a.port())
                .getAsJsonObject("port")
                .get("kernelSteering")
                .getAsBoolean();
    }

    @Test
    void shouldSendNothingToAnExcludedWorkerWhoseQueueTheKernelKnows() {
        meet();
        steering("steering", "set", "--exclude", "1");
        assertEquals(0, owned(1));
        final long before = worker(1, "rxFrames") + worker(1, "processed");
        a.sendTo(b, FLOWS, "--rate", "5000", "--ms", "2000").outcome().mustBePerfect();
        assertEquals(before, worker(1, "rxFrames") + worker(1, "processed"));
        final JsonObject limits = steering("steering", "show").getAsJsonObject("limits");
        assertEquals("[1]", limits.getAsJsonArray("excluded").toString());
    }

    private long worker(final int worker, final String counter) {
        return jackfield
                .json("worker", "list")
                .getAsJsonArray("workers")
                .get(worker)
                .getAsJsonObject()
                .get(counter)
                .getAsLong();
    }

    @Test
    void shouldShowLoadsAndMovesOfBucketsAndWhatHappened() {
        meet();
        steering("steering", "set", "--exclude", "2");
        final Traffic there = a.sendTo(b, FLOWS, "--rate", "5000", "--ms", "4000");
        final JsonObject table =
                jackfield.json("steering", "table", "--interval", "1").getAsJsonObject("table");
        there.outcome().mustBePerfect();
        double share = 0;
        long moved = 0;
        for (final JsonElement bucket : table.getAsJsonArray("buckets")) {
            share += bucket.getAsJsonObject().get("share").getAsDouble();
            moved += bucket.getAsJsonObject().get("moves").getAsLong();
            assertTrue(bucket.getAsJsonObject().get("worker").getAsInt() != 2, bucket::toString);
        }
        assertEquals(1, share, 1e-6);
        assertTrue(moved >= 341, "buckets moved");
        assertFalse(table.get("forPolicy").getAsBoolean());
        final String[] trace = jackfield
                .run("steering", "trace", "-n", "100", "--seconds", "0.5", "-j")
                .succeeded()
                .output()
                .split("\n");
        assertTrue(
                List.of(trace).stream().anyMatch(line -> kind(line).equals("hand-over")),
                () -> String.join("\n", trace));
        assertTrue(
                List.of(trace).stream().anyMatch(line -> kind(line).equals("limits")), () -> String.join("\n", trace));
    }

    private static String kind(final String line) {
        return JsonParser.parseString(line).getAsJsonObject().get("kind").getAsString();
    }
}
