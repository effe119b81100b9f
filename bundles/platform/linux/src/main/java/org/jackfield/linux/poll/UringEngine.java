package org.jackfield.linux.poll;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.NativeBlock;
import org.jspecify.annotations.Nullable;

/**
 * The engine for Linux 6.7 and newer: one io_uring, entered once a cycle for all queues of its worker. Each armed queue has one
 * multishot read under way, which puts every frame that comes into a free slot by itself; writes go out from the slots they were read
 * into, all with the entry that also collects what came meanwhile and, when there is nothing else to do, sleeps. Owns the ring, the
 * frames provided for reading, the frames of writes not yet carried out, and an eventfd.
 *
 * <p>Why it has this shape. The kernel reads only while this thread is inside {@link Uring#submitAndWait} (DEFER_TASKRUN), so a
 * frame is either in the kernel's queue, or here after the cycle that took it: nothing moves in between, and a queue without frames here
 * whose descriptor is not readable is empty. Writes carry RWF_NOWAIT, so the kernel carries them out, or refuses them, while it takes
 * them, in order, and none can be overtaken; a write that succeeds needs no completion (CQE_SKIP_SUCCESS) and does not end a sleep.
 *
 * <p>Tried instead: completions for all writes (two entries a frame at low rates, as the first ends the sleep of the second), batches of
 * single reads (four to six entries a frame at low rates), a ring with a polling kernel thread (needs a core of its own).
 */
@HotPath
final class UringEngine implements IoEngine {
    /** The name in commands. */
    static final String NAME = "io-uring";

    /** Most frames read before they are drained, for each size and kind of frames. */
    static final int SMALL_BUFFERS = 256;
    /** As {@link #SMALL_BUFFERS} for slots of 64 KiB; fewer, so that what TCP brings stays in the cache until it is written. */
    static final int LARGE_BUFFERS = 256;

    private static final int SQ_ENTRIES = 512;
    /** More than can be outstanding: all buffers of all groups, a failure for each submission, and what controls bring. */
    private static final int CQ_ENTRIES = 2048;

    private static final int REGISTERED_FILES = 256;
    private static final int GROUPS = 2 * FrameLayout.SIZE_CLASSES;
    private static final long STARVED_REST_NS = 1_000_000;
    /** Errors of reading without a frame in between: the descriptor is beyond hope. */
    private static final int MOST_HOLLOW = 16;
    /** Cycles after a failed write in which writes are counted only when they are done; see {@link #cycle}. */
    private static final int CAUTIOUS_CYCLES = 1024;

    /**
     * A failed write completes by work that waits for this thread like that of reads, and one entry does at least 20 pieces of it, oldest
     * first (IO_LOCAL_TW_DEFAULT_MAX). With no more reads than this, the first of several failures comes with the entry itself.
     */
    private static final int MOST_READS_AT_ONCE = 16;

    private static final int NONE = -1;

    // What an entry was: in the upper byte of its user data. Below it the handle, or for a write its run and its bytes.
    private static final int TAG_SHIFT = 56;
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int CANCEL = 3;
    private static final int WAKE = 4;
    private static final int MESSAGE = 5;
    private static final int GROUP_SHIFT = 16;
    private static final int BUFFER_MASK = (1 << GROUP_SHIFT) - 1;

    private static final int READ_OPERATION = UringLayout.OP_READ_MULTISHOT | UringLayout.BUFFER_SELECT;
    private static final int MESSAGE_OPERATION = UringLayout.OP_MSG_RING | UringLayout.CQE_SKIP_SUCCESS;
    private final FramePool pool;
    private final FrameMemory memory;
    private final int[] buffers;
    private final Uring ring;
    private final ByteBuffer completions;
    private final Eventfd wakeUp;
    private final NativeBlock wakeValue = new NativeBlock(Long.BYTES);
    private final NativeBlock fileUpdate = new NativeBlock(UringLayout.FILES_UPDATE_BYTES + Integer.BYTES);
    private final SinglePoll single = new SinglePoll();
    private final int registeredFiles;

