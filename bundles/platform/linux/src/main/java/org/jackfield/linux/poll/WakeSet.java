package org.jackfield.linux.poll;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Descriptors to wait for, behind one descriptor that is readable while one of them is ready (epoll(7), level triggered), with an alarm
 * that any thread can raise. What is watched may change while others wait. Any thread may change it; {@link #await} and what it found
 * are for one thread. Owns both of its descriptors, not those it watches.
 *
 * <p>struct epoll_event is u32 events, u64 data; packed to 12 bytes on x86-64, 16 bytes with data at 8 elsewhere.
 */
public final class WakeSet implements AutoCloseable {
    /** Event: readable, or a peer that waits to be accepted. */
    public static final int READABLE = LibC.EPOLLIN;
    /** Event: writable, or a connection attempt that is decided. */
    public static final int WRITABLE = LibC.EPOLLOUT;
    /** Events nobody has to ask for: an error, a peer that is gone. */
    public static final int TROUBLE = LibC.EPOLLERR | LibC.EPOLLHUP;
    /** Tag of the alarm. */
    public static final long ALARM = -1;

    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));
    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int DATA = PACKED ? 4 : 8;
    private static final int MOST_EVENTS = 64;
    /** epoll_ctl: change what is waited for. */
    private static final int EPOLL_CTL_MOD = 3;

    private final int fd;
    private final int alarmFd;
    private final NativeBlock change = new NativeBlock(EVENT_BYTES);
    private final NativeBlock events = new NativeBlock(MOST_EVENTS * EVENT_BYTES);
    /** A one to write, and room to read. */
    private final NativeBlock counter = new NativeBlock(2 * Long.BYTES).putLong(0, 1);

    private boolean closed;

    private WakeSet(final int fd, final int alarmFd) {
        this.fd = fd;
        this.alarmFd = alarmFd;
    }

    /**
     * An empty set, its alarm not raised.
     *
     * @throws EngineException when the process has no descriptor left
     */
    public static WakeSet create() throws EngineException {
        final int fd = LibC.epoll_create1(LibC.CLOEXEC);
        final int alarm = fd < 0 ? -1 : LibC.eventfd(0, LibC.O_NONBLOCK | LibC.CLOEXEC);
        if (alarm < 0) {
            final String cause = Errno.name(Errno.last());
            if (fd >= 0) {
                LibC.close(fd);
            }
            throw new EngineException("epoll_create1 or eventfd failed: " + cause + "; raise the limit of open files");
        }
        final WakeSet made = new WakeSet(fd, alarm);
        made.watch(alarm, READABLE, ALARM);
        return made;
    }

    /** Goes on with the descriptors of an earlier set, which watch what they watched. */
    public static WakeSet of(final int fd, final int alarmFd) {
        return new WakeSet(fd, alarmFd);
    }

    /** The descriptor that is readable while something is ready. */
    public int fd() {
        return fd;
    }

    /** The descriptor behind the alarm. */
    public int alarmFd() {
        return alarmFd;
    }

    /** Watches a descriptor for events; returns 0 or errno. {@link #TROUBLE} is told always. */
    public synchronized int watch(final int watched, final int wanted, final long tag) {
        return control(LibC.EPOLL_CTL_ADD, watched, wanted, tag);
    }

    /** Watches a descriptor for other events than before; returns 0 or errno. */
    public synchronized int change(final int watched, final int wanted, final long tag) {
        return control(EPOLL_CTL_MOD, watched, wanted, tag);
    }

    /** Watches a descriptor no more; nothing happens when it is not watched. To be called before it is closed. */
    public synchronized void forget(final int watched) {
        control(LibC.EPOLL_CTL_DEL, watched, 0, 0);
    }

    private int control(final int operation, final int watched, final int wanted, final long tag) {
        if (closed) {
            return Errno.EBADF;
        }
        change.putInt(0, wanted).putLong(DATA, tag);
        return LibC.epoll_ctl(fd, operation, watched, change.address()) < 0 ? Errno.last() : 0;
    }

    /** Makes the set ready until {@link #lower}. One system call. */
    public synchronized void raise() {
        if (!closed) {
            LibC.write(alarmFd, counter.address(), Long.BYTES);
        }
    }

    /** Takes the alarm back. */
    public synchronized void lower() {
        if (!closed) {
            LibC.read(alarmFd, counter.address(Long.BYTES), Long.BYTES);
        }
    }

    /**
     * Waits until something is ready, up to {@code timeoutMs}, or for ever with a negative value; returns how much was found, 0 also when a
     * signal interrupted it.
     */
    public int await(final int timeoutMs) {
        return Math.max(0, LibC.epoll_wait(fd, events.address(), MOST_EVENTS, timeoutMs));
    }

    /** Tag of the {@code i}-th that was found. */
    public long tag(final int i) {
        return events.getLong(i * EVENT_BYTES + DATA);
    }

    /** Events of the {@code i}-th that was found. */
    public int events(final int i) {
        return events.getInt(i * EVENT_BYTES);
    }

    /** Gives both descriptors up without closing them; the caller owns them. */
    public synchronized void release() {
        if (!closed) {
            closed = true;
            free();
        }
    }

    /** Closes both descriptors; nobody may wait any more. May be called twice. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
            LibC.close(alarmFd);
            free();
        }
    }

    private void free() {
        change.close();
        events.close();
        counter.close();
    }
}
