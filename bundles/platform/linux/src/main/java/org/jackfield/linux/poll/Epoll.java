package org.jackfield.linux.poll;

import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * A set of descriptors to wait for, level triggered. One thread. Owns the epoll descriptor and the memory for events.
 *
 * <p>struct epoll_event is u32 events, u64 data; packed to 12 bytes on x86-64, 16 bytes with data at 8 elsewhere.
 */
@HotPath
final class Epoll {
    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));
    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int EVENTS = 0;
    private static final int DATA = PACKED ? 4 : 8;

    /** The same number on all architectures; kernel 5.11. */
    private static final long SYS_EPOLL_PWAIT2 = 441;

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long NS_PER_MS = 1_000_000L;

    private final int fd;
    private final NativeBlock change = new NativeBlock(EVENT_BYTES);
    /** struct timespec: long tv_sec, long tv_nsec. */
    private final NativeBlock timeout = new NativeBlock(16);

    private final boolean nanoseconds;
    private NativeBlock events = new NativeBlock(EVENT_BYTES);
    private int most = 1;

    Epoll() throws EngineException {
        fd = LibC.epoll_create1(LibC.CLOEXEC);
        if (fd < 0) {
            final String cause = Errno.name(Errno.last());
            freeBlocks();
            throw new EngineException("epoll_create1 failed: " + cause + "; raise the limit of open files (ulimit -n)");
        }
        // Kernels before 5.11 and some container profiles refuse it.
        nanoseconds = LibC.syscall(SYS_EPOLL_PWAIT2, fd, events.address(), most, timeout.address(), 0, 0) >= 0;
    }

    /** Refuses a descriptor that nothing can be waited for on, such as a file. */
    static void slowPathRequireWaitable(final int watched) throws EngineException {
        final Epoll probe = new Epoll();
        final int refused = probe.add(watched, 0);
        probe.close();
        if (refused != 0) {
            throw new EngineException("descriptor " + watched + " cannot be waited for: " + Errno.name(refused)
                    + "; it must be a tap queue or a socket");
        }
    }

    /** Makes room to report this many descriptors at once. */
    void slowPathRoomFor(final int descriptors) {
        if (descriptors > most) {
            most = 2 * descriptors;
            events.close();
            events = new NativeBlock(most * EVENT_BYTES);
        }
    }

    /** Watches a descriptor for readability; 0 or errno. Errors and hang-ups are reported always. */
    int add(final int watched, final int tag) {
        change.putInt(EVENTS, LibC.EPOLLIN).putLong(DATA, tag);
        return LibC.epoll_ctl(fd, LibC.EPOLL_CTL_ADD, watched, change.address()) < 0 ? Errno.last() : 0;
    }

    /** Stops watching a descriptor; nothing happens when it is not watched. */
    void remove(final int watched) {
        LibC.epoll_ctl(fd, LibC.EPOLL_CTL_DEL, watched, change.address());
    }

    /**
     * Waits until a descriptor is ready: not at all for 0, up to {@code waitNs}, or for ever with a negative value. Returns early
     * when a signal interrupts it.
     *
     * @return number of events, read by {@link #tag} and {@link #flags}
     */
    int await(final long waitNs) {
        final long found;
        if (waitNs > 0 && nanoseconds) {
            found = LibC.syscall(SYS_EPOLL_PWAIT2, fd, events.address(), most, timespec(waitNs), 0, 0);
        } else {
            found = LibC.epoll_wait(fd, events.address(), most, milliseconds(waitNs));
        }
        return found < 0 ? 0 : (int) found;
    }

    /** Tag of the {@code i}-th event found. */
    int tag(final int i) {
        return events.getInt(i * EVENT_BYTES + DATA);
    }

    /** {@code EPOLL} flags of the {@code i}-th event found. */
    int flags(final int i) {
        return events.getInt(i * EVENT_BYTES + EVENTS);
    }

    void close() {
        LibC.close(fd);
        freeBlocks();
    }

    private long timespec(final long ns) {
        timeout.putLong(0, ns / NS_PER_SECOND).putLong(8, ns % NS_PER_SECOND);
        return timeout.address();
    }

    private static int milliseconds(final long ns) {
        if (ns <= 0) {
            return ns == 0 ? 0 : -1;
        }
        return (int) Math.min((ns - 1) / NS_PER_MS + 1, Integer.MAX_VALUE);
    }

    private void freeBlocks() {
        change.close();
        timeout.close();
        events.close();
    }
}