    /** By {@code 2 * size class + (header ? 1 : 0)}; null until a queue is read that way. */
    private final BufferGroup[] groups = new BufferGroup[GROUPS];

    /** Indexed by handle; a removed one stays until its handle is used again. */
    private UringQueue[] queues = new UringQueue[0];

    private int handles;
    private int[] freeHandles = new int[0];
    private int freeCount;

    private int[] ready = new int[0];
    private int readyCount;
    /** As {@link #readyCount}, with those found since the last cycle. */
    private int listedCount;
    /** Queues whose read has to be started. */
    private int[] toStart = new int[0];

    private int toStartCount;
    /** The last look at the queues to start found one without a free frame to read into. */
    private boolean heldBack;

    private final UringWrites writes;
    private int cautious;
    /** A write has failed, and the kernel may have more such completions to bring; see {@link #collect}. */
    private boolean failures;

    private int readsUnderWay;

    private boolean wakeArmed;
    private boolean woken;
    private boolean closed;
    /** The ring others may send a message to; -1 when this engine is closing. */
    private volatile int messageFd;

    UringEngine(final FramePool pool, final int smallBuffers, final int largeBuffers) throws EngineException {
        this.pool = pool;
        memory = pool.memory();
        buffers = new int[] {smallBuffers, largeBuffers};
        if (memory.address(FrameMemory.id(FrameLayout.SMALL, 0)) == 0) {
            throw new EngineException("the io-uring engine needs frame memory with native addresses; make it by "
                    + "org.jackfield.linux.mem.FrameMemories");
        }
        wakeUp = Eventfd.blocking();
        try {
            ring = new Uring(SQ_ENTRIES, CQ_ENTRIES);
        } catch (final EngineException refused) {
            wakeUp.close();
            freeBlocks();
            throw refused;
        }
        completions = ring.completionRing();
        writes = new UringWrites(ring, pool, SQ_ENTRIES, userData(WRITE, 0));
        registeredFiles = slowPathRegisterFiles();
        messageFd = ring.fd();
    }

    private int slowPathRegisterFiles() {
        try (NativeBlock none = new NativeBlock(REGISTERED_FILES * Integer.BYTES)) {
            for (int i = 0; i < REGISTERED_FILES; i++) {
                none.putInt(i * Integer.BYTES, NONE);
            }
            // Where the limit of open files is lower than that, descriptors are named by number, which costs a little
            // more.
            return ring.slowPathRegister(UringLayout.REGISTER_FILES, none.address(), REGISTERED_FILES) < 0
                    ? 0
                    : REGISTERED_FILES;
        }
    }

    @Override
    public String engineName() {
        return NAME;
    }

    @Override
    public int add(final int fd, final FdKind kind, final int sizeClass) throws EngineException {
        Descriptors.setBlocking(fd);
        Epoll.slowPathRequireWaitable(fd);
        return slowPathAdd(fd, kind.headerBytes(), sizeClass);
    }

    private int slowPathAdd(final int fd, final int headerBytes, final int sizeClass) {
        if (freeCount == 0 && handles == queues.length) {
            slowPathGrow();
        }
        final int handle = freeCount > 0 ? freeHandles[--freeCount] : handles++;
        final boolean registered = handle < registeredFiles && slowPathRegisterFile(handle, fd);
        queues[handle] = new UringQueue(
                handle, fd, headerBytes, sizeClass, registered ? handle : fd, registered ? UringLayout.FIXED_FILE : 0);
        return handle;
    }

    private boolean slowPathRegisterFile(final int handle, final int fd) {
        fileUpdate.putInt(0, handle).putLong(8, fileUpdate.address(UringLayout.FILES_UPDATE_BYTES));
        fileUpdate.putInt(UringLayout.FILES_UPDATE_BYTES, fd);
        return ring.slowPathRegister(UringLayout.REGISTER_FILES_UPDATE, fileUpdate.address(), 1) == 1;
    }

    private void slowPathGrow() {
        final int size = Math.max(8, 2 * handles);
        queues = Arrays.copyOf(queues, size);
        freeHandles = Arrays.copyOf(freeHandles, size);
        ready = Arrays.copyOf(ready, size);
        toStart = Arrays.copyOf(toStart, size);
    }

