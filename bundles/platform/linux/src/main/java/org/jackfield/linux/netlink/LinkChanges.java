package org.jackfield.linux.netlink;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Hears whether any network device of a namespace has changed (rtnetlink(7), group RTNLGRP_LINK): one system call where nothing has.
 * Belongs to the namespace of the thread that made it and keeps it alive while open. One thread at a time.
 */
public final class LinkChanges implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int RTMGRP_LINK = 1;
    /** struct sockaddr_nl: family, padding, port, groups. */
    private static final int ADDRESS_BYTES = 12;

    private static final int GROUPS_AT = 8;
    /** What is told is not read; messages are cut off. */
    private static final int BUFFER_BYTES = 64;

    private final int fd;
    private final NativeBlock buffer;

    private LinkChanges(final int fd) {
        this.fd = fd;
        this.buffer = new NativeBlock(BUFFER_BYTES);
    }

    /** Hears of changes in the calling thread's namespace from now on. */
    public static LinkChanges open() throws NetlinkException {
        final int fd = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.CLOEXEC | LibC.O_NONBLOCK, NETLINK_ROUTE);
        if (fd < 0) {
            throw failure(Errno.last());
        }
        final LinkChanges changes = new LinkChanges(fd);
        changes.buffer.putShort(0, (short) LibC.AF_NETLINK);
        changes.buffer.putInt(GROUPS_AT, RTMGRP_LINK);
        if (LibC.bind(fd, changes.buffer.address(), ADDRESS_BYTES) != 0) {
            final int errno = Errno.last();
            changes.close();
            throw failure(errno);
        }
        return changes;
    }

    private static NetlinkException failure(final int errno) {
        return new NetlinkException("cannot listen for changes of devices: " + Errno.name(errno), errno);
    }

    /** Whether a device has changed, come or gone since the last call. More changes than the socket holds are a change too. */
    public boolean any() {
        boolean any = false;
        while (true) {
            if (LibC.recvfrom(fd, buffer.address(), BUFFER_BYTES, 0, 0, 0) < 0) {
                final int errno = Errno.last();
                if (errno == Errno.EAGAIN) {
                    return any;
                }
                if (errno != Errno.EINTR && errno != Errno.ENOBUFS) {
                    return true; // whoever asks looks for himself
                }
            }
            any = true;
        }
    }

    /** Closes the socket. May be called twice. */
    @Override
    public void close() {
        if (buffer.address() != 0) {
            LibC.close(fd);
            buffer.close();
        }
    }
}
