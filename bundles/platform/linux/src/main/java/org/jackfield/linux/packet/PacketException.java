package org.jackfield.linux.packet;

import java.io.IOException;
import org.jackfield.linux.jna.Errno;

/** An operation on packet sockets failed. The message names operation, device, cause and remedy. */
public final class PacketException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /** With a message for people and the kernel's error number (0 when it was not the kernel). */
    public PacketException(final String message, final int errno) {
        super(message);
        this.errno = errno;
    }

    /** Whether the device is not there, or not any more. */
    public boolean isGone() {
        return errno == Errno.ENODEV || errno == Errno.ENXIO;
    }
}