    @Override
    public void arm(final int handle) {
        final UringQueue queue = queues[handle];
        if (queue.armed || queue.state != OK || queue.fd < 0) {
            return;
        }
        queue.armed = true;
        queue.drainedOut = false;
        start(queue);
    }

    @Override
    public void disarm(final int handle) {
        final UringQueue queue = queues[handle];
        queue.armed = false;
        slowPathEndRead(queue);
    }

    /** Ends the read that is under way, now: when this returns no frame is taken from the kernel any more. */
    private void slowPathEndRead(final UringQueue queue) {
        if (queue.reading != NONE) {
            makeRoom();
            final long what = userData(READ, queue.handle);
            ring.put(UringLayout.OP_ASYNC_CANCEL, NONE, 0, what, 0, userData(CANCEL, queue.handle), 0);
            writes.skip();
            while (queue.reading != NONE) {
                ring.submitAndWait(0);
                collect();
            }
        }
    }

    @Override
    public boolean disarmed(final int handle) {
        return !queues[handle].armed && !queues[handle].hasFrames();
    }

    @Override
    public void sizeClass(final int handle, final int sizeClass) {
        final UringQueue queue = queues[handle];
        if (queue.sizeClass != sizeClass) {
            queue.sizeClass = sizeClass;
            if (queue.armed) {
                slowPathEndRead(queue);
                start(queue);
            }
        }
    }

    @Override
    public void remove(final int handle) {
        final UringQueue queue = queues[handle];
        if (queue.fd >= 0) {
            disarm(handle);
            ring.submitAndWait(0);
            collect();
            slowPathReleasePending(queue);
            if (queue.targetFlag != 0) {
                slowPathRegisterFile(handle, NONE);
            }
            queue.fd = NONE;
            freeHandles[freeCount++] = handle;
            listedCount = slowPathWithout(handle, ready, listedCount);
            readyCount = Math.min(readyCount, listedCount);
            toStartCount = slowPathWithout(handle, toStart, toStartCount);
        }
    }

