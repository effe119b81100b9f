package org.jackfield.port.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.poll.Descriptors;
import org.jackfield.testkit.GuestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tap port whose code is replaced while it is open: handed over by one object and adopted by another. */
class TapPortUpdateTest extends TapPortTestCase {
    private static final int UPDATES = 20;
    private static final long PAUSE_NS = 100_000_000L;

    /** The object that has the port now. */
    private TapPort holder = port;

    private RecordingHost present = host;

    @AfterEach
    void closeTheLastOne() {
        holder.close();
    }

    @Test
    void shouldLoseAndReorderNoFrameWhileItIsUpdated() throws Exception {
        guest.shell("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        open(2, "netns=" + guest.name(), "guest-name=eth0");
        if (host.steering.isPresent()) {
            // Through the highest queue, which would be the first to be detached.
            host.steering.get().write(all(1));
        }
        try (FlowThroughTap traffic = new FlowThroughTap(guest.name(), "eth0", host.fds)) {
            for (int update = 0; update < UPDATES; update++) {
                traffic.awaitMore();
                final PortEstate estate = holder.handOver().orElseThrow();
                traffic.awaitMore();
                adopt(estate, "netns=" + guest.name(), "guest-name=eth0");
                holder.check();
            }
            traffic.awaitMore();
            traffic.finish();
        }
        assertEquals(0, holder.kernelDrops());
    }

    @Test
    void shouldStayTheSameDeviceWithoutLosingItsCarrier() throws Exception {
        open(3);
        port.setQueues(2);
        final LinkInfo link = GuestNamespace.ownLink(device).orElseThrow();
        final String changes = carrierChanges();
        update();
        assertEquals(2, present.fds.size());
        final LinkInfo now = GuestNamespace.ownLink(device).orElseThrow();
        assertEquals(link.index(), now.index());
        assertEquals(link.mac(), now.mac());
        assertEquals(link.tun(), now.tun());
        assertTrue(now.up() && now.carrier());
        assertEquals(changes, carrierChanges());
        assertEquals(link.name(), holder.details().get("device"));
        holder.setQueues(4);
        assertEquals(4, queues());
        holder.setQueues(1);
        assertEquals(1, queues());
        assertEquals(changes, carrierChanges());
        assertTrue(holder.reconfigure(settings("mtu=2000")));
        assertEquals(2000, GuestNamespace.ownLink(device).orElseThrow().mtu());
    }

    @Test
    void shouldSteerByTheTableOfTheSwitchAllTheTime() throws Exception {
        guest.shell("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        final String[] where = {"netns=" + guest.name(), "guest-name=eth0"};
        open(2, where);
        final KernelSteering old = host.steering.orElseThrow();
        old.write(all(1));
        try (FlowThroughTap traffic = new FlowThroughTap(guest.name(), "eth0", host.fds)) {
            traffic.awaitMore();
            assertEquals(0, traffic.readFrom(0));
            final PortEstate estate = port.handOver().orElseThrow();
            traffic.awaitMore();
            assertEquals(0, traffic.readFrom(0), "the table stays in force");
            traffic.whilePaused(() -> old.write(all(0)));
            traffic.awaitMore();
            final long second = traffic.readFrom(1);
            assertTrue(traffic.readFrom(0) > 0, "what was offered before goes on working");
            traffic.awaitMore();
            adopt(estate, where);
            traffic.awaitMore();
            assertEquals(second, traffic.readFrom(1), "an adoption changes no table");
            traffic.whilePaused(() -> present.steering.orElseThrow().write(all(1)));
            traffic.awaitMore();
            assertTrue(traffic.readFrom(1) > second);
            traffic.finish();
        }
        assertEquals("on", holder.details().get("kernel-steering"));
    }

    @Test
    void shouldKeepTheReasonWhyTheKernelSteersByItself() throws Exception {
        open(2, "kernel-steering=off");
        update("kernel-steering=off");
        assertTrue(present.steering.isEmpty());
        assertEquals("off (kernel-steering=off)", holder.details().get("kernel-steering"));
        holder.setQueues(1);
        assertEquals(1, queues());
    }

    @Test
    void shouldRememberAnMtuThatSomebodyChanged() throws Exception {
        open(1, "mtu=1400");
        GuestNamespace.run("ip", "link", "set", device, "mtu", "2000");
        port.check();
        update("mtu=1400");
        assertEquals(List.of(2000), present.mtus);
        holder.check();
        assertEquals(List.of(2000), present.mtus);
        GuestNamespace.run("ip", "link", "set", device, "mtu", "1400");
        holder.check();
        assertEquals(List.of(2000, 1400), present.mtus);
    }

    @Test
    void shouldStillNoticeADeletedNamespaceThatItsOwnQueuesKeepAlive() throws Exception {
        open(1, "netns=" + guest.name());
        port.setQueues(2);
        update("netns=" + guest.name());
        holder.check();
        guest.close();
        final long end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                holder.check();
                assertTrue(System.nanoTime() < end, "check did not notice");
                LockSupport.parkNanos(PAUSE_NS);
            } catch (final PortException e) {
                assertTrue(e.getMessage().contains("network namespace " + guest.name() + " was deleted"));
                return;
            }
        }
    }

