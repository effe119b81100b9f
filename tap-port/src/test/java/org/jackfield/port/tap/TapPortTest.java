package org.jackfield.port.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.bpf.SteeringSupport;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.testkit.GuestNamespace;
import org.junit.jupiter.api.Test;

class TapPortTest extends TapPortTestCase {
    private static final long PAUSE_NS = 100_000_000L;

    @Test
    void shouldOpenADeviceAndLeaveNothingWhenClosed() throws Exception {
        open(2);
        final LinkInfo link = GuestNamespace.ownLink(device).orElseThrow();
        assertEquals(2, link.tun().orElseThrow().queues());
        assertTrue(link.up());
        assertTrue(link.carrier());
        assertEquals(2, host.fds.size());
        assertEquals(List.of(1500), host.mtus);
        close();
        assertTrue(GuestNamespace.ownLink(device).isEmpty());
        assertEquals(Map.of(), port.details());
    }

    @Test
    void shouldOpenAgainAfterClose() throws Exception {
        open(1);
        close();
        open(3);
        assertEquals(
                3,
                GuestNamespace.ownLink(device).orElseThrow().tun().orElseThrow().queues());
    }

    @Test
    void shouldMoveTheNetdevWithAllItsPropertiesIntoANamespace() throws Exception {
        open(
                2,
                "netns=" + guest.name(),
                "guest-name=eth0",
                "mac=02:00:00:00:00:01",
                "mtu=9000",
                "tx-queue-length=500",
                "addresses=10.9.0.1/24,fd00:9::1/64",
                "owner=1234");
        assertTrue(GuestNamespace.ownLink(device).isEmpty());
        final LinkInfo link = guest.link("eth0").orElseThrow();
        assertEquals(0x0200_0000_0001L, link.mac());
        assertEquals(9000, link.mtu());
        assertEquals(500, link.txQueueLength());
        assertTrue(link.up());
        assertEquals(1234, link.tun().orElseThrow().owner().orElseThrow());
        final String addresses = guest.ip("addr show eth0");
        assertTrue(addresses.contains("inet 10.9.0.1/24"), addresses);
        assertTrue(addresses.contains("inet6 fd00:9::1/64"), addresses);
        assertEquals(List.of(9000), host.mtus);
        close();
        assertTrue(guest.link("eth0").isEmpty());
    }

    @Test
    void shouldTakeAProcessForANamespace() throws Exception {
        final Process sleeper = new ProcessBuilder("ip", "netns", "exec", guest.name(), "sleep", "600").start();
        try {
            final String path = "/proc/" + sleeper.pid() + "/ns/net";
            final NetworkNamespace.Identity wanted =
                    NetworkNamespace.of(guest.name()).identity();
            final long end = System.nanoTime() + 10_000_000_000L;
            while (!NetworkNamespace.of(path).identity().equals(wanted)) {
                assertTrue(System.nanoTime() < end, "the process did not enter the namespace");
                Thread.onSpinWait();
            }
            open(1, "netns=" + path);
            assertTrue(guest.link(device).isPresent());
        } finally {
            sleeper.destroyForcibly().onExit().join();
        }
    }

    @Test
    void shouldNotMoveADeviceThatIsThereAlready() throws Exception {
        open(1, "device=jttnever", "netns=/proc/self/ns/net", "guest-name=" + device, "addresses=10.9.77.1/32");
        assertTrue(GuestNamespace.ownLink(device).orElseThrow().up());
    }

    @Test
    void shouldStayDownWhenAsked() throws Exception {
        open(1, "up=false", "addresses=10.9.77.1/32");
        assertFalse(GuestNamespace.ownLink(device).orElseThrow().up());
    }

    @Test
    void shouldTakeTheFirstFreeNumber() throws Exception {
        open(1, "device=" + device + "%d");
        assertTrue(GuestNamespace.ownLink(device + "0").isPresent());
        assertEquals(device + "0", port.details().get("device"));
        close();
        open(1, "device=" + device + "%d", "netns=" + guest.name());
        assertTrue(guest.link(device + "0").isPresent());
    }

