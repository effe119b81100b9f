package org.jackfield.itest.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.SwitchProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guests in User-Mode Linux on dgram ports, which their transport {@code bess} reaches by SOCK_SEQPACKET. */
@Tag("netns")
class UserModeLinuxIT {
    private static final String FIRST = "10.9.1.1";
    private static final String SECOND = "10.9.1.2";
    private static final String HOST = "10.9.1.9";
    private static final long STATE_MS = 20_000;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private World world;
    private SwitchProcess jackfield;

    @Test
    void shouldCarryTrafficOfGuestsThatConnectBySeqpacket() {
        world = new World(lab);
        jackfield = world.jackfield();
        jackfield.json("port", "add", "host", "--type", "tap", "--set", "addresses=" + HOST + "/24");
        listen("uml1");
        listen("uml2");
        final Guest one = bess("uml1", FIRST);
        final Guest two = bess("uml2", SECOND).ready(1);
        one.ready(1);
        two.mustReach(one.address());
        two.mustReach(HOST);
        assertTrue(two.tcp(FIRST) > 0);
        // The host's kernel leaves segments and checksums of what it sends to the switch.
        world.serveTcp();
        assertTrue(one.tcp(HOST) > 0);
        assertTrue(one.tcp(HOST + " -R") > 0);
        shouldServeWhoComesNext(one, two);
    }

    private void shouldServeWhoComesNext(final Guest one, final Guest two) {
        jackfield.expect("uml1: queue 0: reading failed");
        one.kill();
        final Guest next = bess("uml1", FIRST).ready(1);
        two.mustReach(next.address());
        // A port that is closed and opened costs a guest its connection, which it begins anew with its device.
        jackfield.json("port", "remove", "uml2");
        listen("uml2");
        two.run("ip link set eth0 down && ip link set eth0 up");
        two.mustReach(next.address());
        assertEquals(1, two.boots());
    }

    private void listen(final String port) {
        jackfield.json("port", "add", port, "--type", "dgram", "--set", "listen=" + socket(port));
    }

    private String socket(final String port) {
        return world.folder().resolve(port).toString();
    }

    /** A guest that connects to a dgram port, once there is something to connect to. */
    private Guest bess(final String port, final String address) {
        Await.until(() -> "a socket of " + port, STATE_MS, () -> detail(port).equals("none: nobody has connected"));
        final String mac =
                String.format("02:4a:46:00:00:%02x", Integer.parseInt(address.substring(address.length() - 1)));
        return Guest.startUserMode(world, address, "vec0:transport=bess,dst=" + socket(port) + ",depth=128,mac=" + mac);
    }

    private String detail(final String port) {
        return jackfield
                .listed(port)
                .map(known -> jackfield.port(port).getAsJsonObject("details").get("peer"))
                .map(peer -> peer.getAsString())
                .orElse("");
    }
}
