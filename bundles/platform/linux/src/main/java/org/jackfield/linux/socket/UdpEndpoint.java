package org.jackfield.linux.socket;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * A UDP socket over IPv4 or IPv6, bound and not connected, for tunnels: batches of datagrams from and to any peer, by one system call,
 * without waiting. It owns its descriptor; whoever opens it closes it. Options from one thread at a time; any number of threads may send
 * at once, each with a batch of its own.
 */
public final class UdpEndpoint implements AutoCloseable {
    private static final int IP_TOS = 1;
    private static final int IP_TTL = 2;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_MTU = 14;
    private static final int IPV6_UNICAST_HOPS = 16;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_MTU = 24;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_TCLASS = 67;
    private static final int PMTUDISC_DO = 2;
    private static final int UDP_NO_CHECK6_TX = 101;
    private static final int UDP_NO_CHECK6_RX = 102;
    /** unsigned int[9], the last of which counts drops (SK_MEMINFO_DROPS, linux/sock_diag.h). */
    private static final int MEMINFO_BYTES = 36;

    private static final int MEMINFO_DROPS_AT = 32;
    private static final int DISCARDED = 64;
    /** fcntl(2), linux/fcntl.h. */
    private static final int F_DUPFD_CLOEXEC = 1030;
    /** A number the kernel gives to one socket only, while it runs (asm-generic/socket.h; Linux 4.12). */
    private static final int SO_COOKIE = 57;

    private final int fd;
    private final boolean ipv6;
    private boolean closed;

    private UdpEndpoint(final int fd, final boolean ipv6) {
        this.fd = fd;
        this.ipv6 = ipv6;
    }

