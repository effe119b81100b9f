package org.jackfield.linux.socket;

import java.io.IOException;
import java.net.InetAddress;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jspecify.annotations.Nullable;

/**
 * A socket of type SOCK_STREAM, local or TCP: one that listens, one that is being connected, or a connection. It never waits. It owns its
 * descriptor: whoever made it closes it, or lets it go by {@link #release}. Sending and receiving are for one thread at a time.
 */
public final class ConnectionSocket implements AutoCloseable {
    private static final int KEEP_IDLE_S = 10;
    private static final int KEEP_INTERVAL_S = 5;
    private static final int KEEP_COUNT = 4;
    private static final int SILENCE_MS = 30_000;
    private static final int NAME_BYTES = 128;
    private static final int UID = 4;
    private static final int CREDENTIAL_BYTES = 12;

    private final int fd;
    private boolean closed;

    private ConnectionSocket(final int fd) {
        this.fd = fd;
    }

    /** Takes over an open descriptor. */
    public static ConnectionSocket of(final int fd) {
        return new ConnectionSocket(fd);
    }

    /**
     * Binds a socket, in the network namespace of the calling thread; it does not listen yet. A file left by a process that is gone is
     * replaced.
     *
     * @param mode permissions of a local socket's file, such as 0600, less the process's umask
     * @throws IOException naming operation, address, cause and remedy
     */
    public static ConnectionSocket bind(final Endpoint at, final int mode) throws IOException {
        final ConnectionSocket socket = open(at);
        try {
            SocketOption.set(socket.fd, LibC.SO_REUSEADDR, at.isLocal() ? 0 : 1);
            Binding.bind(socket.fd, at, LibC.SOCK_STREAM, mode);
            return socket;
        } catch (final IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /**
     * Begins to connect, in the network namespace of the calling thread. The socket is writable as soon as it is decided; ask
     * {@link #error} then.
     *
     * @throws IOException when it was refused at once
     */
    public static ConnectionSocket connect(final Endpoint to) throws IOException {
        final ConnectionSocket socket = open(to);
        try (NativeBlock address = to.toNative()) {
            final int errno = LibC.connect(socket.fd, address.address(), address.size()) == 0 ? 0 : Errno.last();
            if (errno != 0 && errno != Errno.EINPROGRESS) {
                socket.close();
                throw new IOException(errno == Errno.EAGAIN ? "its queue of connections is full" : Errno.name(errno));
            }
        }
        return socket;
    }

    private static ConnectionSocket open(final Endpoint place) throws IOException {
        final int fd = LibC.socket(place.family(), LibC.SOCK_STREAM | LibC.O_NONBLOCK | LibC.CLOEXEC, 0);
        if (fd < 0) {
            throw new IOException("socket failed: " + Errno.name(Errno.last()) + "; raise the limit of open files");
        }
        return new ConnectionSocket(fd);
    }

    /**
     * Lets peers connect.
     *
     * @param backlog how many may wait to be accepted
     */
    public void listen(final int backlog) throws IOException {
        if (LibC.listen(fd, backlog) != 0) {
            throw new IOException("listen failed: " + Errno.name(Errno.last()));
        }
    }

    /**
     * Takes the next peer that waits; null when there is none.
     *
     * @throws IOException when the process has no descriptor left
     */
    public @Nullable ConnectionSocket accept() throws IOException {
        final int peer = LibC.accept4(fd, 0, 0, LibC.O_NONBLOCK | LibC.CLOEXEC);
        if (peer >= 0) {
            return new ConnectionSocket(peer);
        }
        final int errno = Errno.last();
        if (errno == Errno.EMFILE || errno == Errno.ENOBUFS || errno == Errno.ENOMEM) {
            throw new IOException("accept failed: " + Errno.name(errno) + "; raise the limit of open files");
        }
        return null;
    }

    /** Sets up an established connection: small writes go out at once, a dead TCP peer is noticed within half a minute. */
    public void tune(final int sendBufferBytes) {
        SocketOption.sendBuffer(fd, sendBufferBytes);
        if (SocketOption.set(fd, LibC.IPPROTO_TCP, LibC.TCP_NODELAY, 1)) {
            SocketOption.set(fd, LibC.SO_KEEPALIVE, 1);
            SocketOption.set(fd, LibC.IPPROTO_TCP, LibC.TCP_KEEPIDLE, KEEP_IDLE_S);
            SocketOption.set(fd, LibC.IPPROTO_TCP, LibC.TCP_KEEPINTVL, KEEP_INTERVAL_S);
            SocketOption.set(fd, LibC.IPPROTO_TCP, LibC.TCP_KEEPCNT, KEEP_COUNT);
            SocketOption.set(fd, LibC.IPPROTO_TCP, LibC.TCP_USER_TIMEOUT, SILENCE_MS);
        }
    }

    /** How a connection attempt ended: empty when connected, otherwise what failed. To be asked once. */
    public String error() {
        final int errno = SocketOption.get(fd, LibC.SO_ERROR);
        return errno == 0 ? "" : Errno.name(Math.abs(errno));
    }

    /** Whether the descriptor is a stream socket, and one that listens or not. */
    public boolean is(final boolean listening) {
        return SocketOption.get(fd, LibC.SO_TYPE) == LibC.SOCK_STREAM
                && SocketOption.get(fd, LibC.SO_ACCEPTCONN) == (listening ? 1 : 0);
    }

    /** The IP address of the peer; null for a local connection. */
    public @Nullable InetAddress peerAddress() {
        try (NativeBlock name = peerName()) {
            final int family = name.getShort(0);
            return family == LibC.AF_INET || family == LibC.AF_INET6 ? Endpoint.address(name) : null;
        }
    }

    /** The peer for people: {@code 10.0.0.1:34567}, or the process and user of a local one. */
    public String peer() {
        try (NativeBlock name = peerName()) {
            final String address = Endpoint.text(name);
            return address.isEmpty() ? localPeer() : address;
        }
    }

    private NativeBlock peerName() {
        final NativeBlock name = new NativeBlock(NAME_BYTES);
        try (NativeBlock length = new NativeBlock(Integer.BYTES).putInt(0, NAME_BYTES)) {
            if (LibC.getpeername(fd, name.address(), length.address()) != 0) {
                name.clear();
            }
        }
        return name;
    }

    /** struct ucred: pid 0, uid 4, gid 8. */
    private String localPeer() {
        try (NativeBlock who = new NativeBlock(CREDENTIAL_BYTES);
                NativeBlock length = new NativeBlock(Integer.BYTES).putInt(0, CREDENTIAL_BYTES)) {
            final int answer = LibC.getsockopt(fd, LibC.SOL_SOCKET, LibC.SO_PEERCRED, who.address(), length.address());
            return answer == 0 ? "process " + who.getInt(0) + " of user " + who.getInt(UID) : "?";
        }
    }

    /** The port a bound TCP socket has, for one that asked for any. */
    public int localPort() {
        try (NativeBlock name = new NativeBlock(NAME_BYTES);
                NativeBlock length = new NativeBlock(Integer.BYTES).putInt(0, NAME_BYTES)) {
            LibC.getsockname(fd, name.address(), length.address());
            return name.getByte(2) << Byte.SIZE | name.getByte(3);
        }
    }

    /** The descriptor. */
    public int fd() {
        return fd;
    }

    /** Receives what is there; returns the bytes, 0 when the peer has ended sending, or -errno. Allocates nothing. */
    @HotPath
    public long receive(final ByteRoom room, final int at, final int bytes) {
        final long received = LibC.recv(fd, room.address(at), bytes, LibC.MSG_DONTWAIT);
        return received >= 0 ? received : -Errno.last();
    }

    /** Sends as much of a list as the kernel has room for; returns the bytes it took, or -errno. Allocates nothing. */
    @HotPath
    public long send(final GatherList list) {
        final long sent = LibC.sendmsg(fd, list.message(), LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL);
        return sent >= 0 ? sent : -Errno.last();
    }

    /** Whether a negative result only means that there was nothing to do or no room. */
    @HotPath
    public static boolean isTransient(final long result) {
        return result == -Errno.EAGAIN || result == -Errno.EINTR || result == -Errno.ENOBUFS || result == -Errno.ENOMEM;
    }

    /** Name of the error in a negative result. */
    public static String errorName(final long result) {
        return Errno.name((int) -result);
    }

    /** Gives the descriptor up without closing it; the caller owns it. */
    public int release() {
        closed = true;
        return fd;
    }

    /** Closes the descriptor. May be called twice by the same thread. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
