package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All steering policies, deployed into a switch that forwards: none costs a frame, and those that promise order keep it. */
@Tag("netns")
@Tag("steady")
class PoliciesIT {
    private static final List<String> EXTRAS = List.of(
            "toeplitz",
            "crc32c",
            "roundrobin",
            "spray",
            "pinned",
            "flowtable",
            "follow",
            "leastloaded",
            "twochoices",
            "flowlet",
            "mton",
            "rebalance",
            "elephant");
    private static final int FLOWS = 32;
    private static final String LONG_QUEUES = "tx-queue-length=8000";
    /** How long every policy follows every other, in seconds. */
    private static final int SOAK = Integer.getInteger("jackfield.soak", 30);
    /** Between two changes; a change itself takes some milliseconds. */
    private static final long PAUSE_MS = 50;

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

    /** Names of the deployed policies that make this promise about order. */
    private static List<String> policies(final SwitchProcess jackfield, final boolean keepOrder) {
        final List<String> names = new ArrayList<>();
        for (final JsonElement each : jackfield.json("steering", "policies").getAsJsonArray("policies")) {
            final JsonObject policy = each.getAsJsonObject();
            if (policy.get("preservesOrder").getAsBoolean() == keepOrder) {
                names.add(policy.get("name").getAsString());
            }
        }
        return names;
    }

    private static int changeWhileSending(
            final SwitchProcess jackfield, final List<String> policies, final Traffic traffic) {
        int changes = 0;
        while (traffic.sending()) {
            final String policy = policies.get(changes % policies.size());
            final JsonObject steering =
                    jackfield.json("steering", "policy", policy).getAsJsonObject("steering");
            assertEquals(policy, steering.get("policy").getAsString());
            changes++;
            pause();
        }
        return changes;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("stopped", stopped);
        }
    }

    @Test
    void shouldLoseAndReorderNothingWhileAnyPolicyFollowsAnyOther() {
        final SwitchProcess jackfield = jackfield();
        final Station a = jackfield.connect(1, "queues=4", LONG_QUEUES);
        final Station b = jackfield.connect(2, "queues=4", LONG_QUEUES);
        Station.introduce(a, b);
        a.mustReach(b);
        final List<String> keeping = policies(jackfield, true);
        assertEquals(
                EXTRAS.size() + 2, keeping.size() + policies(jackfield, false).size(), keeping::toString);
        final Traffic there = a.sendTo(b, FLOWS, "--rate", "10000", "--ms", SOAK + "000");
        final int changes = changeWhileSending(jackfield, keeping, there);
        there.outcome().mustBePerfect();
        assertTrue(changes > 2 * keeping.size(), "only " + changes + " changes");
        assertTrue(
                jackfield.log().stream().noneMatch(line -> line.contains("decides for frames no more")),
                () -> String.join("\n", jackfield.log()));
    }

    @Test
    void shouldLoseNothingWhilePoliciesThatKeepNoOrderAreInForce() {
        final SwitchProcess jackfield = jackfield();
        final Station a = jackfield.connect(1, "queues=4", "kernel-steering=off", LONG_QUEUES);
        final Station b = jackfield.connect(2, "queues=4", "kernel-steering=off", LONG_QUEUES);
        Station.introduce(a, b);
        a.mustReach(b);
        final List<String> spraying = policies(jackfield, false);
        assertTrue(spraying.containsAll(List.of("round-robin", "random-spray")), spraying::toString);
        final Traffic there = a.sendTo(b, FLOWS, "--rate", "10000", "--ms", "5000");
        final Traffic back = b.sendTo(a, FLOWS, "--rate", "5000", "--ms", "5000");
        final int changes = changeWhileSending(jackfield, spraying, there);
        there.outcome().mustBeComplete();
        back.outcome().mustBeComplete();
        assertTrue(changes > 2 * spraying.size(), "only " + changes + " changes");
        assertFalse(jackfield
                .json("steering", "show")
                .getAsJsonObject("steering")
                .get("preservesOrder")
                .getAsBoolean());
    }

    /** What is told of a flow is what becomes of it. */
    @Test
    @Tag("once")
    void shouldExplainWhichWorkerAFlowGets() {
        final SwitchProcess jackfield = jackfield();
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        a.mustReach(b);
        jackfield.json("steering", "policy", "manual");
        final String text = "icmp " + a.address() + " > " + b.address();
        for (final int worker : new int[] {1, 0}) {
            jackfield.json("steering", "move", "0-1023", String.valueOf(worker));
            final JsonObject flow =
                    jackfield.json("steering", "explain", "--flow", text).getAsJsonObject("flow");
            assertEquals(worker, flow.get("owner").getAsInt(), flow::toString);
            final JsonObject queue = flow.getAsJsonArray("queues").get(0).getAsJsonObject();
            assertTrue(queue.get("steered").getAsBoolean(), flow::toString);
            assertEquals(worker, queue.get("worker").getAsInt(), flow::toString);
            assertEquals(worker, queue.get("queue").getAsInt(), flow::toString);
        }
    }
}
