package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The shipped policies on a real switch: how many workers own buckets, and that no flow notices when that changes. */
@Tag("netns")
@Tag("alone")
class WidthIT {
    private static final int FLOWS = 32;
    private static final long WIDTH_MS = 30_000;
    private static final String LONG_QUEUES = "tx-queue-length=8000";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    @Test
    void shouldCarryALowLoadWithOneWorkerWhileTheOtherSleeps() {
        final SwitchProcess jackfield = start("auto");
        final Station a = jackfield.connect(1, "queues=4", LONG_QUEUES);
        final Station b = jackfield.connect(2, "queues=4", LONG_QUEUES);
        Station.introduce(a, b);
        a.mustReach(b);
        awaitWidth(jackfield, 1);
        final long before = processed(jackfield, 1);
        final long carried = processed(jackfield, 0);
        final Traffic there = a.sendTo(b, FLOWS, "--rate", "2000", "--ms", "1500");
        final Traffic back = b.sendTo(a, FLOWS, "--rate", "2000", "--ms", "1500");
        there.outcome().mustBePerfect();
        back.outcome().mustBePerfect();
        assertEquals(1, width(jackfield), () -> steering(jackfield).toString());
        assertEquals(before, processed(jackfield, 1), "frames came to the worker without buckets");
        assertTrue(processed(jackfield, 0) >= carried + 1_000, "the other one carried all");
        assertEquals("adaptive-width", steering(jackfield).get("policy").getAsString());
        assertTrue(
                steering(jackfield).get("reason").getAsString().startsWith("width 1: "),
                () -> steering(jackfield).toString());
    }

    @Test
    void shouldLoseAndReorderNothingWhilePoliciesAreChosen() {
        final SwitchProcess jackfield = start("auto");
        final Station a = jackfield.connect(1, "queues=4", LONG_QUEUES);
        final Station b = jackfield.connect(2, "queues=4", LONG_QUEUES);
        Station.introduce(a, b);
        a.mustReach(b);
        final Traffic there = a.sendTo(b, FLOWS, "--rate", "12000", "--ms", "4000");
        int rounds = 0;
        while (there.sending()) {
            assertEquals(2, choose(jackfield, "symmetric-hash"));
            choose(jackfield, "manual");
            jackfield.json("steering", "move", "0-1023", "1");
            assertEquals(1, width(jackfield), "by hand");
            choose(jackfield, "adaptive-width");
            assertEquals("adaptive-width", steering(jackfield).get("policy").getAsString());
            rounds++;
        }
        there.outcome().mustBePerfect();
        assertTrue(rounds >= 3, "only " + rounds + " rounds");
        final long moves = steering(jackfield).get("moves").getAsLong();
        final int least = 2 * rounds;
        assertTrue(moves >= least, () -> moves + " moves in " + least / 2 + " rounds");
    }

    @Test
    void shouldUseAllWorkersWhileTheKernelSteersAPortByItself() {
        final SwitchProcess jackfield = start("auto");
        final Station a = jackfield.connect(1, "queues=4", LONG_QUEUES);
        awaitWidth(jackfield, 1);
        final Station b = jackfield.connect(2, "queues=4", "kernel-steering=off", LONG_QUEUES);
        awaitWidth(jackfield, 2);
        Station.introduce(a, b);
        a.mustReach(b);
        jackfield.awaitEvent("STEERING_CHANGED", "adaptive-width", "all workers: the kernel chooses");
        jackfield.json("port", "remove", b.port());
        awaitWidth(jackfield, 1);
    }

    @Test
    void shouldFollowTheConfiguredPolicyFromTheStart() {
        final SwitchProcess jackfield = start("symmetric-hash");
        awaitWidth(jackfield, 2);
        assertEquals("symmetric-hash", steering(jackfield).get("policy").getAsString());
        final String refusal = jackfield.run("steering", "policy", "wishful").output();
        final int status = jackfield.run("steering", "policy", "wishful").status();
        assertEquals(1, status, refusal);
        assertEquals("symmetric-hash", steering(jackfield).get("policy").getAsString());
    }

    private SwitchProcess start(final String policy) {
        return lab.newSwitch(2)
                .configure("ring-slots", "4096")
                .configure("small-frames", "16384")
                .configure("steering-policy", policy)
                .start();
    }

    private static int choose(final SwitchProcess jackfield, final String policy) {
        final JsonObject steering = jackfield.json("steering", "policy", policy).getAsJsonObject("steering");
        assertEquals(policy, steering.get("policy").getAsString());
        return steering.get("width").getAsInt();
    }

    private static JsonObject steering(final SwitchProcess jackfield) {
        return jackfield.json("steering", "show").getAsJsonObject("steering");
    }

    private static int width(final SwitchProcess jackfield) {
        return steering(jackfield).get("width").getAsInt();
    }

    private static void awaitWidth(final SwitchProcess jackfield, final int width) {
        Await.until(() -> "width " + width + ": " + steering(jackfield), WIDTH_MS, () -> width(jackfield) == width);
    }

    private static long processed(final SwitchProcess jackfield, final int worker) {
        for (final JsonElement each : jackfield.json("worker", "list").getAsJsonArray("workers")) {
            if (each.getAsJsonObject().get("worker").getAsInt() == worker) {
                return each.getAsJsonObject().get("processed").getAsLong();
            }
        }
        throw new AssertionError("no worker " + worker);
    }
}
