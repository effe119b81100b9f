package org.jackfield.linux.clock;

import java.io.IOException;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * A descriptor that becomes readable at a point of time and stays so until the alarm is set anew: timerfd_create(2) on the clock of
 * {@code System.nanoTime}. One thread at a time sets it; whoever makes one closes it.
 */
@HotPath
public final class Alarm implements AutoCloseable {
    /** struct itimerspec: it_interval, then it_value, each seconds and nanoseconds. */
    private static final int VALUE = 16;

    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final int fd;
    private final NativeBlock time = new NativeBlock(4 * Long.BYTES);

    /**
     * Not set at first.
     *
     * @throws IOException when the process has no descriptor left
     */
    public Alarm() throws IOException {
        fd = LibC.timerfd_create(LibC.CLOCK_MONOTONIC, LibC.O_NONBLOCK | LibC.CLOEXEC);
        if (fd < 0) {
            final String cause = Errno.name(Errno.last());
            time.close();
            throw new IOException("timerfd_create failed: " + cause + "; raise the limit of open files (ulimit -n)");
        }
    }

    /** The descriptor, to poll for readability. The same until {@link #close}. */
    public int fd() {
        return fd;
    }

    /** Makes the descriptor readable at a time of {@code System.nanoTime}, at once for one that is past, and not before. */
    public void set(final long atNs) {
        final long at = Math.max(atNs, 1); // 0 would switch it off
        time.putLong(VALUE, at / NS_PER_SECOND).putLong(VALUE + Long.BYTES, at % NS_PER_SECOND);
        LibC.timerfd_settime(fd, LibC.TFD_TIMER_ABSTIME, time.address(), 0);
    }

    /** Makes the descriptor unreadable until it is set again. */
    public void off() {
        time.putLong(VALUE, 0).putLong(VALUE + Long.BYTES, 0);
        LibC.timerfd_settime(fd, LibC.TFD_TIMER_ABSTIME, time.address(), 0);
    }

    /** Closes the descriptor. May be called twice by the same thread. */
    @Override
    public void close() {
        if (time.address() != 0) {
            LibC.close(fd);
            time.close();
        }
    }
}
