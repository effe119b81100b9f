package org.jackfield.linux.tuntap;

import java.io.IOException;
import org.jackfield.linux.jna.Errno;

/** An operation on a tap device failed. The message names operation, device, cause and remedy. */
public class TapDeviceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /** With a message for people and the kernel's error number (0 when it was not the kernel). */
    public TapDeviceException(final String message, final int errno) {
        super(message);
        this.errno = errno;
    }

    /** Whether the netdev was deleted under the open descriptors. */
    public boolean isGone() {
        return errno == Errno.EBADFD;
    }

    /** Whether no device has the name: it is being deleted or moved at this moment. */
    public boolean isMissing() {
        return errno == Errno.ENODEV;
    }

    /** The kernel's error number, 0 when the trouble lies elsewhere. */
    public int errno() {
        return errno;
    }
}
