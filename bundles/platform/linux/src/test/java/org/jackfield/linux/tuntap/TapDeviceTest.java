package org.jackfield.linux.tuntap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import org.jackfield.api.frame.Offload;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netlink.TunInfo;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.netns.TestNamespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class TapDeviceTest {
    private final String name = TestNamespace.unique("t");

    @Test
    void shouldVanishWhenClosed() throws IOException {
        try (TapDevice device = TapDevice.create(name, false)) {
            assertEquals(name, device.name());
            final TunInfo tun = device.link().tun().orElseThrow();
            assertEquals(new TunInfo(true, false, false, false, true, 1, 0, tun.owner(), tun.group()), tun);
            assertTrue(exists(name));
        }
        assertFalse(exists(name));
    }

    @Test
    void shouldTakeTheFirstFreeNumber() throws IOException {
        final String stem = TestNamespace.unique("p") + "x";
        try (TapDevice first = TapDevice.create(stem + "%d", false);
                TapDevice second = TapDevice.create(stem + "%d", false)) {
            assertEquals(stem + "0", first.name());
            assertEquals(stem + "1", second.name());
        }
    }

    @Test
    void shouldMakeOnlyNewDevices() throws IOException {
        try (TapDevice device = TapDevice.create(name, false)) {
            final TapDeviceException e = assertThrows(TapDeviceException.class, () -> TapDevice.create(name, false));
            assertEquals(Errno.EBUSY, e.errno());
            assertTrue(e.getMessage().contains("held by this process"), e.getMessage());
            assertEquals(1, device.link().tun().orElseThrow().queues());
        }
    }

    @Test
    void shouldJoinOnlyDevicesThatExist() {
        final IOException e =
                assertThrows(IOException.class, () -> TapDevice.join(NetworkNamespace.own(), name, false));
        assertTrue(e.getMessage().contains("there is no device " + name), e.getMessage());
    }

    @Test
    void shouldKeepTheDescriptorOfADetachedQueue() throws IOException {
        try (TapDevice device = TapDevice.create(name, false)) {
            final int second = device.attachQueue();
            final int third = device.attachQueue();
            assertEquals(3, device.link().tun().orElseThrow().queues());
            device.detachQueue();
            device.detachQueue();
            assertEquals(1, device.queues());
            assertEquals(1, device.link().tun().orElseThrow().queues());
            assertEquals(2, device.link().tun().orElseThrow().disabledQueues());
            assertTrue(device.link().carrier());
            assertEquals(second, device.attachQueue());
            assertEquals(third, device.attachQueue());
            assertEquals(third, device.fd(2));
            assertThrows(IndexOutOfBoundsException.class, () -> device.fd(3));
        }
    }

    @Test
    void shouldGoOnFromTheDescriptorsOfItsQueues() throws IOException {
        final TapDevice before = TapDevice.create(name, false);
        final int second = before.attachQueue();
        final int third = before.attachQueue();
        before.detachQueue();
        final LinkInfo link = before.link();
        final List<Integer> attached = before.attachedFds();
        final List<Integer> detached = before.detachedFds();
        assertEquals(List.of(before.fd(0), second), attached);
        assertEquals(List.of(third), detached);
        before.release();
        before.close();
        assertThrows(TapDeviceException.class, before::name);
        try (TapDevice after = TapDevice.ofDescriptors(attached, detached, true)) {
            assertEquals(link, after.link());
            assertEquals(2, after.queues());
            assertTrue(after.pinsNamespace());
            assertEquals(third, after.attachQueue());
            after.attachQueue();
            assertEquals(4, after.link().tun().orElseThrow().queues());
        }
        assertFalse(exists(name));
    }

    @Test
    void shouldHaveHeadersOnEveryQueueOrOnNone() throws IOException {
        final TapDevice before = TapDevice.create(name, true);
        before.attachQueue();
        assertTrue(before.link().tun().orElseThrow().vnetHeader());
        before.setOffloads(Offload.CSUM | Offload.TSO4 | Offload.TSO6);
        final TapDeviceException e = assertThrows(TapDeviceException.class, () -> before.setOffloads(1 << 30));
        assertEquals(Errno.EINVAL, e.errno());
        final List<Integer> attached = before.attachedFds();
        before.release();
        try (TapDevice after = TapDevice.ofDescriptors(attached, List.of(), false)) {
            assertTrue(after.hasHeader());
            after.attachQueue();
            assertTrue(after.link().tun().orElseThrow().vnetHeader());
            assertEquals(3, after.link().tun().orElseThrow().queues());
        }
        try (TapDevice none = TapDevice.create(name, false)) {
            assertFalse(none.hasHeader());
            assertFalse(none.link().tun().orElseThrow().vnetHeader());
        }
    }

    @Test
    void shouldRefuseDescriptorsThatAreNotItsQueuesAndCloseNone() throws IOException {
        final int eventFd = LibC.eventfd(0, LibC.CLOEXEC);
        try (TapDevice device = TapDevice.create(name, false);
                TapDevice other = TapDevice.create(TestNamespace.unique("o"), false)) {
            device.attachQueue();
            device.attachQueue();
            device.detachQueue();
            final List<Integer> attached = device.attachedFds();
            final List<Integer> detached = device.detachedFds();
            assertRefused("no descriptor", List.of(), detached);
            assertRefused("descriptor " + eventFd + " is no queue of a living tap", List.of(eventFd), List.of());
            assertRefused("left twice", List.of(attached.get(0), attached.get(0)), List.of());
            assertRefused("that is attached", attached.subList(0, 1), attached.subList(1, 2));
            assertRefused("that is detached", List.of(attached.get(0), detached.get(0)), List.of());
            assertRefused("not of " + name, List.of(attached.get(0), other.fd(0)), List.of());
            assertEquals(2, device.link().tun().orElseThrow().queues());
            assertEquals(1, device.link().tun().orElseThrow().disabledQueues());
        } finally {
            assertEquals(0, LibC.close(eventFd));
        }
    }

    private static void assertRefused(final String reason, final List<Integer> attached, final List<Integer> detached) {
        final String message = assertThrows(
                        TapDeviceException.class, () -> TapDevice.ofDescriptors(attached, detached, false))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void shouldRefuseTheDescriptorsOfADeletedDevice() throws IOException {
        try (TapDevice device = TapDevice.create(name, false)) {
            TestNamespace.run("ip", "link", "del", name);
            final TapDeviceException e = assertThrows(
                    TapDeviceException.class, () -> TapDevice.ofDescriptors(device.attachedFds(), List.of(), false));
            assertTrue(e.isGone(), e.getMessage());
        }
    }

    @Test
    void shouldKeepTheFirstQueue() throws IOException {
        try (TapDevice device = TapDevice.create(name, false)) {
            assertThrows(TapDeviceException.class, device::detachQueue);
        }
    }

    @Test
    void shouldOpenAllQueuesATapCanHave() throws IOException {
        try (TapDevice device = TapDevice.create(name, false)) {
            while (device.queues() < TapDevice.MOST_QUEUES) {
                device.attachQueue();
            }
            assertEquals(
                    TapDevice.MOST_QUEUES, device.link().tun().orElseThrow().queues());
            final IOException e = assertThrows(IOException.class, device::attachQueue);
            assertTrue(e.getMessage().contains("at most 256 queues"), e.getMessage());
        }
    }

    @Test
    void shouldOpenLaterQueuesWhereTheDeviceWasMoved() throws IOException {
        try (TestNamespace test = new TestNamespace();
                TapDevice device = TapDevice.create(name, false)) {
            device.attachQueue();
            move(device, test.namespace(), "eth0");
            assertFalse(device.pinsNamespace());
            assertEquals("eth0", device.name());
            device.attachQueue();
            assertTrue(device.pinsNamespace());
            assertEquals(3, device.link().tun().orElseThrow().queues());
            assertFalse(exists(name));
            assertTrue(test.ip("link", "show", "eth0").contains("eth0"));
            device.detachQueue();
            device.attachQueue();
            assertEquals(3, device.link().tun().orElseThrow().queues());
        }
    }

    @Test
    void shouldReportADeletedDevice() throws IOException {
        try (TapDevice device = TapDevice.create(name, false)) {
            TestNamespace.run("ip", "link", "del", name);
            final TapDeviceException e = assertThrows(TapDeviceException.class, device::name);
            assertEquals(Errno.EBADFD, e.errno());
            assertTrue(e.getMessage().contains("was deleted"), e.getMessage());
            assertEquals(
                    Errno.EBADFD,
                    assertThrows(TapDeviceException.class, device::link).errno());
        }
    }

    @Test
    void shouldDieWithItsNamespaceUnlessALaterQueuePinsIt() throws IOException {
        try (TapDevice device = TapDevice.create(name, false);
                TestNamespace test = new TestNamespace()) {
            move(device, test.namespace(), name);
            test.close();
            final long end = System.nanoTime() + 10_000_000_000L;
            while (isAlive(device)) {
                assertTrue(System.nanoTime() < end, "the device outlived its namespace");
                Thread.onSpinWait();
            }
        }
        try (TapDevice device = TapDevice.create(name, false);
                TestNamespace test = new TestNamespace()) {
            move(device, test.namespace(), name);
            device.attachQueue();
            test.close();
            assertTrue(isAlive(device));
            assertTrue(device.pinsNamespace());
        }
    }

    @Test
    void shouldPersistAndBeJoinedAgain() throws IOException {
        final int index;
        try (TapDevice device = TapDevice.create(name, false)) {
            device.setPersistent(true);
            device.setOwner(1234);
            device.setGroup(5);
            index = device.link().index();
        }
        try (TapDevice device = TapDevice.join(NetworkNamespace.own(), name, false)) {
            final LinkInfo link = device.link();
            assertEquals(index, link.index());
            assertTrue(link.tun().orElseThrow().persistent());
            assertEquals(OptionalLong.of(1234), link.tun().orElseThrow().owner());
            assertEquals(OptionalLong.of(5), link.tun().orElseThrow().group());
            assertFalse(device.pinsNamespace());
            device.removeSteering();
            device.setPersistent(false);
        }
        assertFalse(exists(name));
    }

    @Test
    void shouldNameTheProcessThatHoldsADevice() throws IOException {
        assertEquals(List.of(), TapHolder.of(name));
        try (TapDevice device = TapDevice.create(name, false)) {
            final List<TapHolder> holders = TapHolder.of(device.name());
            assertEquals(1, holders.size());
            assertEquals(ProcessHandle.current().pid(), holders.get(0).pid());
            assertNotEquals("", holders.get(0).command());
        }
    }

    @Test
    void shouldSayHowToMakeTheTunNode() {
        final String node = "/dev/net/jtt-none";
        final TapDeviceException e = assertThrows(TapDeviceException.class, () -> TapDevice.create(name, false, node));
        assertEquals(Errno.ENOENT, e.errno());
        assertTrue(e.getMessage().contains("modprobe tun"), e.getMessage());
        assertTrue(e.getMessage().contains("mknod " + node + " c 10 200"), e.getMessage());
    }

    @Test
    void shouldNameTheCapabilityThatIsMissing() throws InterruptedException {
        final String[] message = new String[1];
        final Thread withoutCapability = new Thread(() -> {
            dropNetAdmin();
            message[0] = assertThrows(TapDeviceException.class, () -> TapDevice.create(name, false))
                    .getMessage();
        });
        withoutCapability.start();
        withoutCapability.join();
        assertTrue(message[0].startsWith("TUNSETIFF failed for device " + name + ": EPERM"), message[0]);
        assertTrue(message[0].contains("CAP_NET_ADMIN"), message[0]);
    }

    @Test
    void shouldLetTheOwnerJoinWithoutAnyCapability() throws Exception {
        try (TapDevice device = TapDevice.create(name, false)) {
            device.setOwner(0);
            device.setPersistent(true);
        }
        final FutureTask<Integer> withoutCapability = new FutureTask<>(() -> {
            dropNetAdmin();
            try (TapDevice device = TapDevice.join(NetworkNamespace.own(), name, false)) {
                device.attachQueue();
                return device.link().tun().orElseThrow().queues();
            }
        });
        new Thread(withoutCapability).start();
        try {
            assertEquals(2, withoutCapability.get());
        } finally {
            TestNamespace.run("ip", "link", "del", name);
        }
    }

    /** Takes CAP_NET_ADMIN (bit 12) away from the calling thread (capget(2), version 3). */
    private static void dropNetAdmin() {
        final boolean arm = System.getProperty("os.arch").equals("aarch64");
        try (NativeBlock header = new NativeBlock(8);
                NativeBlock data = new NativeBlock(24)) {
            header.putInt(0, 0x20080522);
            LibC.syscall(arm ? 90 : 125, header.address(), data.address(), 0, 0, 0, 0);
            data.putInt(0, data.getInt(0) & ~(1 << 12));
            LibC.syscall(arm ? 91 : 126, header.address(), data.address(), 0, 0, 0, 0);
        }
    }

    private static void move(final TapDevice device, final NetworkNamespace to, final String as) throws IOException {
        try (Rtnetlink netlink = Rtnetlink.open()) {
            netlink.move(device.link().index(), to, as);
        }
    }

    private static boolean isAlive(final TapDevice device) {
        try {
            device.name();
            return true;
        } catch (final TapDeviceException e) {
            assertEquals(Errno.EBADFD, e.errno());
            return false;
        }
    }

    private static boolean exists(final String name) throws IOException {
        try (Rtnetlink netlink = Rtnetlink.open()) {
            return netlink.link(name).isPresent();
        }
    }
}
