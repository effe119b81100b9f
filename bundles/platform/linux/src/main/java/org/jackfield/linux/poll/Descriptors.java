package org.jackfield.linux.poll;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;

/** What is done to descriptors besides reading and writing. Any thread. */
public final class Descriptors {
    private Descriptors() {}

    /** Closes a descriptor whose owner has given it up; nobody may use it any more. */
    public static void close(final int fd) {
        LibC.close(fd);
    }

    /**
     * Makes reads and writes of a descriptor fail with EAGAIN instead of waiting. The mode belongs to the open file: all
     * descriptors duplicated from this one change with it.
     *
     * @throws EngineException when the descriptor is not open
     */
    public static void setNonBlocking(final int fd) throws EngineException {
        setFlag(fd, LibC.O_NONBLOCK);
    }

    /** Makes reads and writes of a descriptor wait; otherwise as {@link #setNonBlocking}. */
    public static void setBlocking(final int fd) throws EngineException {
        setFlag(fd, 0);
    }

    private static void setFlag(final int fd, final int nonBlocking) throws EngineException {
        final int flags = LibC.fcntl(fd, LibC.F_GETFL, 0);
        if (flags < 0 || LibC.fcntl(fd, LibC.F_SETFL, flags & ~LibC.O_NONBLOCK | nonBlocking) < 0) {
            throw new EngineException("fcntl(O_NONBLOCK) failed for descriptor " + fd + ": " + Errno.name(Errno.last())
                    + "; it must be open");
        }
    }
}
