package org.jackfield.linux.poll;

import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/** poll(2) of one descriptor. One thread. Owns a little native memory. */
@HotPath
final class SinglePoll {
    /** As {@link LibC#EPOLLHUP}, for the receiving half of a connection; not in LibC because only this class asks for it. */
    private static final int POLLRDHUP = 0x2000;

    // struct pollfd: int fd, short events, short revents; then struct timespec: long tv_sec, long tv_nsec.
    private static final int FD = 0;
    private static final int EVENTS = 4;
    private static final int RESULT = 6;
    private static final int SECONDS = 8;
    private static final int NANOSECONDS = 16;
    private static final int BYTES = 24;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final NativeBlock block = new NativeBlock(BYTES);

    /** Whether the peer of a connection is gone or has ended sending. */
    boolean hungUp(final int fd) {
        final int found = poll(fd, POLLRDHUP, 0);
        return found > 0 && (block.getShort(RESULT) & (LibC.EPOLLHUP | POLLRDHUP)) != 0;
    }

    /** Whether reading a descriptor would bring something, or an error. */
    boolean readable(final int fd) {
        return poll(fd, LibC.EPOLLIN, 0) > 0;
    }

    /** Waits up to {@code waitNs} until a descriptor is readable. */
    void awaitReadable(final int fd, final long waitNs) {
        poll(fd, LibC.EPOLLIN, waitNs);
    }

    void close() {
        block.close();
    }

    private int poll(final int fd, final int events, final long waitNs) {
        block.putInt(FD, fd).putShort(EVENTS, events).putShort(RESULT, 0);
        block.putLong(SECONDS, waitNs / NS_PER_SECOND).putLong(NANOSECONDS, waitNs % NS_PER_SECOND);
        return LibC.ppoll(block.address(), 1, block.address(SECONDS), 0);
    }
}
