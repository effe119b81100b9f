package org.jackfield.port.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.testkit.GuestNamespace;
import org.junit.jupiter.api.Test;

class TapPortPersistTest extends TapPortTestCase {
    @Test
    void shouldFindItsPersistentDeviceAgain() throws Exception {
        open(2, "persist=true", "addresses=10.9.77.1/32");
        final LinkInfo first = GuestNamespace.ownLink(device).orElseThrow();
        close();
        final LinkInfo alone = GuestNamespace.ownLink(device).orElseThrow();
        assertTrue(alone.tun().orElseThrow().persistent());
        assertFalse(alone.carrier());
        open(3, "persist=true", "addresses=10.9.77.1/32");
        final LinkInfo again = GuestNamespace.ownLink(device).orElseThrow();
        assertEquals(first.index(), again.index());
        assertEquals(first.mac(), again.mac());
        assertTrue(again.carrier());
        assertEquals(3, again.tun().orElseThrow().queues());
        close();
        open(1, "persist=false");
        assertFalse(
                GuestNamespace.ownLink(device).orElseThrow().tun().orElseThrow().persistent());
        close();
        assertTrue(GuestNamespace.ownLink(device).isEmpty());
    }

    @Test
    void shouldFindItsPersistentDeviceInItsNamespace() throws Exception {
        final String[] settings = {"persist=true", "netns=" + guest.name(), "guest-name=eth0", "addresses=10.9.0.1/24"};
        open(2, settings);
        final LinkInfo first = guest.link("eth0").orElseThrow();
        guest.ip("addr add 10.9.0.2/24 dev eth0");
        close();
        open(2, settings);
        final LinkInfo again = guest.link("eth0").orElseThrow();
        assertEquals(first.index(), again.index());
        assertEquals(first.mac(), again.mac());
        assertTrue(again.up());
        assertTrue(again.carrier());
        final String addresses = guest.ip("addr show eth0");
        assertTrue(addresses.contains("10.9.0.1/24"), addresses);
        assertTrue(addresses.contains("10.9.0.2/24"), "what others added stays: " + addresses);
        assertTrue(GuestNamespace.ownLink(device).isEmpty());
    }

    @Test
    void shouldNoticeThatTheNamespaceOfAnAdoptedDeviceWasDeleted() throws Exception {
        open(1, "persist=true", "netns=" + guest.name());
        close();
        open(1, "persist=true", "netns=" + guest.name());
        port.check();
        guest.close();
        final String message = assertThrows(PortException.class, port::check).getMessage();
        assertTrue(message.contains("network namespace " + guest.name() + " was deleted"), message);
    }

    @Test
    void shouldMoveAPersistentDeviceMadeBySomebodyElse() throws Exception {
        GuestNamespace.run("ip", "tuntap", "add", "dev", device, "mode", "tap", "multi_queue");
        final long mac = GuestNamespace.ownLink(device).orElseThrow().mac();
        open(2, "netns=" + guest.name(), "guest-name=eth0", "persist=true");
        assertEquals(mac, guest.link("eth0").orElseThrow().mac());
        assertTrue(GuestNamespace.ownLink(device).isEmpty());
    }

    @Test
    void shouldLeaveAnAdoptedDeviceAsItWasWhenOpeningFails() throws Exception {
        GuestNamespace.run("ip", "tuntap", "add", "dev", device, "mode", "tap", "multi_queue");
        GuestNamespace.run("ip", "link", "set", device, "address", "02:00:00:00:00:07", "mtu", "1300");
        final LinkInfo before = GuestNamespace.ownLink(device).orElseThrow();
        host.refusedQueue = 1;
        final String message = refusal(
                "netns=" + guest.name(),
                "guest-name=eth0",
                "mac=02:00:00:00:00:08",
                "addresses=10.9.0.1/24",
                "persist=false");
        assertTrue(message.contains("refused by the test"), message);
        final LinkInfo after = GuestNamespace.ownLink(device).orElseThrow();
        assertEquals(before.mac(), after.mac());
        assertEquals(before.mtu(), after.mtu());
        assertFalse(after.up());
        assertTrue(after.tun().orElseThrow().persistent());
        assertEquals(0, after.tun().orElseThrow().queues());
        GuestNamespace.run("ip", "link", "del", device);
    }

    @Test
    void shouldLeaveNothingWhenOpeningFails() throws Exception {
        host.refusedQueue = 1;
        refusal("persist=true", "netns=" + guest.name());
        assertTrue(GuestNamespace.ownLink(device).isEmpty());
        assertTrue(guest.link(device).isEmpty());
    }

    @Test
    void shouldRefuseANameThatIsTakenInTheNamespace() throws Exception {
        guest.ip("link add eth0 type bridge");
        assertEquals(
                "port vm1: device eth0 in namespace " + guest.name()
                        + " exists already and is not a tap but of kind bridge;"
                        + " choose another name by 'guest-name', or remove that device",
                refusal("netns=" + guest.name(), "guest-name=eth0"));
        assertTrue(refusal("netns=" + guest.name(), "guest-name=lo").contains("exists already and is not a tap;"));
        guest.ip("link add " + device + "0 type bridge");
        assertEquals(
                "port vm1: namespace " + guest.name() + " already has a device " + device
                        + "0; choose the name there by" + " 'guest-name'",
                refusal("netns=" + guest.name(), "device=" + device + "%d"));
    }

    @Test
    void shouldRefuseADeviceWithOtherFlags() throws Exception {
        final String end = "; delete it (ip link del " + device
                + ") and the port makes it anew, or choose another name by" + " 'device'";
        final String start =
                "port vm1: device " + device + " in the switch's namespace exists already with other flags: it ";
        for (final List<String> flags : List.of(
                List.of("tap", "was made without multi_queue"),
                List.of("tun multi_queue", "is a tun device (IP packets), not a tap"))) {
            GuestNamespace.run(("ip tuntap add dev " + device + " mode " + flags.get(0)).split(" "));
            final String message = refusal();
            GuestNamespace.run("ip", "link", "del", device);
            assertEquals(start + flags.get(1) + end, message);
        }
    }

    @Test
    void shouldNameTheProcessThatHoldsTheDevice() throws Exception {
        try (TapHolderProcess other = new TapHolderProcess(device)) {
            assertEquals(
                    "port vm1: device " + device + " in the switch's namespace is in use by pid " + other.pid()
                            + " (java); end that process, or choose another name by 'device'",
                    refusal());
        }
        awaitGone();
    }

    private void awaitGone() throws IOException {
        final long end = System.nanoTime() + 10_000_000_000L;
        while (GuestNamespace.ownLink(device).isPresent()) {
            assertTrue(System.nanoTime() < end, device + " did not go with its process");
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldRefuseANamespaceThatDoesNotExist() {
        final String message = refusal("netns=jttnone");
        assertTrue(message.contains("network namespace jttnone does not exist"), message);
        assertTrue(message.contains("ip netns add jttnone"), message);
    }
}