    private static int slowPathWithout(final int handle, final int[] list, final int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (list[i] != handle) {
                list[kept++] = list[i];
            }
        }
        return kept;
    }

    private void slowPathReleasePending(final UringQueue queue) {
        queue.empties = 0;
        while (queue.first != NONE) {
            final BufferGroup group = groups[queue.first >>> GROUP_SHIFT];
            final int bid = queue.first & BUFFER_MASK;
            pool.release(group.frame[bid]);
            queue.first = group.next[bid];
            group.drained(bid);
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
        final UringQueue queue = queues[handle];
        int next = from;
        while (next < from + n) {
            makeRoom();
            final int some = Math.min(writes.room(), from + n - next);
            writes.submit(queue, frames, next, some);
            next += some;
        }
    }

    @Override
    public void submitGathered(final int handle, final int head, final int headBytes, final int rest, final int skip) {
        makeRoom();
        writes.submit(queues[handle], head, headBytes, rest, skip);
    }

    private static long userData(final int tag, final int value) {
        return (long) tag << TAG_SHIFT | value & 0xFFFF_FFFFL;
    }

    private void makeRoom() {
        if (writes.room() == 0) {
            carryOut();
        }
    }

    /** Has the kernel carry out all that is submitted; frames that come meanwhile are for the next cycle to show. */
    private void carryOut() {
        do {
            ring.submitAndWait(0);
            collect();
        } while (ring.unsubmitted() > 0); // the kernel is short of memory for a moment
    }

    @Override
    public boolean submitWake(final IoEngine other) {
        if (!(other instanceof UringEngine)) {
            return false;
        }
        final int target = ((UringEngine) other).messageFd;
        if (target < 0) {
            return false;
        }
        makeRoom();
        ring.put(MESSAGE_OPERATION, target, userData(WAKE, 1), 0, 0, userData(MESSAGE, 0), 0);
        writes.skip();
        return true;
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
    public long kernelEntries() {
        return ring.entries();
    }

    /**
     * One kernel entry, or none when there is nothing to submit and nothing to collect. Writes submitted together with a sleep are
     * carried out before it, but this thread learns that only after it; so that ledgers are exact also while it sleeps, they are counted
     * before. A failure ends the sleep at once and is put right; for a while after one, writes get an entry of their own.
     */
    @Override
    public int cycle(final long waitNs) {
        enter(waitNs);
        readyCount = listedCount;
        return readyCount;
    }

    private void enter(final long waitNs) {
        woken = false;
        keepReady();
        refill();
        if (toStartCount > 0) {
            slowPathStartReads();
        }
        if (!wakeArmed) {
            slowPathArmWake();
        }
        if (listedCount > 0 || waitNs == 0) {
            if (ring.unsubmitted() > 0 || ring.kernelHasWork()) {
                ring.submitAndWait(0);
            }
            collect();
            return;
        }
        if (cautious > 0 && ring.unsubmitted() > 0) {
            cautious--;
            ring.submitAndWait(0);
            collect();
            if (listedCount > 0 || woken) {
                return;
            }
        }
        writes.countInAdvance();
        ring.submitAndWait(heldBack ? rest(waitNs) : waitNs);
        collect();
    }

    private static long rest(final long waitNs) {
        return waitNs < 0 ? STARVED_REST_NS : Math.min(waitNs, STARVED_REST_NS);
    }

    private void refill() {
        for (int g = 0; g < GROUPS; g++) {
            final BufferGroup group = groups[g];
            if (group != null && group.hasUnused()) {
                group.refill();
            }
        }
    }

    /** Keeps in the ready list the queues that have frames left. */
    private void keepReady() {
        int kept = 0;
        for (int i = 0; i < listedCount; i++) {
            final UringQueue queue = queues[ready[i]];
            if (queue.hasFrames()) {
                ready[kept++] = queue.handle;
            } else {
                queue.listed = false;
            }
        }
        listedCount = kept;
    }

    private void list(final UringQueue queue) {
        if (!queue.listed) {
            queue.listed = true;
            ready[listedCount++] = queue.handle;
        }
    }

    private void start(final UringQueue queue) {
        if (!queue.toStart) {
            queue.toStart = true;
            toStart[toStartCount++] = queue.handle;
        }
    }

    /** Starts the reads that have ended, or never began, as far as there are frames to read into. */
    private void slowPathStartReads() {
        int kept = 0;
        heldBack = false;
        for (int i = 0; i < toStartCount; i++) {
            final UringQueue queue = queues[toStart[i]];
            if (!queue.armed || queue.reading != NONE || queue.state != OK) {
                queue.toStart = false;
                continue;
            }
            final BufferGroup group = slowPathGroup(queue);
            if (group == null) {
                queue.toStart = false;
                continue;
            }
            if (group.available() == 0) {
                heldBack = true;
                toStart[kept++] = queue.handle;
                continue;
            }
            queue.toStart = false;
            queue.starved = false;
            queue.reading = group.id();
            readsUnderWay++;
            makeRoom();
            ring.put(
                    READ_OPERATION | queue.targetFlag, queue.target, 0, 0, 0, userData(READ, queue.handle), group.id());
            writes.skip();
        }
        toStartCount = kept;
    }

    /** The buffers a queue reads into; null when the kernel refuses to register them, and the queue is faulted then. */
    private @Nullable BufferGroup slowPathGroup(final UringQueue queue) {
        final int id = 2 * queue.sizeClass + (queue.headerBytes > 0 ? 1 : 0);
        if (groups[id] == null) {
            try {
                groups[id] =
                        new BufferGroup(ring, pool, id, queue.sizeClass, queue.headerBytes, buffers[queue.sizeClass]);
            } catch (final EngineException refused) {
                slowPathFault(queue, Errno.ENOMEM);
                return null;
            }
        }
        groups[id].refill();
        return groups[id];
    }

    private void slowPathFault(final UringQueue queue, final int errno) {
        queue.armed = false;
        queue.state = errno;
        list(queue);
    }

    private void slowPathArmWake() {
        makeRoom();
        ring.put(UringLayout.OP_READ, wakeUp.fd(), 0, wakeValue.address(), Long.BYTES, userData(WAKE, 0), 0);
        writes.skip();
        wakeArmed = true;
    }

    /** Reads all completions, then settles the writes the kernel has taken. */
    private void collect() {
        sort();
        if (ring.unsubmitted() == 0) {
            while (failures || ring.kernelHasWork() && readsUnderWay > MOST_READS_AT_ONCE) {
                failures = false;
                if (ring.kernelHasWork()) {
                    ring.submitAndWait(0);
                    sort();
                }
            }
            writes.settle();
        }
    }

    private void sort() {
        int n = ring.completions();
        while (n > 0) {
            for (int i = 0; i < n; i++) {
                completed(ring.completionAt(i));
            }
            ring.advance(n);
            n = ring.completions();
        }
    }

    private void completed(final int at) {
        final long data = completions.getLong(at);
        final int result = completions.getInt(at + UringLayout.CQE_RES);
        final int flags = completions.getInt(at + UringLayout.CQE_FLAGS);
        if (data >>> TAG_SHIFT == READ) {
            final UringQueue queue = queues[(int) data];
            if (result > 0) {
                took(queue, flags >>> UringLayout.CQE_BUFFER_SHIFT, result);
            }
            if ((flags & UringLayout.CQE_MORE) == 0) {
                slowPathReadEnded(queue, result);
            }
        } else {
            slowPathOther(data, result);
        }
    }

    /** A frame was read into a buffer. */
    private void took(final UringQueue queue, final int bid, final int bytes) {
        final int id = queue.reading;
        final int node = id << GROUP_SHIFT | bid;
        groups[id].take(bid, bytes);
        if (queue.first == NONE) {
            queue.first = node;
            list(queue);
        } else {
            groups[queue.last >>> GROUP_SHIFT].next[queue.last & BUFFER_MASK] = node;
        }
        queue.last = node;
    }

    /** The read of a queue is over: for want of buffers, cancelled, at the end of a connection, or for good. */
    private void slowPathReadEnded(final UringQueue queue, final int result) {
        final BufferGroup group = groups[queue.reading];
        queue.reading = NONE;
        readsUnderWay--;
        if (!queue.armed) {
            return;
        }
        if (result > 0 || result == -Errno.ENOBUFS || result == -Errno.ECANCELED || result == -Errno.EINTR) {
            final boolean starved = !group.refill() && group.available() == 0 && group.hasUnused();
            if (starved && !queue.starved) {
                queue.starved = true;
                queue.counters.add(POOL_EMPTY, 1);
            }
        } else if (result == 0) {
            slowPathReadNothing(queue);
        } else {
            slowPathTrouble(queue, -result);
        }
        if (queue.armed) {
            start(queue);
        }
    }

    /** The kernel read nothing: the peer is gone, or it sent an empty datagram, which is a frame for the pipeline to drop. */
    private void slowPathReadNothing(final UringQueue queue) {
        if (single.hungUp(queue.fd)) {
            slowPathFault(queue, Errno.ENOTCONN);
        } else {
            queue.empties++;
            list(queue);
        }
    }

    private void slowPathDrainEmpties(final UringQueue queue, final FrameBatch batch) {
        while (queue.empties > 0 && batch.free() > 0) {
            final int frame = pool.allocate(queue.sizeClass);
            if (frame == NONE) {
                return; // they can wait
            }
            queue.empties--;
            take(batch, frame, queue.headerBytes, -1);
        }
    }

    private void slowPathTrouble(final UringQueue queue, final int errno) {
        queue.hollow++;
        final boolean gone = switch (errno) {
            case Errno.EBADFD, Errno.EBADF, Errno.ENODEV, Errno.ENOTCONN -> true;
            default -> queue.hollow >= MOST_HOLLOW;
        };
        if (gone) {
            slowPathFault(queue, errno);
        } else {
            list(queue);
        }
    }

    private void slowPathOther(final long data, final int result) {
        switch ((int) (data >>> TAG_SHIFT)) {
            case WRITE -> {
                writes.failed(data, -result);
                failures = true;
                cautious = CAUTIOUS_CYCLES;
            }
            case WAKE -> {
                woken = true;
                wakeArmed &= (int) data != 0; // a message of another ring leaves the read of the eventfd as it is
            }
            default -> {} // a message to an engine that is gone, a cancellation that came too late
        }
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
        final UringQueue queue = queues[handle];
        final int header = queue.headerBytes;
        final int before = batch.count;
        int node = queue.first;
        int cut = 0;
        long bytes = 0;
        for (int left = batch.free(); left > 0 && node != NONE; left--) {
            final BufferGroup group = groups[node >>> GROUP_SHIFT];
            final int bid = node & BUFFER_MASK;
            final int frame = group.frame[bid];
            final int length = group.read[bid] - header;
            node = group.next[bid];
            group.drained(bid);
            if (length >= memory.capacity(frame)) {
                pool.release(frame);
                cut++;
            } else {
                bytes += take(batch, frame, header, length);
            }
        }
        queue.first = node;
        if (queue.empties > 0 && node == NONE) {
            slowPathDrainEmpties(queue, batch);
        }
        queue.drainedOut = !queue.hasFrames() && (queue.armed || queue.drainedOut);
        final int frames = batch.count - before;
        if (frames > 0 || cut > 0) {
            queue.hollow = 0;
            count(queue.counters, frames, bytes, cut);
        }
        return frames;
    }

    /** What ends before its header does is a frame of length 0, as an empty datagram is: for the pipeline to drop. */
    private int take(final FrameBatch batch, final int frame, final int header, final int n) {
        final int length = Math.max(0, n);
        memory.buffer(frame).putInt(memory.base(frame) + FrameLayout.LENGTH, length);
        if (header > 0 && n >= 0) {
            VnetHeader.mark(memory, frame);
        }
        batch.add(frame, length);
        return length;
    }

    private static void count(final CounterBlock counters, final int frames, final long bytes, final int cut) {
        counters.add(READ_FRAMES, frames);
        counters.add(READ_BYTES, bytes);
        if (cut > 0) {
            counters.add(READ_TRUNCATED, cut);
        }
    }

    @Override
    public boolean sawEmpty(final int handle) {
        final UringQueue queue = queues[handle];
        return queue.state != OK || queue.drainedOut && !(queue.armed && single.readable(queue.fd));
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
        messageFd = NONE;
        for (int handle = 0; handle < handles; handle++) {
            if (queues[handle].fd >= 0) {
                remove(handle);
            }
        }
        carryOut();
        ring.free();
        for (final BufferGroup group : groups) {
            if (group != null) {
                group.slowPathClose();
            }
        }
        wakeUp.close();
        writes.close();
        freeBlocks();
    }

    @Override
    public void abandon() {
        if (closed) {
            return;
        }
        closed = true;
        messageFd = NONE;
        slowPathCountUndrained();
        ring.free();
        wakeUp.close();
        // What the kernel may still look at while it takes the ring apart stays: buffer rings, vectors, the value of
        // the eventfd.
        single.close();
        fileUpdate.close();
    }

    /** Counts as read what was taken from the kernel; only the rings in memory are looked at. */
    private void slowPathCountUndrained() {
        final int n = ring.completions();
        for (int i = 0; i < n; i++) {
            final int at = ring.completionAt(i);
            final long data = completions.getLong(at);
            if (data >>> TAG_SHIFT == READ && completions.getInt(at + UringLayout.CQE_RES) > 0) {
                queues[(int) data].counters.add(READ_FRAMES, 1);
            }
        }
        for (int handle = 0; handle < handles; handle++) {
            for (int node = queues[handle].first; node != NONE; ) {
                queues[handle].counters.add(READ_FRAMES, 1);
                node = groups[node >>> GROUP_SHIFT].next[node & BUFFER_MASK];
            }
        }
    }

    private void freeBlocks() {
        single.close();
        wakeValue.close();
        fileUpdate.close();
    }
}
