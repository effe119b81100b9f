package org.jackfield.linux.poll;

import java.util.Arrays;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;

/**
 * The engine for every kernel: one read or write a frame on non-blocking descriptors, straight from and into frame slots, and a
 * level triggered epoll set to find the queues that have frames. Owns the epoll set, an eventfd, the frames of writes not yet
 * carried out, and up to one spare frame of each size class: what the last read found nothing for, kept for the next read.
 *
 * <p>Two rules bound what a queue can do to the others. While a ready queue may hold more frames, epoll is asked only every
 * {@value #MOST_SKIPPED} + 1 cycles, so a queue that becomes readable waits at most {@value #MOST_SKIPPED} cycles longer. While
 * no frame of a size class is free, its queues are held back, and a cycle with nothing else to do rests for at most
 * {@value #STARVED_REST_NS} ns: frames come back from other workers without notice, and the held back queues would keep epoll
 * from waiting.
 */
@HotPath
final class ReadWriteEngine implements IoEngine {
    /** The name in commands. */
    static final String NAME = "read-write";

    private static final int MOST_SKIPPED = 4;
    private static final long STARVED_REST_NS = 1_000_000;
    /** Drains that brought an error and no frame, without a frame in between: the descriptor is beyond hope. */
    private static final int MOST_HOLLOW = 16;

    private static final int NONE = -1;
    private static final int WAKE_TAG = -1;
    private static final int ALARM = LibC.EPOLLERR | LibC.EPOLLHUP;

    private final FramePool pool;
    private final FrameMemory memory;
    private final Eventfd wakeUp;
    private final Epoll epoll;
    private final SinglePoll single;
    private final PendingWrites writes;
    private final PacketReads packets;

    private final int[] spare = new int[FrameLayout.SIZE_CLASSES];
    /** Bit set of size classes of which no frame was free when one was last wanted. */
    private int starved;

    /** Indexed by handle; a removed one stays until its handle is used again. */
    private ReadWriteQueue[] queues = new ReadWriteQueue[0];

    private int handles;
    private int[] freeHandles = new int[0];
    private int freeCount;

    private int[] ready = new int[0];
    private int readyCount;
    private int skipped;
    /** The last look at epoll found a readable queue without a free frame to read into. */
    private boolean heldBack;
    /** The last look at epoll found a wake-up. */
    private boolean woken;

    /** Kernel entries but for writes, of which each is one. */
    private long entries;

    private boolean closed;

    ReadWriteEngine(final FramePool pool) throws EngineException {
        this.pool = pool;
        memory = pool.memory();
        if (memory.address(FrameMemory.id(FrameLayout.SMALL, 0)) == 0) {
            throw new EngineException("the read-write engine needs frame memory with native addresses; make it by "
                    + "org.jackfield.linux.mem.FrameMemories");
        }
        wakeUp = new Eventfd();
        try {
            epoll = new Epoll();
        } catch (final EngineException refused) {
            wakeUp.close();
            throw refused;
        }
        epoll.add(wakeUp.fd(), WAKE_TAG);
        single = new SinglePoll();
        writes = new PendingWrites(pool);
        packets = new PacketReads(pool, spare);
        Arrays.fill(spare, NONE);
    }

    @Override
    public String engineName() {
        return NAME;
    }

    @Override
    public int add(final int fd, final FdKind kind, final int sizeClass) throws EngineException {
        Descriptors.setNonBlocking(fd);
        return slowPathAdd(fd, kind, sizeClass, false);
    }

    @Override
    public int watch(final int fd) throws EngineException {
        return slowPathAdd(fd, FdKind.DATAGRAM, FrameLayout.SMALL, true);
    }

    @Override
    public void arm(final int handle) {
        final ReadWriteQueue queue = queues[handle];
        if (queue.armed || queue.state != OK || queue.fd < 0) {
            return;
        }
        queue.state = epoll.add(queue.fd, handle);
        queue.armed = queue.state == OK;
        queue.sawEmpty = !queue.armed;
    }

    @Override
    public void disarm(final int handle) {
        final ReadWriteQueue queue = queues[handle];
        if (queue.armed) {
            epoll.remove(queue.fd);
            queue.armed = false;
        }
    }

    @Override
    public boolean disarmed(final int handle) {
        return !queues[handle].armed;
    }

    @Override
    public void sizeClass(final int handle, final int sizeClass) {
        queues[handle].sizeClass = sizeClass;
    }

    @Override
    public void remove(final int handle) {
        if (queues[handle].fd >= 0) {
            writes.carryOut();
            disarm(handle);
            queues[handle].fd = NONE;
            freeHandles[freeCount++] = handle;
        }
    }