    @Test
    void shouldAttachAndDetachQueuesWhileTheLinkStaysUp() throws Exception {
        open(2);
        flapQueues(device, false);
    }

    @Test
    void shouldAttachAndDetachQueuesInAnotherNamespace() throws Exception {
        open(2, "netns=" + guest.name(), "guest-name=eth0");
        flapQueues("eth0", true);
    }

    private void flapQueues(final String name, final boolean abroad) throws Exception {
        final List<Integer> attachedAtDetach = new ArrayList<>();
        host.onDetach = () -> attachedAtDetach.add(queuesOf(name, abroad));
        port.setQueues(4);
        assertEquals(4, queuesOf(name, abroad));
        final List<Integer> four = List.copyOf(host.fds);
        port.setQueues(1);
        assertEquals(1, queuesOf(name, abroad));
        assertEquals(
                List.of(4, 3, 2),
                attachedAtDetach,
                "the switch must be done with a queue before the kernel detaches it");
        assertTrue((abroad ? guest.link(name) : GuestNamespace.ownLink(name))
                .orElseThrow()
                .carrier());
        port.setQueues(4);
        assertEquals(four, host.fds, "descriptors of detached queues are kept");
        assertEquals(4, queuesOf(name, abroad));
    }

    private int queuesOf(final String name, final boolean abroad) {
        try {
            return (abroad ? guest.link(name) : GuestNamespace.ownLink(name))
                    .orElseThrow()
                    .tun()
                    .orElseThrow()
                    .queues();
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldFollowADeviceThatSomebodyMovesAndRenames() throws Exception {
        open(1);
        GuestNamespace.run("ip", "link", "set", device, "netns", guest.name(), "name", "moved");
        port.check();
        assertEquals("moved", port.details().get("device"));
        port.setQueues(3);
        assertEquals(3, queuesOf("moved", true));
        assertTrue(GuestNamespace.ownLink(device).isEmpty());
        assertTrue(port.reconfigure(settings("mtu=2000")));
        assertEquals(2000, guest.link("moved").orElseThrow().mtu());
    }

    @Test
    void shouldKeepTheQueuesItHasWhenTheHostRefusesOne() throws Exception {
        open(1);
        host.refusedQueue = 2;
        assertThrows(PortException.class, () -> port.setQueues(4));
        assertEquals(2, host.fds.size());
        assertEquals(2, queuesOf(device, false));
        host.refusedQueue = -1;
        port.setQueues(3);
        assertEquals(3, queuesOf(device, false));
    }

    @Test
    void shouldRefuseMoreQueuesThanATapHas() throws Exception {
        open(1);
        final String message =
                assertThrows(PortException.class, () -> port.setQueues(257)).getMessage();
        assertEquals("port vm1: queues=257 must be from 1 to 256", message);
    }

    @Test
    void shouldNoticeThatTheNetdevWasDeleted() throws Exception {
        open(2);
        port.check();
        GuestNamespace.run("ip", "link", "del", device);
        final String message = assertThrows(PortException.class, port::check).getMessage();
        assertTrue(message.startsWith("port vm1: "), message);
        assertTrue(message.contains("was deleted"), message);
        close();
        open(2);
        assertTrue(GuestNamespace.ownLink(device).isPresent());
    }

    @Test
    void shouldNoticeThatItsNamespaceWasDeletedAndComeBack() throws Exception {
        open(2, "netns=" + guest.name());
        guest.close();
        awaitFault("namespace ended");
        close();
        assertTrue(refusal("netns=" + guest.name()).contains("does not exist"));
        guest.make();
        open(2, "netns=" + guest.name());
        assertTrue(guest.link(device).isPresent());
    }

    @Test
    void shouldNoticeADeletedNamespaceThatItsOwnQueuesKeepAlive() throws Exception {
        open(1, "netns=" + guest.name());
        port.setQueues(2);
        port.check();
        guest.close();
        awaitFault("network namespace " + guest.name() + " was deleted");
    }

    /**
     * Namespaces end some time after their name. Each look at the device holds its namespace for some milliseconds,
     * so looking without a pause would keep it alive.
     */
    private void awaitFault(final String reason) {
        final long end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                port.check();
                assertTrue(System.nanoTime() < end, "check did not notice");
                LockSupport.parkNanos(PAUSE_NS);
            } catch (final PortException e) {
                assertTrue(e.getMessage().contains(reason), e.getMessage());
                assertTrue(
                        e.getMessage().contains("comes back by itself once namespace " + guest.name()), e.getMessage());
                return;
            }
        }
    }

