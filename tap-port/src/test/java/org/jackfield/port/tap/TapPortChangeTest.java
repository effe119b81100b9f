package org.jackfield.port.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.bpf.SteeringSupport;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.testkit.GuestNamespace;
import org.junit.jupiter.api.Test;

class TapPortChangeTest extends TapPortTestCase {
    @Test
    void shouldChangePropertiesInPlace() throws Exception {
        final String netns = "netns=" + guest.name();
        open(2, netns, "addresses=10.9.0.1/24,fd00:9::1/64");
        final int index = guest.link(device).orElseThrow().index();
        assertTrue(port.reconfigure(settings(
                netns,
                "addresses=10.9.0.2/24,fd00:9::1/64",
                "mtu=9000",
                "mac=02:00:00:00:00:02",
                "tx-queue-length=99")));
        LinkInfo link = guest.link(device).orElseThrow();
        assertEquals(index, link.index());
        assertEquals(9000, link.mtu());
        assertEquals(0x0200_0000_0002L, link.mac());
        assertEquals(99, link.txQueueLength());
        assertEquals(List.of(99), host.txQueueLengths);
        assertEquals(List.of(1500, 9000), host.mtus);
        String addresses = guest.ip("addr show " + device);
        assertFalse(addresses.contains("10.9.0.1/24"), addresses);
        assertTrue(addresses.contains("10.9.0.2/24"), addresses);
        assertTrue(addresses.contains("fd00:9::1/64"), addresses);

        assertTrue(port.reconfigure(settings(netns, "up=false", "addresses=fd00:9::1/64")));
        link = guest.link(device).orElseThrow();
        assertFalse(link.up());
        assertEquals(1500, link.mtu());
        addresses = guest.ip("addr show " + device);
        assertTrue(addresses.contains("fd00:9::1/64"), "IPv6 addresses survive going down: " + addresses);
        assertFalse(addresses.contains("10.9.0.2/24"), addresses);
        assertEquals(2, host.fds.size());
        assertEquals("down", port.details().get("link"));
    }

    @Test
    void shouldKeepAddressesOfOthersInTheSameNetwork() throws Exception {
        open(1, "netns=" + guest.name(), "addresses=10.9.0.1/24");
        guest.ip("addr add 10.9.0.9/24 dev " + device);
        assertTrue(port.reconfigure(settings("netns=" + guest.name(), "addresses=10.9.0.2/24")));
        final String addresses = guest.ip("addr show " + device);
        assertTrue(addresses.contains("10.9.0.9/24"), addresses);
        assertTrue(addresses.contains("10.9.0.2/24"), addresses);
        assertFalse(addresses.contains("10.9.0.1/24"), addresses);
    }

    @Test
    void shouldAskForReopeningAndChangeNothing() throws Exception {
        open(1);
        for (final String change : new String[] {
            "device=" + device + "x", "netns=" + guest.name(), "persist=true", "owner=1", "group=1", "offload=off"
        }) {
            assertFalse(port.reconfigure(settings(change, "mtu=2000")), change);
        }
        final LinkInfo link = GuestNamespace.ownLink(device).orElseThrow();
        assertEquals(1500, link.mtu());
        assertFalse(link.tun().orElseThrow().persistent());
        assertTrue(port.reconfigure(settings()));
    }

    @Test
    void shouldEndAndBeginKernelSteeringInPlace() throws Exception {
        open(2, "kernel-steering=off");
        if (!SteeringSupport.probe().available()) {
            final String refused = assertThrows(
                            PortException.class, () -> port.reconfigure(settings("kernel-steering=on")))
                    .getMessage();
            assertTrue(refused.contains("kernel-steering=on: "), refused);
            assertTrue(port.details().get("kernel-steering").startsWith("off ("));
            return;
        }
        for (final String begin : new String[] {"kernel-steering=on", "kernel-steering=auto"}) {
            assertTrue(port.reconfigure(settings(begin)));
            assertEquals("on", port.details().get("kernel-steering"));
            final KernelSteering steering = host.steering.orElseThrow();
            steering.write(new short[1024]);
            steering.release();
            steering.write(new short[1024]);
            assertTrue(port.reconfigure(settings("kernel-steering=off")));
            assertTrue(host.steering.isEmpty());
            assertEquals("off (kernel-steering=off)", port.details().get("kernel-steering"));
            final String closed = assertThrows(PortException.class, () -> steering.write(new short[1024]))
                    .getMessage();
            assertTrue(closed.contains("it was closed meanwhile"), closed);
        }
    }

    @Test
    void shouldRefuseABadValueBeforeChangingAnything() throws Exception {
        open(1);
        final String message = assertThrows(
                        PortException.class, () -> port.reconfigure(settings("mtu=9000", "mac=01:00:00:00:00:00")))
                .getMessage();
        assertTrue(message.contains("group address"), message);
        assertEquals(1500, GuestNamespace.ownLink(device).orElseThrow().mtu());
    }

    @Test
    void shouldPutOldValuesBackWhenAChangeFailsHalfWay() throws Exception {
        final String netns = "netns=" + guest.name();
        open(1, netns, "mac=02:00:00:00:00:01", "addresses=10.9.0.1/24", "mtu=1600");
        guest.shell("echo 1 > /proc/sys/net/ipv6/conf/" + device + "/disable_ipv6");
        final String message = assertThrows(
                        PortException.class,
                        () -> port.reconfigure(settings(
                                netns,
                                "mac=02:00:00:00:00:02",
                                "addresses=10.9.0.2/24,fd00:9::1/64",
                                "mtu=9000",
                                "tx-queue-length=50",
                                "up=false")))
                .getMessage();
        assertTrue(message.contains("the old values are in force again"), message);
        assertTrue(message.contains("adding address fd00:9:"), message);
        final LinkInfo link = guest.link(device).orElseThrow();
        assertEquals(0x0200_0000_0001L, link.mac());
        assertEquals(1600, link.mtu());
        assertEquals(1000, link.txQueueLength());
        assertTrue(link.up());
        final String addresses = guest.ip("addr show " + device);
        assertTrue(addresses.contains("10.9.0.1/24"), addresses);
        assertFalse(addresses.contains("10.9.0.2/24"), addresses);
        assertEquals(List.of(1600, 9000, 1600), host.mtus);
        assertTrue(port.reconfigure(settings(netns, "addresses=10.9.0.3/24")));
        assertTrue(guest.ip("addr show " + device).contains("10.9.0.3/24"));
    }
}
