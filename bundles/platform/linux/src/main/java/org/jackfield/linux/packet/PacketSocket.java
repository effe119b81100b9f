package org.jackfield.linux.packet;

import org.jackfield.api.frame.FrameLayout;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/** The calls of packet(7) on one descriptor, which stays the caller's. Not for workers. */
final class PacketSocket {
    private static final int SOL_PACKET = 263;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int DROP_MEMBERSHIP = 2;
    private static final int STATISTICS = 6;
    private static final int AUXDATA = 8;
    private static final int FANOUT = 18;
    private static final int FANOUT_DATA = 22;
    private static final int IGNORE_OUTGOING = 23;
    private static final int VNET_HDR_SZ = 24;

    /** Kinds of groups: sockets chosen by a classic or an extended BPF program. */
    static final int FANOUT_CBPF = 6;

    static final int FANOUT_EBPF = 7;
    /** For the first of a group: the kernel chooses the number. */
    private static final int FANOUT_UNIQUE = 0x2000;
    /** As IGNORE_OUTGOING, for the whole group; kernels before 5.19 do not look at it. */
    private static final int FANOUT_IGNORE_OUTGOING = 0x4000;

    private static final int ETH_P_ALL_BIG_ENDIAN = 0x0300;
    private static final int MR_PROMISC = 1;
    /** SIOCGSKNS: a descriptor of the socket's network namespace. */
    private static final int GET_NAMESPACE = 0x894C;

    // struct sockaddr_ll: u16 family, u16 protocol in network order, int ifindex, ...
    private static final int ADDRESS_BYTES = 20;
    private static final int INDEX_AT = 4;
    /** struct packet_mreq: int ifindex, u16 type, u16 alen, u8[8]. */
    private static final int MEMBERSHIP_BYTES = 16;

    private PacketSocket() {}