    @Test
    void shouldReportAnMtuThatSomebodyChanged() throws Exception {
        open(1, "mtu=1400");
        GuestNamespace.run("ip", "link", "set", device, "mtu", "2000");
        port.check();
        port.check();
        assertEquals(List.of(1400, 2000), host.mtus);
        assertEquals("2000 (configured 1400)", port.details().get("mtu"));
        assertTrue(port.reconfigure(settings("mtu=1400", "tx-queue-length=10")));
        assertEquals(2000, GuestNamespace.ownLink(device).orElseThrow().mtu(), "only what changed is touched");
    }

    @Test
    void shouldReportWhetherTheLinkIsUp() throws Exception {
        open(1, "up=false");
        assertFalse(host.carrier);
        assertTrue(port.reconfigure(settings()));
        assertTrue(host.carrier);
        GuestNamespace.run("ip", "link", "set", device, "down");
        port.check();
        assertFalse(host.carrier);
    }

    @Test
    void shouldTellWhatItIs() throws Exception {
        open(2, "netns=" + guest.name(), "guest-name=eth0", "mac=02:00:00:00:00:01", "addresses=10.9.0.1/24");
        final Map<String, String> details = port.details();
        assertEquals("eth0", details.get("device"));
        assertEquals(guest.name(), details.get("netns"));
        assertEquals("02:00:00:00:00:01", details.get("mac"));
        assertEquals("1500", details.get("mtu"));
        assertEquals("10.9.0.1/24", details.get("addresses"));
    }

    @Test
    void shouldCountWhatTheKernelDropsWhenItsQueueIsFull() throws Exception {
        assertEquals(-1, port.kernelDrops());
        guest.shell("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        open(1, "netns=" + guest.name(), "tx-queue-length=1", "addresses=10.9.0.1/24");
        NetworkNamespace.of(guest.name()).call(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setBroadcast(true);
                for (int i = 0; i < 20; i++) {
                    socket.send(new DatagramPacket(new byte[10], 10, InetAddress.getByName("10.9.0.255"), 9));
                }
                return 0;
            }
        });
        assertNotEquals(0, port.kernelDrops());
        assertEquals(guest.link(device).orElseThrow().txDropped(), port.kernelDrops());
    }

    @Test
    void shouldOfferKernelSteeringWhereTheKernelAllowsIt() throws Exception {
        open(2);
        final SteeringSupport support = SteeringSupport.probe();
        assertEquals(support.available(), host.steering.isPresent());
        assertTrue(port.details().get("kernel-steering").startsWith(support.available() ? "on" : "off ("));
        if (host.steering.isPresent()) {
            host.steering.get().write(new short[1024]);
            assertThrows(
                    IllegalArgumentException.class, () -> host.steering.get().write(new short[1]));
        }
    }

    @Test
    void shouldLeaveSteeringToTheKernelWhenAsked() throws Exception {
        open(2, "kernel-steering=off");
        assertTrue(host.steering.isEmpty());
        assertEquals("off (kernel-steering=off)", port.details().get("kernel-steering"));
    }
}
