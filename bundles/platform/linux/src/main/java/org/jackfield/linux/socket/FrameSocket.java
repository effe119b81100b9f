package org.jackfield.linux.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jspecify.annotations.Nullable;

/**
 * A socket that keeps the boundaries of what is sent, one frame a message: datagrams, local or UDP, or SOCK_SEQPACKET, which is local and
 * has connections. An I/O engine reads and writes it. It never waits. It owns its descriptor: whoever made it closes it, or lets it go by
 * {@link #release}. Any thread, one at a time.
 */
public final class FrameSocket implements AutoCloseable {
    private final int fd;
    private final int type;
    private boolean closed;

    private FrameSocket(final int fd, final int type) {
        this.fd = fd;
        this.type = type;
    }

    /** Takes over an open descriptor. */
    public static FrameSocket of(final int fd) {
        return new FrameSocket(fd, SocketOption.get(fd, LibC.SO_TYPE));
    }

    /** A new socket for datagrams, in the network namespace of the calling thread. */
    public static FrameSocket datagrams(final Endpoint family) throws IOException {
        return open(family, LibC.SOCK_DGRAM);
    }

    /** A new socket for local connections that keep boundaries. */
    public static FrameSocket packets(final Endpoint family) throws IOException {
        return open(family, LibC.SOCK_SEQPACKET);
    }

    private static FrameSocket open(final Endpoint place, final int type) throws IOException {
        final int fd = LibC.socket(place.family(), type | LibC.O_NONBLOCK | LibC.CLOEXEC, 0);
        if (fd < 0) {
            throw new IOException("socket failed: " + Errno.name(Errno.last()) + "; raise the limit of open files");
        }
        return new FrameSocket(fd, type);
    }

    /**
     * Gives it its own address. A file left by a process that is gone is replaced.
     *
     * @param mode permissions of a local socket's file, such as 0600, less the process's umask
     * @throws IOException naming operation, address, cause and remedy
     */
    public void bind(final Endpoint at, final int mode) throws IOException {
        Binding.bind(fd, at, type, mode);
    }

    /** Asks for room for so many bytes in both directions. */
    public void buffers(final int bytes) {
        SocketOption.sendBuffer(fd, bytes);
        SocketOption.receiveBuffer(fd, bytes);
    }

    /** Lets one peer after the other connect. */
    public void listen() throws IOException {
        if (LibC.listen(fd, 1) != 0) {
            throw new IOException("listen failed: " + Errno.name(Errno.last()));
        }
    }

    /** Takes the next peer that waits; null when there is none. */
    public @Nullable FrameSocket accept() {
        final int peer = LibC.accept4(fd, 0, 0, LibC.O_NONBLOCK | LibC.CLOEXEC);
        return peer < 0 ? null : new FrameSocket(peer, type);
    }

    /**
     * Sets where datagrams go and alone come from, or connects. May be repeated for datagrams: the same peer is none the wiser, and one that
     * has come anew is found.
     *
     * @return empty when done, otherwise what failed
     */
    public String connect(final Endpoint to) {
        try (NativeBlock address = to.toNative()) {
            return LibC.connect(fd, address.address(), address.size()) == 0 ? "" : Errno.name(Errno.last());
        }
    }

    /** Sends a text as a message of its own, as some peers want it before the first frame; whether the kernel took it. */
    public boolean say(final String text) {
        final int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        try (NativeBlock block = NativeBlock.text(text)) {
            return LibC.write(fd, block.address(), bytes) == bytes;
        }
    }

    /** Whether the descriptor is a socket for datagrams, or for connections that keep boundaries. */
    public boolean is(final boolean datagrams) {
        return type == (datagrams ? LibC.SOCK_DGRAM : LibC.SOCK_SEQPACKET);
    }

    /** The descriptor. */
    public int fd() {
        return fd;
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