    @Override
    public CounterBlock counters(final int handle) {
        return queues[handle].counters;
    }

    @Override
    public int state(final int handle) {
        return queues[handle].state;
    }

    @Override
    public void submitWrites(final int handle, final int[] frames, final int from, final int n) {
        final ReadWriteQueue queue = queues[handle];
        for (int i = from; i < from + n; i++) {
            writes.submit(queue, frames[i]);
        }
    }

    @Override
    public void submitGathered(final int handle, final int head, final int headBytes, final int rest, final int skip) {
        writes.submit(queues[handle], head, headBytes, rest, skip);
    }

    @Override
    public long writesSubmitted() {
        return writes.submitted();
    }

    @Override
    public boolean writesDone(final long mark) {
        return writes.done() >= mark;
    }

    @Override
    public int cycle(final long waitNs) {
        writes.carryOut();
        if (starved != 0) {
            slowPathRefill();
        }
        keepReady();
        if (readyCount > 0 && skipped < MOST_SKIPPED) {
            skipped++;
            return readyCount;
        }
        skipped = 0;
        collect(readyCount > 0 ? 0 : waitNs);
        if (heldBack && readyCount == 0 && waitNs != 0 && !woken) {
            slowPathRest(waitNs);
        }
        return readyCount;
    }

    @Override
    public int readyCount() {
        return readyCount;
    }

    @Override
    public int readyHandle(final int i) {
        return ready[i];
    }

    @Override
    public int drain(final int handle, final FrameBatch batch) {
        final ReadWriteQueue queue = queues[handle];
        if (!queue.armed || queue.watched) {
            return 0;
        }
        final int before = batch.count;
        final int errno = queue.packets ? readPackets(queue, batch) : read(queue, batch);
        final int frames = batch.count - before;
        queue.sawEmpty = errno != 0;
        queue.listed &= errno == 0;
        queue.hollow = frames > 0 ? 0 : queue.hollow;
        if (errno != 0 && (errno != Errno.EAGAIN || queue.alarmed)) {
            slowPathTrouble(queue, errno, frames);
        }
        return frames;
    }

    @Override
    public boolean sawEmpty(final int handle) {
        return queues[handle].sawEmpty;
    }

    @Override
    public boolean submitWake(final IoEngine other) {
        return false;
    }

    @Override
    public long kernelEntries() {
        return entries + writes.done();
    }

    @Override
    public void wake() {
        wakeUp.signal();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        writes.carryOut();
        for (int c = 0; c < spare.length; c++) {
            if (spare[c] != NONE) {
                pool.release(spare[c]);
            }
        }
        packets.slowPathRelease();
        free();
    }

    @Override
    public void abandon() {
        if (!closed) {
            closed = true;
            free();
        }
    }

    private void free() {
        epoll.close();
        wakeUp.close();
        single.close();
        packets.close();
        writes.close();
    }

    /** Keeps in the ready list the queues whose last drain stopped at its limit, or that were not drained at all. */
    private void keepReady() {
        int kept = 0;
        for (int i = 0; i < readyCount; i++) {
            final int handle = ready[i];
            final ReadWriteQueue queue = queues[handle];
            if (queue.listed && queue.armed && !queue.watched && !starving(queue)) {
                ready[kept++] = handle;
            } else {
                queue.listed = false;
            }
        }
        readyCount = kept;
    }

    /** Asks epoll and appends what is readable to the ready list. */
    private void collect(final long waitNs) {
        heldBack = false;
        woken = false;
        entries++;
        final int found = epoll.await(waitNs);
        for (int i = 0; i < found; i++) {
            final int handle = epoll.tag(i);
            if (handle == WAKE_TAG) {
                wakeUp.drain();
                woken = true;
            } else {
                list(handle, (epoll.flags(i) & ALARM) != 0);
            }
        }
    }

    private void list(final int handle, final boolean alarmed) {
        final ReadWriteQueue queue = queues[handle];
        queue.alarmed = alarmed;
        if (starving(queue)) {
            heldBack = true;
        } else if (!queue.listed) {
            queue.listed = true;
            ready[readyCount++] = handle;
        }
    }

    private boolean starving(final ReadWriteQueue queue) {
        return (starved >>> queue.sizeClass & 1) != 0;
    }

