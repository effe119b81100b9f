package org.jackfield.linux.socket;

import java.nio.ByteBuffer;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Membership of an IPv4 multicast group (RFC 1112), whose members hear each other's datagrams: a socket that hears the group and one that
 * speaks to it. One socket could do both, as QEMU and User-Mode Linux have it, but then all members on one machine speak from one address
 * and port, and nobody can tell his own datagrams, which the kernel gives back to him like anybody else's, from theirs. Here the
 * speaker has a port of its own, and a program in the kernel keeps from the hearer what comes from it.
 *
 * <p>Owns both sockets; whoever opens it closes it, or lets them go by {@link #release}. Any thread, one at a time, but for sending and
 * receiving.
 *
 * <pre>
 * struct ip_mreq, 8 bytes:  group 0  address of the interface 4
 * </pre>
 */
public final class UdpGroup implements AutoCloseable {
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IP_MULTICAST_ALL = 49;
    private static final int ADDRESS_BYTES = 4;
    /** Offsets of the source, in the headers of UDP and IPv4. */
    private static final int SOURCE_PORT = 0;

    private static final int SOURCE_HOST = 12;

    private final UdpEndpoint hearer;
    private final UdpEndpoint speaker;

    private UdpGroup(final UdpEndpoint hearer, final UdpEndpoint speaker) {
        this.hearer = hearer;
        this.speaker = speaker;
    }

    /**
     * Joins a group, in the network namespace of the calling thread.
     *
     * @param group an IPv4 group and its port
     * @param local the address of the interface to use, which is also the one spoken from, and another port than the group's; the
     *     unspecified address leaves the interface to the routing table, port 0 the port to the kernel
     * @throws UdpException when the address is none of this host, no interface leads to the group, or a port is in use
     */
    public static UdpGroup join(final UdpAddress group, final UdpAddress local) throws UdpException {
        UdpEndpoint speaker = speaker(group, local);
        try {
            if (speaker.local().port() == group.port()) {
                // The kernel's choice by chance, from which others speak; while it is taken the kernel chooses another.
                final UdpEndpoint other = speaker(group, local);
                speaker.close();
                speaker = other;
            }
            return new UdpGroup(hearer(group, speaker.local()), speaker);
        } catch (final UdpException refused) {
            speaker.close();
            throw refused;
        }
    }

    private static UdpEndpoint speaker(final UdpAddress group, final UdpAddress local) throws UdpException {
        final UdpEndpoint made = UdpEndpoint.open(local, false);
        try {
            made.must(LibC.IPPROTO_IP, IP_MULTICAST_LOOP, 1, "IP_MULTICAST_LOOP");
            if (!local.host().isAnyLocalAddress()) {
                made.must(LibC.IPPROTO_IP, IP_MULTICAST_IF, (int) local.low(), "IP_MULTICAST_IF");
            }
            made.connect(group);
            return made;
        } catch (final UdpException refused) {
            made.close();
            throw refused;
        }
    }

    private static UdpEndpoint hearer(final UdpAddress group, final UdpAddress own) throws UdpException {
        final UdpEndpoint made = UdpEndpoint.unbound(false);
        try {
            made.filterBy(allBut(own));
            // Other members on this machine, who have the same address and port.
            made.must(LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1, "SO_REUSEADDR");
            // Only by the interface of this membership, whatever others have joined.
            made.must(LibC.IPPROTO_IP, IP_MULTICAST_ALL, 0, "IP_MULTICAST_ALL");
            made.bind(group);
            final int errno = addMembership(made, group, own);
            if (errno != 0) {
                throw new UdpException(
                        "joining " + group + " by the interface of "
                                + own.host().getHostAddress() + " (IP_ADD_MEMBERSHIP) failed",
                        errno);
            }
            return made;
        } catch (final UdpException refused) {
            made.close();
            throw refused;
        }
    }

    private static ClassicBpf allBut(final UdpAddress own) {
        return new ClassicBpf()
                .loadHalf(SOURCE_PORT)
                .skipUnlessEqual(own.port(), 3)
                .loadWord(ClassicBpf.NETWORK_HEADER + SOURCE_HOST)
                .skipUnlessEqual(ByteBuffer.wrap(own.host().getAddress()).getInt(), 1)
                .result(0)
                .result(-1);
    }

    /** 0, or the number of the error. */
    private static int addMembership(final UdpEndpoint hearer, final UdpAddress group, final UdpAddress own) {
        try (NativeBlock request = new NativeBlock(2 * ADDRESS_BYTES)) {
            request.putInt(0, (int) group.low()).putInt(ADDRESS_BYTES, (int) own.low());
            final int answer = LibC.setsockopt(
                    hearer.fd(), LibC.IPPROTO_IP, IP_ADD_MEMBERSHIP, request.address(), 2 * ADDRESS_BYTES);
            return answer == 0 ? 0 : Errno.last();
        }
    }

    /** Takes over the descriptors of a membership, as {@link #release} gave them up. */
    public static UdpGroup of(final int hearer, final int speaker) {
        return new UdpGroup(UdpEndpoint.of(hearer), UdpEndpoint.of(speaker));
    }

    /** Where its own datagrams come from. */
    public UdpAddress source() throws UdpException {
        return speaker.local();
    }

    /** Whether it still is a member: an interface that was deleted takes the membership with it, also if another one like it was made. */
    public boolean isMember(final UdpAddress group) throws UdpException {
        return addMembership(hearer, group, speaker.local()) == Errno.EADDRINUSE;
    }

    /** The socket to receive by. */
    public UdpEndpoint hearer() {
        return hearer;
    }

    /** The socket to send to the group by, and to nobody else. */
    public UdpEndpoint speaker() {
        return speaker;
    }

    /** Gives both descriptors up without closing them; the caller owns them. */
    public void release() {
        hearer.release();
        speaker.release();
    }

    /** Leaves the group. May be called twice. */
    @Override
    public void close() {
        hearer.close();
        speaker.close();
    }
}
