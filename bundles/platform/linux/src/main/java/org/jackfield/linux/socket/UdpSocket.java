package org.jackfield.linux.socket;

import java.io.IOException;
import java.net.Inet4Address;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * A UDP socket over IPv4 that moves batches of datagrams by one system call. It owns its descriptor; whoever opens it closes
 * it. One thread at a time.
 */
public final class UdpSocket implements AutoCloseable {
    private static final int ADDRESS_BYTES = 16;
    private static final int PORT = 2;
    private static final int HOST = 4;
    private static final int MICROSECONDS = 8;
    private static final int US_PER_SECOND = 1_000_000;

    private final int fd;
    private boolean closed;

    private UdpSocket(final int fd) {
        this.fd = fd;
    }

    /**
     * Opens a socket in the network namespace of the calling thread.
     *
     * @param port local port, 0 for any
     * @throws IOException when the port is taken or the process has no descriptor left
     */
    public static UdpSocket open(final int port) throws IOException {
        final int fd = LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.CLOEXEC, 0);
        if (fd < 0) {
            throw new IOException("socket failed: " + Errno.name(Errno.last()) + "; raise the limit of open files");
        }
        final UdpSocket made = new UdpSocket(fd);
        try (NativeBlock address = address(new byte[] {0, 0, 0, 0}, port)) {
            made.option(LibC.SO_REUSEADDR, 1);
            if (LibC.bind(fd, address.address(), ADDRESS_BYTES) != 0) {
                final String cause = Errno.name(Errno.last());
                made.close();
                throw new IOException("bind to UDP port " + port + " failed: " + cause + "; choose another port");
            }
            return made;
        }
    }

    private static NativeBlock address(final byte[] host, final int port) {
        final NativeBlock address = new NativeBlock(ADDRESS_BYTES).putShort(0, LibC.AF_INET);
        return address.putByte(PORT, port >>> Byte.SIZE).putByte(PORT + 1, port).putBytes(HOST, host);
    }

    /**
     * Sets where datagrams go.
     *
     * @throws IOException when there is no route
     */
    public UdpSocket connect(final Inet4Address to, final int port) throws IOException {
        try (NativeBlock address = address(to.getAddress(), port)) {
            if (LibC.connect(fd, address.address(), ADDRESS_BYTES) != 0) {
                throw new IOException("connect to " + to.getHostAddress() + " failed: " + Errno.name(Errno.last()));
            }
            return this;
        }
    }

    /** Asks for a receive buffer of so many bytes; the kernel grants less to those who have not CAP_NET_ADMIN. */
    public UdpSocket receiveBuffer(final int bytes) {
        if (!option(LibC.SO_RCVBUFFORCE, bytes)) {
            option(LibC.SO_RCVBUF, bytes);
        }
        return this;
    }

    /** Asks for a send buffer of so many bytes. */
    public UdpSocket sendBuffer(final int bytes) {
        option(LibC.SO_SNDBUF, bytes);
        return this;
    }

    /** Sets how long {@link #receive} waits at most, in microseconds. */
    public UdpSocket patience(final long us) {
        try (NativeBlock time = new NativeBlock(2 * Long.BYTES)) {
            time.putLong(0, us / US_PER_SECOND).putLong(MICROSECONDS, us % US_PER_SECOND);
            LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_RCVTIMEO, time.address(), 2 * Long.BYTES);
        }
        return this;
    }

    private boolean option(final int option, final int value) {
        try (NativeBlock number = new NativeBlock(Integer.BYTES).putInt(0, value)) {
            return LibC.setsockopt(fd, LibC.SOL_SOCKET, option, number.address(), Integer.BYTES) == 0;
        }
    }

    /** Sends the first datagrams of a batch; returns how many the kernel took, or -errno. Allocates nothing. */
    public int send(final UdpBatch batch, final int count) {
        final int sent = LibC.sendmmsg(fd, batch.messages(), count, 0);
        return sent >= 0 ? sent : -Errno.last();
    }

    /**
     * Receives into a batch; returns how many datagrams, or -errno. Allocates nothing.
     *
     * @param wait whether to wait for the first one, as long as {@link #patience} says
     */
    public int receive(final UdpBatch batch, final boolean wait) {
        final int flags = wait ? LibC.MSG_WAITFORONE : LibC.MSG_DONTWAIT;
        final int received = LibC.recvmmsg(fd, batch.messages(), batch.capacity(), flags, 0);
        return received >= 0 ? received : -Errno.last();
    }

    /** Whether a negative result of {@link #send} or {@link #receive} only means that there was nothing to do or no room. */
    public static boolean isTransient(final int result) {
        return result == -Errno.EAGAIN
                || result == -Errno.EINTR
                || result == -Errno.ENOBUFS
                || result == -Errno.ECONNREFUSED; // an answer to an earlier datagram
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
