package org.jackfield.linux.poll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.packet.PacketGroup;

/**
 * A tap in a network namespace of its own, that holds nothing else: the test sends and receives on the device through a packet
 * socket, the engine on its queues. The namespace has no name and lives as long as the descriptors here, so nothing is left
 * behind, however the test ends.
 */
final class IsolatedTap extends Peer {
    private static final String DEVICE = "tap0";
    private static final int CLONE_NEWNET = 0x40000000;

    private static final long TUNSETIFF = 0x400454caL;
    private static final int IFF_TAP_NO_PI_MULTI_QUEUE = 0x1102;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final long SIOCSIFMTU = 0x8922;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final int IFF_UP = 1;
    /** struct ifreq: char name[16], then a union. */
    private static final int IFREQ_BYTES = 40;

    private static final int IFREQ_VALUE = 16;

    private static final int ETH_P_ALL_BIG_ENDIAN = 0x0300;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int RTM_DELLINK = 17;
    private static final int REQUEST_WITH_ACK = 5;
    private static final int DELLINK_BYTES = 32;

    private static final long SIOCGSKNS = 0x894C;

    private final int[] queues;
    private final int control;
    private final int netlink;
    private final int index;
    private Optional<PacketGroup> port = Optional.empty();

    private IsolatedTap(final int queues) throws IOException {
        super(-1);
        must("unshare (needs root)", LibC.unshare(CLONE_NEWNET));
        // No neighbour discovery: the tests count every frame.
        Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"), "1");
        this.queues = new int[queues];
        for (int q = 0; q < queues; q++) {
            this.queues[q] = (int) must("open /dev/net/tun", LibC.openPath("/dev/net/tun", LibC.O_RDWR));
            device(this.queues[q], TUNSETIFF, IFF_TAP_NO_PI_MULTI_QUEUE);
        }
        control = (int) must("socket", LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.CLOEXEC, 0));
        netlink = (int) must("socket", LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.CLOEXEC, 0));
        index = device(control, SIOCGIFINDEX, 0);
        device(control, SIOCSIFMTU, 9000);
        up();
        fd = packetSocket();
    }

    /** A device with this many queues, MTU 9000, up. */
    static IsolatedTap open(final int queues) {
        final CompletableFuture<IsolatedTap> tap = new CompletableFuture<>();
        // The namespace of a thread is its own; this one ends with its work done.
        new Thread(() -> {
                    try {
                        tap.complete(new IsolatedTap(queues));
                    } catch (IOException | AssertionError failure) {
                        tap.completeExceptionally(failure);
                    }
                })
                .start();
        return tap.join();
    }

    /** The descriptor of a queue. */
    int queueFd(final int queue) {
        return queues[queue];
    }

    /** A packet socket on the device, as a port has it; opened at the first call. */
    int portFd() throws IOException {
        if (port.isEmpty()) {
            final int namespace = (int) must("ioctl SIOCGSKNS", LibC.ioctl(fd, SIOCGSKNS, 0));
            try {
                final NetworkNamespace here = NetworkNamespace.ofDescriptor(namespace);
                final LinkInfo link = here.call(() -> {
                    try (Rtnetlink links = Rtnetlink.open()) {
                        return links.link(index).orElseThrow();
                    }
                });
                port = Optional.of(PacketGroup.open(here, link, 4 << 20, Optional.empty()));
            } finally {
                LibC.close(namespace);
            }
        }
        return port.get().fd(0);
    }

    /** Has the device receive a frame, by its first queue. */
    void inject(final byte[] frame) {
        scratch.putBytes(0, frame);
        must("write to a tap", LibC.write(queues[0], scratch.address(), frame.length));
    }

    /** What the device has sent into a queue. */
    byte[] taken(final int queue) {
        final long n = must("read from a tap", LibC.read(queues[queue], scratch.address(), scratch.size()));
        return scratch.getBytes(0, (int) n);
    }

    void up() {
        device(control, SIOCSIFFLAGS, IFF_UP);
    }

    void down() {
        downUnnoticed();
        LibC.read(fd, scratch.address(), scratch.size());
    }

    /** As {@link #down}, but the packet socket has yet to report it (ENETDOWN), once. */
    void downUnnoticed() {
        device(control, SIOCSIFFLAGS, 0);
    }

    /** Deletes the device, as the death of its namespace does, while its queues are open. */
    void delete() {
        scratch.clear();
        // struct nlmsghdr: u32 len, u16 type, u16 flags, u32 seq, u32 pid; struct ifinfomsg: int index at 4.
        scratch.putInt(0, DELLINK_BYTES)
                .putShort(4, RTM_DELLINK)
                .putShort(6, REQUEST_WITH_ACK)
                .putInt(20, index);
        must("send to netlink", LibC.write(netlink, scratch.address(), DELLINK_BYTES));
        must("receive from netlink", LibC.read(netlink, scratch.address(), scratch.size()));
        // struct nlmsgerr: int error behind the header.
        must("RTM_DELLINK, error " + scratch.getInt(16), scratch.getInt(16));
    }

    @Override
    public void close() {
        port.ifPresent(PacketGroup::close);
        for (final int queue : queues) {
            LibC.close(queue);
        }
        LibC.close(control);
        LibC.close(netlink);
        super.close();
    }

    private int device(final int on, final long request, final int value) {
        try (NativeBlock ifreq = new NativeBlock(IFREQ_BYTES)) {
            ifreq.putText(0, IFREQ_VALUE, DEVICE).putInt(IFREQ_VALUE, value);
            must("ioctl " + Long.toHexString(request), LibC.ioctl(on, request, ifreq.address()));
            return ifreq.getInt(IFREQ_VALUE);
        }
    }

    private int packetSocket() {
        final int type = LibC.SOCK_RAW | LibC.O_NONBLOCK | LibC.CLOEXEC;
        final int socket = (int) must("socket", LibC.socket(LibC.AF_PACKET, type, 0));
        try (NativeBlock address = new NativeBlock(SOCKADDR_LL_BYTES)) {
            address.putShort(0, LibC.AF_PACKET)
                    .putShort(2, ETH_P_ALL_BIG_ENDIAN)
                    .putInt(4, index);
            must("bind", LibC.bind(socket, address.address(), SOCKADDR_LL_BYTES));
        }
        return socket;
    }
}
