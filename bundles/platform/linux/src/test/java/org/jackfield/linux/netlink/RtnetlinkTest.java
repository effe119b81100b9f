package org.jackfield.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.netns.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class RtnetlinkTest {
    private TestNamespace test;
    private Rtnetlink netlink;

    @BeforeEach
    void makeNamespaceWithATap() throws IOException {
        test = new TestNamespace();
        test.ip("tuntap", "add", "dev", "jtt0", "mode", "tap", "multi_queue", "user", "1234", "group", "5");
        netlink = test.namespace().call(Rtnetlink::open);
    }

    @AfterEach
    void remove() throws IOException {
        netlink.close();
        test.close();
    }

    @Test
    void shouldTellWhatAPersistentTapIs() throws IOException {
        final LinkInfo link = netlink.link("jtt0").orElseThrow();
        assertEquals(link.index(), netlink.link(link.index()).orElseThrow().index());
        assertEquals("jtt0", link.name());
        assertEquals(1500, link.mtu());
        assertEquals(1000, link.txQueueLength());
        assertEquals("tun", link.kind());
        assertFalse(link.up());
        assertFalse(link.carrier());
        assertEquals(
                new TunInfo(true, false, false, true, true, 0, 0, OptionalLong.of(1234), OptionalLong.of(5)),
                link.tun().orElseThrow());
    }

    @Test
    void shouldFindNoDeviceThatIsNotThere() throws IOException {
        assertEquals(Optional.empty(), netlink.link("jttnone"));
        assertEquals(Optional.empty(), netlink.link(99999));
        assertTrue(netlink.link("lo").orElseThrow().tun().isEmpty());
    }

    @Test
    void shouldChangeADevice() throws IOException {
        final int index = netlink.link("jtt0").orElseThrow().index();
        netlink.setMtu(index, 9000);
        netlink.setMac(index, 0x0200_0000_00FEL);
        netlink.setTxQueueLength(index, 77);
        netlink.setUp(index, true);
        LinkInfo link = netlink.link(index).orElseThrow();
        assertEquals(9000, link.mtu());
        assertEquals(0x0200_0000_00FEL, link.mac());
        assertEquals(77, link.txQueueLength());
        assertTrue(link.up());
        netlink.setUp(index, false);
        netlink.rename(index, "jtt1");
        link = netlink.link("jtt1").orElseThrow();
        assertEquals(index, link.index());
        assertFalse(link.up());
        netlink.delete(index);
        assertTrue(netlink.link("jtt1").isEmpty());
    }

    @Test
    void shouldAddListAndRemoveAddresses() throws IOException {
        final int index = netlink.link("jtt0").orElseThrow().index();
        final IpPrefix ipv4 = IpPrefix.parse("10.9.0.1/24");
        final IpPrefix ipv6 = IpPrefix.parse("fd00:9::1/64");
        for (int twice = 0; twice < 2; twice++) {
            netlink.addAddress(index, ipv4);
            netlink.addAddress(index, ipv6);
        }
        assertEquals(List.of(ipv4, ipv6), netlink.addresses(index));
        assertEquals(
                List.of(), netlink.addresses(netlink.link("lo").orElseThrow().index()));
        for (int twice = 0; twice < 2; twice++) {
            netlink.removeAddress(index, ipv4);
            netlink.removeAddress(index, ipv6);
        }
        assertEquals(List.of(), netlink.addresses(index));
    }

    @Test
    void shouldMoveADeviceUnderANewName() throws IOException {
        try (TestNamespace other = new TestNamespace();
                Rtnetlink there = other.namespace().call(Rtnetlink::open)) {
            netlink.move(netlink.link("jtt0").orElseThrow().index(), other.namespace(), "eth0");
            assertTrue(netlink.link("jtt0").isEmpty());
            assertEquals("tun", there.link("eth0").orElseThrow().kind());
        }
    }

    @Test
    void shouldRefuseToMoveOntoATakenName() throws IOException {
        try (TestNamespace other = new TestNamespace()) {
            other.ip("tuntap", "add", "dev", "jtt0", "mode", "tap");
            final int index = netlink.link("jtt0").orElseThrow().index();
            final NetlinkException e =
                    assertThrows(NetlinkException.class, () -> netlink.move(index, other.namespace(), "jtt0"));
            assertEquals(Errno.EEXIST, e.errno());
            assertTrue(netlink.link("jtt0").isPresent());
        }
    }

    @Test
    void shouldPassOnTheKernelsOwnWords() throws IOException {
        final int index = netlink.link("jtt0").orElseThrow().index();
        final NetlinkException e = assertThrows(NetlinkException.class, () -> netlink.setMtu(index, 67));
        assertEquals(Errno.EINVAL, e.errno());
        assertTrue(e.getMessage().startsWith("setting MTU 67 of the device with index " + index), e.getMessage());
        assertTrue(e.getMessage().contains("mtu less than device minimum"), e.getMessage());
    }

    @Test
    void shouldReportAMissingDevice() {
        assertEquals(
                Errno.ENODEV,
                assertThrows(NetlinkException.class, () -> netlink.setUp(99999, true))
                        .errno());
    }
}
