package org.jackfield.linux.poll;

import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/** Two connected local sockets that keep boundaries: one for the engine, one for the test. Owns both. */
final class SocketPair extends Peer {
    private int engineFd;

    private SocketPair(final int engineFd, final int fd) {
        super(fd);
        this.engineFd = engineFd;
    }

    /** Connected sockets of a {@code SOCK_} type; the test's end does not block. */
    static SocketPair open(final int type) {
        try (NativeBlock pair = new NativeBlock(8)) {
            must("socketpair", LibC.socketpair(LibC.AF_UNIX, type | LibC.CLOEXEC, 0, pair.address()));
            final int fd = pair.getInt(4);
            must("fcntl", LibC.fcntl(fd, LibC.F_SETFL, LibC.O_RDWR | LibC.O_NONBLOCK));
            return new SocketPair(pair.getInt(0), fd);
        }
    }

    /** The end for the engine. */
    int engineFd() {
        return engineFd;
    }

    /** Closes the test's end only. */
    void hangUp() {
        LibC.close(fd);
        fd = -1;
    }

    @Override
    public void close() {
        LibC.close(engineFd);
        engineFd = -1;
        super.close();
    }
}
