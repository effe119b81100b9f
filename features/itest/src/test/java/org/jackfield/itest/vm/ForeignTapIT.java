package org.jackfield.itest.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.SwitchProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A virtual machine on a tap that neither it nor the switch has made, as Firecracker and libvirt's {@code ethernet} have it: QEMU opens it
 * by name, a packet port attaches the device that is its other side.
 */
@Tag("netns")
class ForeignTapIT {
    private static final String TAP = "fc0";
    private static final String GUEST = "10.9.1.1";
    private static final String HOST = "10.9.1.9";
    private static final long STATE_MS = 20_000;
    /** Longer than any frame that is not cut later. */
    private static final long WHOLE_BYTES = 3_000;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;

    @Test
    void shouldCarryTrafficOfAGuestOnATapOfOthersWithOffloads() {
        final World world = new World(lab);
        jackfield = world.jackfield();
        world.run("ip", "tuntap", "add", "dev", TAP, "mode", "tap").succeeded();
        world.run("ip", "link", "set", TAP, "up").succeeded();
        jackfield.json("port", "add", TAP, "--type", "packet");
        jackfield.json("port", "add", "host", "--type", "tap", "--set", "addresses=" + HOST + "/24");
        awaitLink("no carrier");
        final Guest guest = Guest.start(world, TAP, GUEST, "foreign").ready(1);
        awaitLink("up");
        final String offloads = guest.run("ethtool -k eth0");
        assertTrue(offloads.contains("tx-checksumming: on"), offloads);
        assertTrue(offloads.contains("tcp-segmentation-offload: on"), offloads);
        guest.mustReach(HOST);
        world.serveTcp();
        assertTrue(guest.tcp(HOST) > 0);
        assertWhole("rx");
        assertTrue(guest.tcp(HOST + " -R") > 0);
        assertWhole("tx");
        assertEquals(0, jackfield.drops(TAP, "bad-offload"));
        guest.kill();
        awaitLink("no carrier");
        assertEquals("ACTIVE", jackfield.port(TAP).get("state").getAsString());
    }

    private void awaitLink(final String link) {
        Await.until(
                () -> "link " + link + " of " + jackfield.port(TAP),
                STATE_MS,
                () -> jackfield
                        .port(TAP)
                        .getAsJsonObject("details")
                        .get("link")
                        .getAsString()
                        .equals(link));
    }

    /** Frames were not cut on their way: on the mean they are longer than the MTU, although half of them only acknowledge. */
    private void assertWhole(final String direction) {
        final JsonObject count = jackfield.port(TAP).getAsJsonObject(direction);
        final long mean = count.get("bytes").getAsLong() / count.get("frames").getAsLong();
        assertTrue(mean > WHOLE_BYTES, () -> direction + ": " + count);
    }
}
