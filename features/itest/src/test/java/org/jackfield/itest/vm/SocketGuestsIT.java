package org.jackfield.itest.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.SwitchProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Virtual machines on stream and dgram ports, in every way QEMU has: it connects, it listens, over TCP, by datagrams. */
@Tag("netns")
class SocketGuestsIT {
    private static final long STATE_MS = 20_000;
    /** Of no meaning for sockets. */
    private static final String KIND = "macvtap";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;

    private void port(final String name, final String type, final String... settings) {
        final List<String> words = new ArrayList<>(List.of("port", "add", name, "--type", type));
        for (final String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        jackfield.json(words.toArray(String[]::new));
    }

    @Test
    void shouldCarryTrafficOfGuestsThatAreJoinedBySockets() {
        final World world = new World(lab);
        jackfield = world.jackfield();
        world.run("sysctl", "-q", "-w", "net.unix.max_dgram_qlen=512").succeeded();
        port("vm1", "stream", "listen=/run/vm1.sock", "guests=2");
        port("vm2", "stream", "connect=/run/vm2.sock");
        port("vm3", "stream", "listen=127.0.0.1:5003");
        port("vm4", "dgram", "local=/run/sw4.sock", "remote=/run/vm4.sock");
        final List<Guest> guests = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            guests.add(Guest.start(world, "vm" + i, "10.9.1." + i, KIND));
        }
        guests.forEach(guest -> guest.ready(1));
        final Guest one = guests.get(0);
        for (int i = 1; i < guests.size(); i++) {
            one.mustReach(guests.get(i).address());
        }
        guests.get(3).mustReach(guests.get(2).address());
        assertTrue(one.run("iperf3 -c 10.9.1.2 -t 1 && iperf3 -c 10.9.1.4 -t 1").contains("receiver"));
        assertEquals("1 of 2", detail("vm1", "guests"));
        one.kill();
        jackfield.awaitGone("vm1/1");
        guests.get(2).kill();
        Await.until("no peer", STATE_MS, () -> detail("vm3", "peer").startsWith("none"));
        final Guest again = Guest.start(world, "vm3", "10.9.1.3", KIND).ready(1);
        again.mustReach(guests.get(1).address());
    }

    private String detail(final String port, final String key) {
        return jackfield.port(port).getAsJsonObject("details").get(key).getAsString();
    }
}