    /** A socket in the calling thread's namespace that receives nothing before {@link #bind}. */
    static int open() throws PacketException {
        final int fd = LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.CLOEXEC, 0);
        if (fd < 0) {
            final int errno = Errno.last();
            throw new PacketException(
                    "cannot open a packet socket: " + Errno.name(errno)
                            + (errno == Errno.EPERM
                                    ? "; run as root or give the process CAP_NET_RAW"
                                    : "; raise the limit of open files"),
                    errno);
        }
        return fd;
    }

    /** Has every frame read and written behind a virtio-net header, and its tag told when it is read. */
    static void describeFrames(final int fd) throws PacketException {
        if (set(fd, SOL_PACKET, VNET_HDR_SZ, FrameLayout.VNET_BYTES) != 0) {
            final int errno = Errno.last();
            throw new PacketException(
                    "PACKET_VNET_HDR_SZ failed: " + Errno.name(errno)
                            + "; a packet port needs Linux 6.5 or newer, attach the device by a tap port or a bridge",
                    errno);
        }
        must(set(fd, SOL_PACKET, AUXDATA, 1), "PACKET_AUXDATA");
        must(set(fd, SOL_PACKET, IGNORE_OUTGOING, 1), "PACKET_IGNORE_OUTGOING");
    }

    /** Keeps from it what this host sends by the device. */
    static void ignoreOutgoing(final int fd) throws PacketException {
        must(set(fd, SOL_PACKET, IGNORE_OUTGOING, 1), "PACKET_IGNORE_OUTGOING");
    }

    /**
     * Asks for buffers of so many bytes; without CAP_NET_ADMIN the kernel grants no more than net.core.rmem_max and wmem_max.
     *
     * @return bytes the kernel now lets the receive buffer have; it counts its own overhead too
     */
    static int setBuffers(final int fd, final int receiveBytes, final int sendBytes) {
        if (set(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, receiveBytes) != 0) {
            set(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUF, receiveBytes);
        }
        if (set(fd, LibC.SOL_SOCKET, LibC.SO_SNDBUFFORCE, sendBytes) != 0) {
            set(fd, LibC.SOL_SOCKET, LibC.SO_SNDBUF, sendBytes);
        }
        return receiveBuffer(fd);
    }

    /** Bytes the kernel lets the receive buffer have. */
    static int receiveBuffer(final int fd) {
        return get(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUF);
    }

    /** Lets only frames pass that a program accepts; replaces the one before. */
    static void filter(final int fd, final ClassicProgram program) throws PacketException {
        must(
                LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_ATTACH_FILTER, program.address(), ClassicProgram.BYTES),
                "SO_ATTACH_FILTER");
    }

    /** Receives and sends by a device from now on. */
    static void bind(final int fd, final int ifindex) throws PacketException {
        try (NativeBlock address = new NativeBlock(ADDRESS_BYTES)) {
            address.putShort(0, LibC.AF_PACKET)
                    .putShort(2, ETH_P_ALL_BIG_ENDIAN)
                    .putInt(INDEX_AT, ifindex);
            must(LibC.bind(fd, address.address(), ADDRESS_BYTES), "bind to device index " + ifindex);
        }
    }

    /** Index of the device it is bound to; -1 once that is gone, -2 when this is no packet socket. */
    static int boundIndex(final int fd) {
        try (NativeBlock address = new NativeBlock(ADDRESS_BYTES);
                NativeBlock bytes = new NativeBlock(Integer.BYTES).putInt(0, ADDRESS_BYTES)) {
            final boolean isPacket = LibC.getsockname(fd, address.address(), bytes.address()) == 0
                    && address.getShort(0) == LibC.AF_PACKET;
            return isPacket ? address.getInt(INDEX_AT) : -2;
        }
    }

    /** Has the device receive frames for all addresses, or no longer on behalf of this socket. */
    static void promiscuous(final int fd, final int ifindex, final boolean on) throws PacketException {
        try (NativeBlock request = new NativeBlock(MEMBERSHIP_BYTES)) {
            request.putInt(0, ifindex).putShort(4, MR_PROMISC);
            final int option = on ? ADD_MEMBERSHIP : DROP_MEMBERSHIP;
            must(
                    LibC.setsockopt(fd, SOL_PACKET, option, request.address(), MEMBERSHIP_BYTES),
                    on ? "switching promiscuous reception on" : "switching promiscuous reception off");
        }
    }

    /** Begins a group with this socket alone. */
    static void beginGroup(final int fd, final int kind) throws PacketException {
        final int value = (kind | FANOUT_UNIQUE | FANOUT_IGNORE_OUTGOING) << 16;
        group(set(fd, SOL_PACKET, FANOUT, value), "beginning");
    }

    /** Joins the group of another socket that is bound to the same device, as its last. */
    static void joinGroup(final int fd, final int other) throws PacketException {
        final int group = get(other, SOL_PACKET, FANOUT);
        final int value = group & 0xFFFF | (groupKind(other) | FANOUT_IGNORE_OUTGOING) << 16;
        group(set(fd, SOL_PACKET, FANOUT, value), "joining");
    }

    private static void group(final int result, final String what) throws PacketException {
        final int errno = result == 0 ? 0 : Errno.last();
        if (errno != 0) {
            throw new PacketException(
                    what + " a group of packet sockets (PACKET_FANOUT) failed: " + Errno.name(errno)
                            + (errno == Errno.EINVAL ? "; the device is down: set it up (ip link set DEVICE up)" : ""),
                    errno);
        }
    }

    private static int groupKind(final int fd) {
        return get(fd, SOL_PACKET, FANOUT) >>> 16 & 0xFF;
    }

    /** Has a group ask a program; returns when no sender asks the one before any more. */
    static void chooseBy(final int fd, final ClassicProgram program) throws PacketException {
        must(
                LibC.setsockopt(fd, SOL_PACKET, FANOUT_DATA, program.address(), ClassicProgram.BYTES),
                "PACKET_FANOUT_DATA");
    }

    /** Frames the kernel dropped because the receive buffer was full, since the last call. */
    static long newDrops(final int fd) {
        try (NativeBlock statistics = new NativeBlock(2 * Integer.BYTES);
                NativeBlock bytes = new NativeBlock(Integer.BYTES).putInt(0, statistics.size())) {
            final int result = LibC.getsockopt(fd, SOL_PACKET, STATISTICS, statistics.address(), bytes.address());
            return result == 0 ? statistics.getInt(4) & 0xFFFF_FFFFL : 0;
        }
    }

    /** A descriptor of the socket's namespace, which the caller closes. */
    static int openNamespace(final int fd) throws PacketException {
        final int namespaceFd = LibC.ioctl(fd, GET_NAMESPACE, 0);
        must(Math.min(namespaceFd, 0), "asking for the namespace of a packet socket");
        return namespaceFd;
    }

    private static int set(final int fd, final int level, final int option, final int value) {
        try (NativeBlock number = new NativeBlock(Integer.BYTES).putInt(0, value)) {
            return LibC.setsockopt(fd, level, option, number.address(), Integer.BYTES);
        }
    }

    private static int get(final int fd, final int level, final int option) {
        try (NativeBlock number = new NativeBlock(Integer.BYTES);
                NativeBlock bytes = new NativeBlock(Integer.BYTES).putInt(0, Integer.BYTES)) {
            return LibC.getsockopt(fd, level, option, number.address(), bytes.address()) == 0 ? number.getInt(0) : 0;
        }
    }

    private static void must(final int result, final String what) throws PacketException {
        if (result != 0) {
            final int errno = Errno.last();
            throw new PacketException(what + " failed: " + Errno.name(errno), errno);
        }
    }
}