    /**
     * Reads frames until the batch is full, the kernel has no more, or no frame is free. Frames that were cut count against the
     * batch's limit, so that a stream of them cannot hold the worker.
     *
     * @return 0, or the errno that ended it, EAGAIN for an empty queue
     */
    private int read(final ReadWriteQueue queue, final FrameBatch batch) {
        final int sizeClass = queue.sizeClass;
        final int header = queue.headerBytes;
        final int before = batch.count;
        int frame = spare[sizeClass];
        int errno = 0;
        int cut = 0;
        long bytes = 0;
        for (int left = batch.free(); left > 0 && errno == 0; left--) {
            if (frame == NONE) {
                frame = pool.allocate(sizeClass);
                if (frame == NONE) {
                    slowPathStarve(queue);
                    break;
                }
            }
            final int capacity = memory.capacity(frame);
            final long at = memory.address(frame) + FrameLayout.DATA - header;
            entries++;
            final long read = LibC.read(queue.fd, at, capacity + header);
            final long n = read - header;
            if (read < 0) {
                errno = Errno.last();
                errno = errno == Errno.EINTR ? 0 : errno;
            } else if (n >= capacity) {
                cut++;
            } else if (read == 0 && single.hungUp(queue.fd)) {
                errno = Errno.ENOTCONN;
            } else {
                bytes += FramesRead.take(memory, batch, frame, header, (int) n);
                frame = NONE;
            }
        }
        spare[sizeClass] = frame;
        FramesRead.count(queue.counters, batch.count - before, bytes, cut);
        return errno;
    }

    /** As {@link #read}, many frames a kernel entry. */
    private int readPackets(final ReadWriteQueue queue, final FrameBatch batch) {
        int errno = 0;
        for (int left = batch.free(); left > 0 && errno == 0; ) {
            final int taken = packets.receive(queue, batch, left);
            entries++;
            if (taken > 0) {
                left -= taken;
                errno = packets.more() ? 0 : Errno.EAGAIN;
            } else if (taken == 0) {
                entries--;
                slowPathStarve(queue);
                break;
            } else if (taken == -Errno.EINVAL) {
                queue.counters.add(READ_TRUNCATED, 1); // segmentation no virtio-net header has a word for
                left--;
            } else {
                errno = taken == -Errno.EINTR ? 0 : -taken;
            }
        }
        return errno;
    }

    private void slowPathStarve(final ReadWriteQueue queue) {
        starved |= 1 << queue.sizeClass;
        queue.counters.add(POOL_EMPTY, 1);
    }

    /** Looks for a free frame of each size class that had none. */
    private void slowPathRefill() {
        for (int c = 0; c < spare.length; c++) {
            if ((starved >>> c & 1) != 0) {
                spare[c] = spare[c] == NONE ? pool.allocate(c) : spare[c];
                starved = spare[c] == NONE ? starved : starved & ~(1 << c);
            }
        }
    }

    private void slowPathRest(final long waitNs) {
        single.awaitReadable(wakeUp.fd(), waitNs < 0 ? STARVED_REST_NS : Math.min(waitNs, STARVED_REST_NS));
    }

    /**
     * A drain ended with an error, or found nothing although epoll had reported an error: for good, or until that happens too
     * often without a frame in between.
     */
    private void slowPathTrouble(final ReadWriteQueue queue, final int errno, final int frames) {
        queue.alarmed = false;
        queue.hollow += frames > 0 || errno == Errno.ECONNREFUSED ? 0 : 1;
        final boolean gone = switch (errno) {
            case Errno.EBADFD, Errno.EBADF, Errno.ENODEV, Errno.ENOTCONN -> true;
            case Errno.ECONNREFUSED -> false; // the answer to a datagram we sent; reading it took it away
            default -> queue.hollow >= MOST_HOLLOW;
        };
        if (gone) {
            epoll.remove(queue.fd);
            queue.armed = false;
            queue.state = errno == Errno.EAGAIN ? Errno.ENOTCONN : errno;
        }
    }

    private int slowPathAdd(final int fd, final FdKind kind, final int sizeClass, final boolean watched)
            throws EngineException {
        final int refused = epoll.add(fd, WAKE_TAG);
        if (refused != 0) {
            throw new EngineException("epoll_ctl failed for descriptor " + fd + ": " + Errno.name(refused)
                    + "; it must be a tap queue or a socket, added once");
        }
        epoll.remove(fd);
        if (freeCount == 0 && handles == queues.length) {
            slowPathGrow();
        }
        final int handle = freeCount > 0 ? freeHandles[--freeCount] : handles++;
        queues[handle] = new ReadWriteQueue(fd, kind, sizeClass, watched);
        return handle;
    }

    private void slowPathGrow() {
        final int size = Math.max(8, 2 * handles);
        queues = Arrays.copyOf(queues, size);
        freeHandles = Arrays.copyOf(freeHandles, size);
        ready = Arrays.copyOf(ready, size);
        epoll.slowPathRoomFor(size + 1);
    }
}
