package org.jackfield.itest.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.SwitchProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Virtual machines with two queues each, joined to tap ports by macvtap, as users start them. */
@Tag("netns")
@Tag("alone")
class GuestsIT {
    private static final String MACVTAP = "macvtap";
    private static final String FIRST = "10.9.1.1";
    private static final String SECOND = "10.9.1.2";
    private static final String BYSTANDER = "10.9.1.9";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private World world;
    private SwitchProcess jackfield;

    @BeforeEach
    void start() {
        world = new World(lab);
        jackfield = world.jackfield();
    }

    private void port(final String name, final String... settings) {
        final List<String> words = new ArrayList<>(List.of("port", "add", name, "--type", "tap"));
        for (final String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        jackfield.json(words.toArray(String[]::new));
    }

    /** The host itself on the switch, with a MAC that stays the same, so that no guest has to resolve it anew. */
    private void bystander() {
        port("host", "addresses=" + BYSTANDER + "/24", "mac=02:4a:46:00:00:09");
    }

    @Test
    void shouldCarryTrafficOfGuestsOnAllTheirQueuesInOrder() {
        jackfield.json("steering", "policy", "symmetric-hash"); // all queues at any load
        // A queue long enough that a busy machine makes the kernel drop nothing.
        port("vm1", "queues=2", "tx-queue-length=50000");
        port("vm2", "queues=2", "tx-queue-length=50000");
        final Guest one = Guest.start(world, "vm1", FIRST, MACVTAP);
        final Guest two = Guest.start(world, "vm2", SECOND, MACVTAP).ready(1);
        one.ready(1);
        assertTrue(two.run("ethtool -l eth0 | tail -n 2").contains("Combined:\t2"), two.run("ethtool -l eth0"));
        two.mustReach(one.address());
        final JsonObject tcp = iperf3(two, "-t 2 -P 4").getAsJsonObject("sum_received");
        assertTrue(tcp.get("bytes").getAsLong() > 0, tcp::toString);
        System.out.println(
                "iperf3 between guests: " + tcp.get("bits_per_second").getAsLong() / 1_000_000 + " Mbit/s");
        assertInOrder(iperf3(two, "-u -l 200 -b 400K -t 2 -P 8"));
        for (final String port : List.of("vm1", "vm2")) {
            for (final JsonElement queue : jackfield.port(port).getAsJsonArray("queues")) {
                final long frames = queue.getAsJsonObject()
                        .getAsJsonObject("rx")
                        .get("frames")
                        .getAsLong();
                assertTrue(frames > 10, () -> "a queue of " + port + " was hardly used: " + jackfield.port(port));
            }
        }
    }

    /**
     * Runs iperf3 to the first guest on one processor, so that the guest itself keeps the order; returns how it ended.
     */
    private static JsonObject iperf3(final Guest client, final String options) {
        final String said = client.run("taskset 1 iperf3 -J -c " + FIRST + " " + options);
        return JsonParser.parseString(said.substring(said.indexOf('{')))
                .getAsJsonObject()
                .getAsJsonObject("end");
    }

    private static void assertInOrder(final JsonObject end) {
        int streams = 0;
        for (final JsonElement stream : end.getAsJsonArray("streams")) {
            final JsonObject udp = stream.getAsJsonObject().getAsJsonObject("udp");
            assertEquals(0, udp.get("out_of_order").getAsLong(), udp::toString);
            assertTrue(udp.get("packets").getAsLong() > udp.get("lost_packets").getAsLong(), udp::toString);
            streams++;
        }
        assertEquals(8, streams);
    }

    @Test
    void shouldKeepThePortOfAGuestThatRebootsOrDies() {
        port("vm1", "queues=2");
        port("vm2", "queues=2");
        bystander();
        final Guest one = Guest.start(world, "vm1", FIRST, MACVTAP);
        final Guest two = Guest.start(world, "vm2", SECOND, MACVTAP).ready(1);
        one.ready(1);
        two.mustReach(one.address());
        final int generation = jackfield.port("vm1").get("generation").getAsInt();
        one.reboot();
        two.mustReach(one.address());
        one.kill();
        two.mustReach(BYSTANDER);
        refusesAnotherOn("vm2");
        assertEquals("ACTIVE", jackfield.port("vm1").get("state").getAsString());
        final Guest next = Guest.start(world, "vm1", FIRST, MACVTAP).ready(1);
        two.mustReach(next.address());
        assertEquals(1, two.boots());
        assertEquals(generation, jackfield.port("vm1").get("generation").getAsInt());
    }

    private void refusesAnotherOn(final String port) {
        final Result another = world.run(World.HOWTOS.resolve("tiny-guest.sh").toString(), "run", port, "10.9.1.3/24");
        assertEquals(1, another.status(), another::toString);
        assertTrue(another.errors().contains("port " + port + " has a guest already"), another::toString);
    }

    @Test
    void shouldLetAGuestOnAPersistentTapRunOnOverARestartOfTheSwitch() {
        port("vm1", "queues=2", "persist=true");
        port("vm2", "queues=2");
        bystander();
        final Guest kept = Guest.start(world, "vm1", FIRST, MACVTAP);
        final Guest cutOff = Guest.start(world, "vm2", SECOND, MACVTAP).ready(1);
        kept.ready(1);
        kept.mustReach(BYSTANDER);
        cutOff.mustReach(BYSTANDER);
        jackfield.stop();
        assertTrue(hasDevice("mvm1"), "the macvtap went although its tap is persistent");
        assertFalse(hasDevice("mvm2"), "the macvtap outlived its tap");
        jackfield.start();
        for (final String port : List.of("vm1", "vm2", "host")) {
            jackfield.awaitState(port, "ACTIVE");
        }
        kept.mustReach(BYSTANDER);
        cutOff.run("! ping -c 1 -W 1 " + BYSTANDER);
        assertEquals(List.of(1L, 1L), List.of(kept.boots(), cutOff.boots()), "a guest has booted anew");
    }

    private boolean hasDevice(final String name) {
        return world.run("ip", "link", "show", "dev", name).status() == 0;
    }
}
