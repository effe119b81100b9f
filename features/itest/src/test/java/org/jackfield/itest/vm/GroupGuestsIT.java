package org.jackfield.itest.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.workshop.Workshop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Guests of QEMU and of User-Mode Linux that are members of a multicast group, and the switch, which is one by a dgram port. The guests
 * hear each other without the switch, and the switch hears them talk.
 */
@Tag("netns")
class GroupGuestsIT {
    private static final String BUNDLE = "org.jackfield.port.stream";
    private static final String GROUP = "230.0.0.1:5000";
    private static final String INTERFACE = "10.8.0.1";
    private static final String UML = "10.9.1.1";
    private static final String QEMU = "10.9.1.2";
    private static final String HOST = "10.9.1.9";
    private static final String HOST_MAC = "02:4a:46:00:00:09";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    @Test
    void shouldMeetGuestsOfTwoKindsInOneGroup() throws Exception {
        final World world = new World(lab);
        final SwitchProcess jackfield = world.jackfield();
        makeInterface(world);
        jackfield.json(
                "port",
                "add",
                "host",
                "--type",
                "tap",
                "--set",
                "addresses=" + HOST + "/24",
                "--set",
                "mac=" + HOST_MAC);
        jackfield.json(
                "port",
                "add",
                "group",
                "--type",
                "dgram",
                "--set",
                "remote=" + GROUP,
                "--set",
                "local=" + INTERFACE + ":0");
        final Guest qemu = Guest.start(world, "group", QEMU, "macvtap");
        final Guest uml =
                Guest.startUserMode(world, UML, "eth0=mcast,02:4a:46:00:00:01," + GROUP.replace(':', ',') + ",1");
        uml.ready(1);
        uml.mustReach(HOST);
        world.serveTcp();
        assertTrue(uml.tcp(HOST) > 0);
        qemu.ready(1).mustReach(HOST);
        qemu.mustReach(UML);
        assertTrue(qemu.tcp(HOST) > 0);
        jackfield.json(
                "bundle",
                "update",
                BUNDLE,
                new Workshop(lab.folder("ws"))
                        .newVersion(SwitchProcess.shippedJar("bundles", BUNDLE), "0.1.1")
                        .toString());
        jackfield.awaitEvent("PORT_LINGERS", "group", "goes on with its new code");
        uml.mustReach(HOST);
        // The kernel gives a member's datagrams back to him too; the port must never have taken one for another's.
        assertEquals(Optional.of("host"), jackfield.portOf(HOST_MAC));
    }

    /** An interface with an address, over which User-Mode Linux, which cannot name one, finds the group too. */
    private static void makeInterface(final World world) {
        world.run("ip", "link", "add", "m0", "type", "veth", "peer", "name", "m1")
                .succeeded();
        world.run("ip", "link", "set", "m1", "up").succeeded();
        world.run("ip", "address", "add", INTERFACE + "/24", "dev", "m0").succeeded();
        world.run("ip", "link", "set", "m0", "up").succeeded();
        world.run("ip", "route", "add", "224.0.0.0/4", "dev", "m0").succeeded();
    }
}
