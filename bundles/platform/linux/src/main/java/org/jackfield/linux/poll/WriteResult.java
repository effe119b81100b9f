package org.jackfield.linux.poll;

import org.jackfield.linux.jna.Errno;

/** What the error of a write means. */
final class WriteResult {
    private WriteResult() {}

    /** The {@code WRITE} counter of {@link IoEngine} for an errno. */
    static int slowPathCounter(final int errno) {
        return switch (errno) {
            case Errno.EAGAIN, Errno.ENOBUFS -> IoEngine.WRITE_FULL;
            case Errno.EIO, Errno.ENETDOWN -> IoEngine.WRITE_DOWN;
            case Errno.EBADFD, Errno.EBADF, Errno.ENODEV, Errno.ENXIO -> IoEngine.WRITE_GONE;
            default -> IoEngine.WRITE_ERROR;
        };
    }
}
