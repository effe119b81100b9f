package org.jackfield.linux.netlink;

import java.io.IOException;

/** The kernel refused a netlink request, or its answer could not be read. */
public class NetlinkException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * With a message that names operation, object and cause, and the kernel's error number (0 when it was not the
     * kernel).
     */
    public NetlinkException(final String message, final int errno) {
        super(message);
        this.errno = errno;
    }

    /** The kernel's error number, 0 when the trouble lies elsewhere. */
    public int errno() {
        return errno;
    }
}
