package org.jackfield.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jackfield.api.frame.FrameMemory;

/**
 * The kernel side of {@link MemoryEngine}: descriptors are numbers, each with a receive queue that a test fills and a list
 * of frames written to it, in order. One wire serves the engines of all workers of a switch. Any thread.
 *
 * <p>It also checks the rules of descriptors: one may be closed only after every engine has removed it.
 */
public final class MemoryWire {
    /** No error. */
    public static final int OK = 0;
    /** EIO: the device is down. */
    public static final int EIO = 5;
    /** EBADF: closed descriptor. */
    public static final int EBADF = 9;
    /** EAGAIN: the queue is full. */
    public static final int EAGAIN = 11;
    /** EINVAL: not acceptable for another reason. */
    public static final int EINVAL = 22;
    /** EBADFD: the device is gone. */
    public static final int EBADFD = 77;

    private static final int FIRST_FD = 1000;

    /** By descriptor less {@link #FIRST_FD}; a list and no map, so that looking one up boxes nothing. */
    private final List<Line> lines = new ArrayList<>();

    /** Opens a descriptor without limits. Numbers are never reused. */
    public synchronized int open() {
        lines.add(new Line());
        return FIRST_FD + lines.size() - 1;
    }

    /** Closes a descriptor; fails the test when an engine still uses it or when it is not open. */
    public synchronized void close(final int fd) {
        final Line line = line(fd);
        if (line.users > 0) {
            throw new IllegalStateException("descriptor " + fd + " closed while " + line.users + " engines use it");
        }
        line.open = false;
        notifyAll();
    }

    /** Descriptors now open. */
    public synchronized int openCount() {
        return (int) lines.stream().filter(line -> line.open).count();
    }

    /** Engines that use a descriptor. */
    public synchronized int users(final int fd) {
        return line(fd).users;
    }

    /** Puts a frame into the receive queue of a descriptor. The array must not change any more. */
    public synchronized void inject(final int fd, final byte[] frame) {
        line(fd).rx.add(frame);
        notifyAll();
    }

    /** Frames in the receive queue that no engine has taken yet. */
    public synchronized int waiting(final int fd) {
        return line(fd).rx.size();
    }

    /** Frames written to a descriptor since it was opened or cleared, oldest first. */
    public synchronized List<byte[]> written(final int fd) {
        return List.copyOf(line(fd).written);
    }

    /** Takes the frames written so far, oldest first, and forgets them; a full queue has room again. */
    public synchronized List<byte[]> takeWritten(final int fd) {
        final Line line = line(fd);
        final List<byte[]> taken = new ArrayList<>(line.written);
        line.written.clear();
        line.room = line.capacity;
        return taken;
    }

    /** Frames written to a descriptor since it was opened, also those taken or not kept. */
    public synchronized long writtenCount(final int fd) {
        return line(fd).count;
    }

    /** From now on writes are counted but not kept, so that the writing thread allocates nothing. */
    public synchronized void countOnly(final int fd) {
        line(fd).keep = false;
    }

    /** Most frames a descriptor accepts before {@link #takeWritten} must make room. */
    public synchronized void capacity(final int fd, final int frames) {
        line(fd).capacity = frames;
        line(fd).room = frames;
    }

    /** Errno for all writes to a descriptor from now on; {@link #OK} accepts them again. */
    public synchronized void failWrites(final int fd, final int errno) {
        line(fd).writeErrno = errno;
    }

    /** The device behind a descriptor disappears: reads end with {@link #EBADFD}, writes fail with it. */
    public synchronized void vanish(final int fd) {
        line(fd).writeErrno = EBADFD;
        line(fd).readErrno = EBADFD;
        notifyAll();
    }

    synchronized int use(final int fd, final boolean on) {
        final Line line = line(fd);
        if (!line.open) {
            return EBADF;
        }
        line.users += on ? 1 : -1;
        return OK;
    }

    synchronized int readErrno(final int fd) {
        return line(fd).readErrno;
    }

    /**
     * Copies the oldest waiting frame to a place in a slot and returns its length before any cut; the frame leaves the
     * queue.
     */
    synchronized int read(final int fd, final ByteBuffer buffer, final int at, final int capacity) {
        final byte[] frame = line(fd).rx.remove();
        buffer.put(at, frame, 0, Math.min(frame.length, capacity));
        return frame.length;
    }

    /**
     * Accepts one frame made of two pieces, the second may be empty; returns 0 or an errno.
     *
     * @param header what is written before the frame, none where it is empty
     */
    synchronized int write(
            final int fd,
            final byte[] header,
            final FrameMemory memory,
            final int head,
            final int headBytes,
            final int rest,
            final int skip) {
        final Line line = line(fd);
        if (!line.open) {
            return EBADF;
        }
        if (line.writeErrno != OK) {
            return line.writeErrno;
        }
        if (line.room == 0) {
            return EAGAIN;
        }
        line.room--;
        line.count++;
        if (line.keep) {
            line.written.add(copy(header, memory, head, headBytes, rest, skip));
        }
        return OK;
    }

    /** Waits until one of the descriptors has frames or has failed, at most so long; the caller re-checks. */
    @SuppressWarnings("WaitNotInLoop") // the caller re-checks, and a cycle may return early
    synchronized void await(final int[] fds, final int count, final long waitMs) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            if (!line(fds[i]).rx.isEmpty() || line(fds[i]).readErrno != OK) {
                return;
            }
        }
        wait(waitMs);
    }

    private Line line(final int fd) {
        if (fd < FIRST_FD || fd >= FIRST_FD + lines.size()) {
            throw new IllegalStateException("descriptor " + fd + " was never opened");
        }
        return lines.get(fd - FIRST_FD);
    }

    private static byte[] copy(
            final byte[] header,
            final FrameMemory memory,
            final int head,
            final int headBytes,
            final int rest,
            final int skip) {
        final int restBytes = rest < 0 ? 0 : memory.length(rest) - skip;
        final byte[] frame = Arrays.copyOf(header, header.length + headBytes + restBytes);
        memory.buffer(head).get(memory.data(head), frame, header.length, headBytes);
        if (restBytes > 0) {
            memory.buffer(rest).get(memory.data(rest) + skip, frame, header.length + headBytes, restBytes);
        }
        return frame;
    }

    /** One descriptor. */
    private static final class Line {
        private final ArrayDeque<byte[]> rx = new ArrayDeque<>();
        private final List<byte[]> written = new ArrayList<>();
        private int capacity = Integer.MAX_VALUE;
        private int room = Integer.MAX_VALUE;
        private long count;
        private boolean keep = true;
        private boolean open = true;
        private int users;
        private int readErrno = OK;
        private int writeErrno = OK;
    }
}
