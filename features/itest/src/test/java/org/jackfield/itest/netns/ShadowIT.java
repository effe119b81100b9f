package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Policies evaluated beside the one in force, and measures, while a switch forwards: they see its frames and cost none. */
@Tag("netns")
@Tag("steady")
@Tag("once")
class ShadowIT {
    private static final List<String> EXTRAS = List.of("toeplitz", "roundrobin", "leastloaded", "flowlet", "rebalance");
    private static final List<String> POLICIES =
            List.of("toeplitz-rss", "symmetric-hash", "round-robin", "sticky-least-loaded", "rebalance", "flowlet");
    private static final int AT_ONCE = 4;
    private static final int FLOWS = 32;
    private static final String LONG_QUEUES = "tx-queue-length=8000";
    private static final long PAUSE_MS = 100;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield() {
        final SwitchProcess jackfield = lab.newSwitch(2)
                .configure("ring-slots", "4096")
                .configure("small-frames", "16384")
                .start();
        for (final String extra : EXTRAS) {
            final String jar = SwitchProcess.shippedJar("extras", "org.jackfield.steering." + extra)
                    .toString();
            jackfield.run("bundle", "install", jar).succeeded();
        }
        return jackfield;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("stopped", stopped);
        }
    }

    private static void noteWhoSawFrames(final SwitchProcess jackfield, final Set<String> seeing) {
        for (final JsonElement each :
                jackfield.json("steering", "shadow", "show").getAsJsonArray("shadows")) {
            final JsonObject shadow = each.getAsJsonObject();
            assertTrue(shadow.get("active").getAsBoolean(), shadow::toString);
            if (shadow.get("frames").getAsLong() > 0) {
                seeing.add(shadow.get("policy").getAsString());
            }
        }
    }

    @Test
    void shouldLoseAndReorderNothingWhileShadowsComeAndGo() {
        final SwitchProcess jackfield = jackfield();
        final Station a = jackfield.connect(1, "queues=4", LONG_QUEUES);
        final Station b = jackfield.connect(2, "queues=4", LONG_QUEUES);
        Station.introduce(a, b);
        a.mustReach(b);
        final Traffic there = a.sendTo(b, FLOWS, "--rate", "10000", "--ms", "10000");
        final Deque<String> present = new ArrayDeque<>();
        final Set<String> seeing = new HashSet<>();
        int changes = 0;
        while (there.sending()) {
            if (present.size() == AT_ONCE) {
                noteWhoSawFrames(jackfield, seeing);
                jackfield.json("steering", "shadow", "remove", present.remove());
            }
            final String policy = POLICIES.get(changes % POLICIES.size());
            jackfield.json("steering", "shadow", "add", policy, "--sample", "2");
            present.add(policy);
            jackfield.json("worker", "measure", changes % 2 == 0 ? "on" : "off");
            changes++;
            pause();
        }
        there.outcome().mustBePerfect();
        assertTrue(changes > POLICIES.size() + AT_ONCE, "only " + changes + " changes");
        assertEquals(Set.copyOf(POLICIES), seeing);
        assertEquals(
                "adaptive-width",
                jackfield
                        .json("steering", "show")
                        .getAsJsonObject("steering")
                        .get("policy")
                        .getAsString());
        assertTrue(
                jackfield.log().stream().noneMatch(line -> line.contains("is no shadow any more")),
                () -> String.join("\n", jackfield.log()));
    }

    @Test
    void shouldMeasureHowLongFramesStay() {
        final SwitchProcess jackfield = jackfield();
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        Station.introduce(a, b);
        a.mustReach(b);
        jackfield.json("worker", "measure", "on");
        final Traffic there = a.sendTo(b, FLOWS, "--rate", "2000", "--ms", "2000");
        there.outcome().mustBePerfect();
        final JsonObject measures = jackfield.json("worker", "measure", "off").getAsJsonObject("measures");
        long frames = 0;
        long stayed = 0;
        for (final JsonElement each : measures.getAsJsonArray("workers")) {
            final JsonObject worker = each.getAsJsonObject();
            frames += worker.get("processed").getAsLong();
            stayed += worker.getAsJsonObject("sojournNs").get("count").getAsLong();
        }
        assertTrue(frames >= 1000, measures::toString);
        assertTrue(stayed > 0 && stayed <= frames, measures::toString);
        assertTrue(measures.getAsJsonArray("queues").size() == 4, measures::toString);
    }
}
