package org.jackfield.linux.poll;

import java.util.concurrent.atomic.AtomicInteger;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * An eventfd: a descriptor that is readable after {@link #signal} until {@link #drain}. Any thread may signal, also while
 * another one closes: a count of signallers keeps {@link #close} from closing the descriptor under them, for its number may
 * be given to another file at once. One thread drains. Owns its descriptor; whoever made it closes it.
 */
@HotPath
public final class Eventfd implements AutoCloseable {
    private static final int ONE = 0;
    private static final int READ = 8;
    private static final int CLOSED = Integer.MIN_VALUE;

    private final int fd;
    private final NativeBlock values = new NativeBlock(16).putLong(ONE, 1);
    private final long one = values.address(ONE);
    private final long read = values.address(READ);
    /** Threads inside {@link #signal}, plus {@link #CLOSED}. */
    private final AtomicInteger signallers = new AtomicInteger();

    /**
     * Not signalled at first.
     *
     * @throws EngineException when the process has no descriptor left
     */
    public Eventfd() throws EngineException {
        this(LibC.O_NONBLOCK);
    }

    /** One whose reads wait, to be read by an io_uring; it must not be {@link #drain}ed. */
    static Eventfd blocking() throws EngineException {
        return new Eventfd(0);
    }

    private Eventfd(final int mode) throws EngineException {
        fd = LibC.eventfd(0, mode | LibC.CLOEXEC);
        if (fd < 0) {
            final String cause = Errno.name(Errno.last());
            values.close();
            throw new EngineException("eventfd failed: " + cause + "; raise the limit of open files (ulimit -n)");
        }
    }

    /** The descriptor, to poll for readability. */
    public int fd() {
        return fd;
    }

    /** Makes the descriptor readable; does nothing after {@link #close}. Any thread; one system call. */
    public void signal() {
        if (signallers.getAndIncrement() >= 0) {
            // Fails only when 2^64-2 signals are waiting; then it is readable anyway.
            LibC.write(fd, one, Long.BYTES);
        }
        signallers.getAndDecrement();
    }

    /** Makes the descriptor unreadable until the next {@link #signal}; does not wait. */
    public void drain() {
        LibC.read(fd, read, Long.BYTES);
    }

    /** Closes the descriptor as soon as no thread is inside {@link #signal}. May be called twice by the same thread. */
    @Override
    public void close() {
        if (signallers.get() < 0) {
            return;
        }
        signallers.getAndAdd(CLOSED);
        while (signallers.get() != CLOSED) {
            Thread.onSpinWait();
        }
        LibC.close(fd);
        values.close();
    }
}
