package org.jackfield.linux.socket;

import java.io.IOException;
import org.jackfield.linux.jna.Errno;

/** A call on a UDP socket failed; the message names the call, its object and the error. */
public final class UdpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    UdpException(final String what, final int errno) {
        super(what + ": " + Errno.name(errno));
        this.errno = errno;
    }

    /** Whether the address and port are in use. */
    public boolean isInUse() {
        return errno == Errno.EADDRINUSE;
    }

    /** Whether the address is none of this host. */
    public boolean isNoAddress() {
        return errno == Errno.EADDRNOTAVAIL;
    }

    /** Whether there is no route to the peer. */
    public boolean isUnreachable() {
        return errno == Errno.ENETUNREACH || errno == Errno.EHOSTUNREACH;
    }
}