    /**
     * Opens a socket in the network namespace of the calling thread. One for IPv6 takes no IPv4.
     *
     * @param local address of this host, or the unspecified address of its family for all
     * @param shared whether it may form a group with sockets of the same address and port (SO_REUSEPORT), all of one user
     * @throws UdpException with the error number of what failed
     */
    public static UdpEndpoint open(final UdpAddress local, final boolean shared) throws UdpException {
        final UdpEndpoint made = unbound(local.isIpv6());
        try {
            if (made.ipv6) {
                made.must(LibC.IPPROTO_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY");
            }
            if (shared) {
                made.must(LibC.SOL_SOCKET, LibC.SO_REUSEPORT, 1, "SO_REUSEPORT");
            }
            made.bind(local);
            return made;
        } catch (final UdpException refused) {
            made.close();
            throw refused;
        }
    }

    /** A socket that has no address yet. */
    static UdpEndpoint unbound(final boolean ipv6) throws UdpException {
        final int fd = LibC.socket(ipv6 ? LibC.AF_INET6 : LibC.AF_INET, LibC.SOCK_DGRAM | LibC.CLOEXEC, 0);
        if (fd < 0) {
            throw new UdpException("socket failed", Errno.last());
        }
        return new UdpEndpoint(fd, ipv6);
    }

    /** Takes over an open descriptor of an IPv4 socket. */
    static UdpEndpoint of(final int fd) {
        return new UdpEndpoint(fd, false);
    }

    /**
     * Looks at an open descriptor, which stays the caller's until the result is closed.
     *
     * @param local what the socket must be bound to
     * @throws UdpException when it is no UDP socket that is bound to this
     */
    public static UdpEndpoint ofDescriptor(final int fd, final UdpAddress local) throws UdpException {
        try (NativeBlock name = new NativeBlock(UdpAddress.STORAGE_BYTES);
                NativeBlock bytes = new NativeBlock(Integer.BYTES).putInt(0, UdpAddress.STORAGE_BYTES)) {
            final UdpEndpoint found = new UdpEndpoint(fd, local.isIpv6());
            if (LibC.getsockname(fd, name.address(), bytes.address()) != 0) {
                throw new UdpException("getsockname of descriptor " + fd + " failed", Errno.last());
            }
            boolean same = bytes.getInt(0) == local.bytes() && found.type() == LibC.SOCK_DGRAM;
            for (int i = 0; i < UdpAddress.WORDS; i++) {
                same &= name.getLong(i * Long.BYTES) == local.word(i);
            }
            if (!same) {
                throw new UdpException("descriptor " + fd + " is no UDP socket bound to " + local, Errno.EINVAL);
            }
            return found;
        }
    }

    /** The UDP port it is bound to; 0 when unknown. */
    public int localPort() {
        try (NativeBlock name = new NativeBlock(UdpAddress.STORAGE_BYTES);
                NativeBlock bytes = new NativeBlock(Integer.BYTES).putInt(0, UdpAddress.STORAGE_BYTES)) {
            return LibC.getsockname(fd, name.address(), bytes.address()) == 0
                    ? name.getByte(2) << Byte.SIZE | name.getByte(3)
                    : 0;
        }
    }

    private int type() {
        try (NativeBlock value = new NativeBlock(2 * Integer.BYTES).putInt(Integer.BYTES, Integer.BYTES)) {
            final int asked =
                    LibC.getsockopt(fd, LibC.SOL_SOCKET, LibC.SO_TYPE, value.address(), value.address(Integer.BYTES));
            return asked == 0 ? value.getInt(0) : -1;
        }
    }

    /** Another descriptor of the same socket, which stays open until both are closed; it is the caller's. */
    public UdpEndpoint duplicate() throws UdpException {
        final int other = LibC.fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (other < 0) {
            throw new UdpException("fcntl F_DUPFD_CLOEXEC failed", Errno.last());
        }
        return new UdpEndpoint(other, ipv6);
    }

    /** What no two sockets of a running kernel have in common, and all descriptors of one socket have. */
    public long cookie() throws UdpException {
        try (NativeBlock value = new NativeBlock(2 * Long.BYTES).putInt(Long.BYTES, Long.BYTES)) {
            if (LibC.getsockopt(fd, LibC.SOL_SOCKET, SO_COOKIE, value.address(), value.address(Long.BYTES)) != 0) {
                throw new UdpException("getsockopt SO_COOKIE failed", Errno.last());
            }
            return value.getLong(0);
        }
    }

    /** Gives the open descriptor to the caller. */
    public int release() {
        closed = true;
        return fd;
    }

    void bind(final UdpAddress local) throws UdpException {
        try (NativeBlock address = block(local)) {
            if (LibC.bind(fd, address.address(), local.bytes()) != 0) {
                throw new UdpException("bind to " + local + " failed", Errno.last());
            }
        }
    }

    /** Makes an address the only one it sends to, and fixes the address it sends from. */
    void connect(final UdpAddress to) throws UdpException {
        try (NativeBlock address = block(to)) {
            if (LibC.connect(fd, address.address(), to.bytes()) != 0) {
                throw new UdpException("connect to " + to + " failed", Errno.last());
            }
        }
    }

    /** Its own address as the kernel knows it. */
    UdpAddress local() throws UdpException {
        try (NativeBlock address = new NativeBlock(UdpAddress.STORAGE_BYTES + Integer.BYTES)
                .putInt(UdpAddress.STORAGE_BYTES, UdpAddress.STORAGE_BYTES)) {
            if (LibC.getsockname(fd, address.address(), address.address(UdpAddress.STORAGE_BYTES)) != 0) {
                throw new UdpException("getsockname failed", Errno.last());
            }
            return UdpAddress.of(Endpoint.address(address), Endpoint.port(address));
        }
    }

    /** Lets datagrams in only by the result of a program, which sees the UDP header first. */
    void filterBy(final ClassicBpf program) throws UdpException {
        if (program.attach(fd, LibC.SO_ATTACH_FILTER) != 0) {
            throw new UdpException("SO_ATTACH_FILTER failed", Errno.last());
        }
    }

    private static NativeBlock block(final UdpAddress address) {
        final NativeBlock block = new NativeBlock(UdpAddress.STORAGE_BYTES);
        for (int i = 0; i < UdpAddress.WORDS; i++) {
            block.putLong(i * Long.BYTES, address.word(i));
        }
        return block;
    }

    /** Asks for a receive buffer of so many bytes; the kernel grants less to those who have not CAP_NET_ADMIN. */
    public UdpEndpoint receiveBuffer(final int bytes) {
        if (!option(LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, bytes)) {
            option(LibC.SOL_SOCKET, LibC.SO_RCVBUF, bytes);
        }
        return this;
    }

    /** Bytes the receive buffer holds, with what the kernel spends on each datagram; -1 when unknown. */
    public int receiveBufferBytes() {
        try (NativeBlock value = new NativeBlock(2 * Integer.BYTES).putInt(Integer.BYTES, Integer.BYTES)) {
            final int asked =
                    LibC.getsockopt(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUF, value.address(), value.address(Integer.BYTES));
            return asked == 0 ? value.getInt(0) : -1;
        }
    }

    /** Asks for a send buffer of so many bytes; the kernel grants less to those who have not CAP_NET_ADMIN. */
    public UdpEndpoint sendBuffer(final int bytes) {
        if (!option(LibC.SOL_SOCKET, LibC.SO_SNDBUFFORCE, bytes)) {
            option(LibC.SOL_SOCKET, LibC.SO_SNDBUF, bytes);
        }
        return this;
    }

    /** Sets time to live, or hop limit. */
    public UdpEndpoint hops(final int hops) throws UdpException {
        return ipv6
                ? must(LibC.IPPROTO_IPV6, IPV6_UNICAST_HOPS, hops, "IPV6_UNICAST_HOPS")
                : must(LibC.IPPROTO_IP, IP_TTL, hops, "IP_TTL");
    }

    /** Sets the field for differentiated services, all eight bits (RFC 2474). */
    public UdpEndpoint trafficClass(final int value) throws UdpException {
        return ipv6
                ? must(LibC.IPPROTO_IPV6, IPV6_TCLASS, value, "IPV6_TCLASS")
                : must(LibC.IPPROTO_IP, IP_TOS, value, "IP_TOS");
    }

    /** Makes the kernel fragment nothing: it sets the bit that forbids it, and refuses what is longer than the path takes. */
    public UdpEndpoint dontFragment() throws UdpException {
        return ipv6
                ? must(LibC.IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_DO, "IPV6_MTU_DISCOVER")
                : must(LibC.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DO, "IP_MTU_DISCOVER");
    }

    /** Sends with a checksum of zero, which means none (RFC 768; RFC 6935 for IPv6). */
    public UdpEndpoint sendWithoutChecksum() throws UdpException {
        return ipv6
                ? must(LibC.SOL_UDP, UDP_NO_CHECK6_TX, 1, "UDP_NO_CHECK6_TX")
                : must(LibC.SOL_SOCKET, LibC.SO_NO_CHECK, 1, "SO_NO_CHECK");
    }

    /** Whether to take datagrams with a checksum of zero. Over IPv4 they always are. */
    public UdpEndpoint takeWithoutChecksum(final boolean take) throws UdpException {
        return ipv6 ? must(LibC.SOL_UDP, UDP_NO_CHECK6_RX, take ? 1 : 0, "UDP_NO_CHECK6_RX") : this;
    }

    /** Takes no datagram at all: for a socket that only sends. */
    public UdpEndpoint takeNothing() throws UdpException {
        filterBy(new ClassicBpf().result(0));
        return this;
    }

    /**
     * Gives the group of this socket a program whose result is the number of the socket a datagram goes to, counted in the order
     * in which the sockets were bound; a number there is none of leaves the choice to the kernel. Offsets count from the UDP payload.
     * Replaces the program before for every datagram after.
     */
    public void selectBy(final ClassicBpf program) throws UdpException {
        if (program.attach(fd, LibC.SO_ATTACH_REUSEPORT_CBPF) != 0) {
            throw new UdpException(
                    "SO_ATTACH_REUSEPORT_CBPF of " + program.size() + " instructions failed", Errno.last());
        }
    }

    UdpEndpoint must(final int level, final int option, final int value, final String name) throws UdpException {
        if (!option(level, option, value)) {
            throw new UdpException("setsockopt " + name + "=" + value + " failed", Errno.last());
        }
        return this;
    }

    private boolean option(final int level, final int option, final int value) {
        try (NativeBlock number = new NativeBlock(Integer.BYTES).putInt(0, value)) {
            return LibC.setsockopt(fd, level, option, number.address(), Integer.BYTES) == 0;
        }
    }

    /**
     * The longest IP packet the path from an address of this host to a peer takes now, in bytes, as the kernel knows it. In the network
     * namespace of the calling thread.
     *
     * @param from the unspecified address for whichever the kernel chooses
     */
    public static int pathMtu(final UdpAddress from, final UdpAddress peer) throws UdpException {
        try (UdpEndpoint probe = open(UdpAddress.of(from.host(), 0), false);
                NativeBlock address = block(peer);
                NativeBlock value = new NativeBlock(2 * Integer.BYTES).putInt(Integer.BYTES, Integer.BYTES)) {
            if (LibC.connect(probe.fd, address.address(), peer.bytes()) != 0) {
                throw new UdpException("connect to " + peer + " failed", Errno.last());
            }
            final int level = probe.ipv6 ? LibC.IPPROTO_IPV6 : LibC.IPPROTO_IP;
            final int option = probe.ipv6 ? IPV6_MTU : IP_MTU;
            if (LibC.getsockopt(probe.fd, level, option, value.address(), value.address(Integer.BYTES)) != 0) {
                throw new UdpException("the path MTU to " + peer + " is not known", Errno.last());
            }
            return value.getInt(0);
        }
    }

    /** Datagrams the kernel dropped because the receive buffer was full, since the socket exists; -1 when unknown. */
    public long drops() {
        try (NativeBlock value = new NativeBlock(MEMINFO_BYTES + Integer.BYTES).putInt(MEMINFO_BYTES, MEMINFO_BYTES)) {
            final int asked = LibC.getsockopt(
                    fd, LibC.SOL_SOCKET, LibC.SO_MEMINFO, value.address(), value.address(MEMINFO_BYTES));
            return asked == 0 ? Integer.toUnsignedLong(value.getInt(MEMINFO_DROPS_AT)) : -1;
        }
    }

    /** The descriptor, to wait for readability. */
    public int fd() {
        return fd;
    }

    /**
     * Sends messages of a batch; returns how many the kernel took, or -errno when it refused the first. Does not wait. Allocates
     * nothing.
     */
    public int send(final MessageBatch batch, final int from, final int count) {
        final int sent = LibC.sendmmsg(fd, batch.address(from), count, LibC.MSG_DONTWAIT);
        return sent >= 0 ? sent : -Errno.last();
    }

    /** Receives into the messages of a batch; returns how many datagrams, or -errno. Does not wait. Allocates nothing. */
    public int receive(final MessageBatch batch) {
        final int received = LibC.recvmmsg(fd, batch.address(0), batch.count(), LibC.MSG_DONTWAIT, 0);
        return received >= 0 ? received : -Errno.last();
    }

    /** Throws away all datagrams that wait. */
    public void discard() {
        try (MessageBatch nowhere = new MessageBatch(DISCARDED, 0, new byte[0])) {
            for (int i = 0; i < DISCARDED; i++) {
                nowhere.beginReceive();
            }
            int discarded = DISCARDED;
            while (discarded == DISCARDED) {
                discarded = receive(nowhere);
            }
        }
    }

    /** Whether a negative result only means that there is nothing, or no room, just now. */
    public static boolean isTransient(final int result) {
        return UdpSocket.isTransient(result);
    }

    /** Whether a negative result means that a datagram is longer than the path takes. */
    public static boolean isTooLong(final int result) {
        return result == -Errno.EMSGSIZE;
    }

    /** Whether a negative result means that there is no way to the peer. */
    public static boolean isUnreachable(final int result) {
        return result == -Errno.ENETUNREACH || result == -Errno.EHOSTUNREACH || result == -Errno.ENETDOWN;
    }

    /** Name of the error in a negative result. */
    public static String errorName(final int result) {
        return Errno.name(-result);
    }

    /** Closes the descriptor. May be called twice. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