    @Test
    void shouldGoOnWhenItsNamespaceLivesWithoutItsName() throws Exception {
        final Process sleeper = new ProcessBuilder("ip", "netns", "exec", guest.name(), "sleep", "600").start();
        try {
            open(1, "netns=" + guest.name());
            port.setQueues(2);
            final String path = "/proc/" + sleeper.pid() + "/ns/net";
            final long end = System.nanoTime() + 10_000_000_000L;
            final Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
            while (Files.readSymbolicLink(Path.of(path)).equals(own)) {
                assertTrue(System.nanoTime() < end, "the process did not enter the namespace");
                Thread.onSpinWait();
            }
            guest.close();
            port.check();
            update("netns=" + guest.name());
            holder.check();
            holder.setQueues(3);
        } finally {
            sleeper.destroyForcibly().onExit().join();
        }
    }

    @Test
    void shouldRefuseAnEstateThatLacksSomethingAndGoOnWithTheWholeOne() throws Exception {
        open(2);
        final PortEstate whole = port.handOver().orElseThrow();
        assertFalse(whole.facts().isEmpty());
        final int descriptors = tunDescriptors().size();
        for (final String fact : whole.facts().keySet()) {
            final Map<String, String> fewer = new HashMap<>(whole.facts());
            fewer.put(fact, "x");
            if (!fact.equals("pins-namespace")) {
                assertRefused(new PortEstate(whole.queues(), whole.others(), fewer));
            }
            fewer.remove(fact);
            assertRefused(new PortEstate(whole.queues(), whole.others(), fewer));
        }
        for (final String other : whole.others().keySet()) {
            final Map<String, Integer> fewer = new HashMap<>(whole.others());
            fewer.remove(other);
            assertRefused(new PortEstate(whole.queues(), fewer, whole.facts()));
        }
        assertRefused(new PortEstate(List.of(), whole.others(), whole.facts()));
        final Map<String, Integer> more = new HashMap<>(whole.others());
        more.put("of-a-later-version", whole.queues().get(0));
        assertTrue(assertRefused(new PortEstate(whole.queues(), more, whole.facts()))
                .contains("descriptor 'of-a-later-version'"));
        assertEquals(descriptors, tunDescriptors().size());
        assertEquals(2, queues());
        adopt(whole);
        holder.check();
        assertEquals(2, queues());
    }

    @Test
    void shouldLeaveADeletedDeviceToTheNextOpening() throws Exception {
        open(2);
        final PortEstate estate = port.handOver().orElseThrow();
        GuestNamespace.run("ip", "link", "del", device);
        final String message = assertRefused(estate);
        assertTrue(message.contains("is no queue of a living tap"), message);
        closeAll(estate);
    }

    @Test
    void shouldHaveNothingToLeaveWhenClosed() throws Exception {
        assertEquals(Optional.empty(), port.handOver());
        open(1);
        closeAll(port.handOver().orElseThrow());
        assertEquals(Optional.empty(), port.handOver());
        assertEquals(Map.of(), port.details());
        assertTrue(GuestNamespace.ownLink(device).isEmpty());
    }

    private String assertRefused(final PortEstate estate) {
        final TapPort later = new TapPort();
        final RecordingHost other = new RecordingHost();
        final String message = assertThrows(PortException.class, () -> later.adopt(other, settings(), estate))
                .getMessage();
        assertTrue(message.startsWith("port vm1: "), message);
        assertTrue(other.steering.isEmpty());
        assertEquals(List.of(), other.mtus);
        return message;
    }

    /** Replaces the port's object; {@code settings} are those in force. */
    private void update(final String... settings) throws PortException {
        adopt(holder.handOver().orElseThrow(), settings);
    }

    private void adopt(final PortEstate estate, final String... settings) throws PortException {
        final TapPort later = new TapPort();
        final RecordingHost next = new RecordingHost();
        next.fds.addAll(estate.queues());
        later.adopt(next, settings(settings), estate);
        holder = later;
        present = next;
    }

    /** The switch when nobody adopts. */
    private static void closeAll(final PortEstate estate) {
        estate.queues().forEach(Descriptors::close);
        estate.others().values().forEach(Descriptors::close);
    }

    private int queues() throws Exception {
        return GuestNamespace.ownLink(device).orElseThrow().tun().orElseThrow().queues();
    }

    private String carrierChanges() throws Exception {
        return Files.readString(Path.of("/sys/class/net", device, "carrier_changes"));
    }

    private static short[] all(final int queue) {
        final short[] table = new short[FlowHash.BUCKETS];
        Arrays.fill(table, (short) queue);
        return table;
    }
}
