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
import org.jackfield.linux.jna.NativeBlock;

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

    /** Most frames read before they are drained, of each kind of buffers; of long frames fewer, see {@link BufferGroup}. */
    static final int BUFFERS = 256;

    private static final int SQ_ENTRIES = 512;
    /** More than can be outstanding: all buffers of all groups, a failure for each submission, and what controls bring. */
    private static final int CQ_ENTRIES = 2048;

    private static final int REGISTERED_FILES = 256;
    /** While no frame is free, a sleep lasts no longer: frames come back from other workers without notice. */
    private static final long STARVED_REST_NS = 1_000_000;
    /** Cycles after a failed write in which writes are counted only when they are done; see {@link #cycle}. */
    private static final int CAUTIOUS_CYCLES = 1024;

    /**
     * A failed write completes by work that waits for this thread like that of reads, and one entry does at least 20 pieces of it, oldest
     * first (IO_LOCAL_TW_DEFAULT_MAX). With no more reads than this before it, the first of several failures comes with the entry itself.
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
    private static final int POLL = 6;
    private static final int MESSAGE_OPERATION = UringLayout.OP_MSG_RING | UringLayout.CQE_SKIP_SUCCESS;

    private final FramePool pool;
    private final Uring ring;
    private final ByteBuffer completions;
    private final Eventfd wakeUp;
    private final NativeBlock wakeValue = new NativeBlock(Long.BYTES);
    private final NativeBlock fileUpdate = new NativeBlock(UringLayout.FILES_UPDATE_BYTES + Integer.BYTES);
    private final int registeredFiles;

    /** Indexed by handle; a removed one stays until its handle is used again. */
    private UringQueue[] queues = new UringQueue[0];

    private int handles;
    private int[] freeHandles = new int[0];
    private int freeCount;

    private final UringWrites writes;
    private final UringReads reads;
    private int cautious;
    /** A write has failed, and the kernel may have more such completions to bring; see {@link #collect}. */
    private boolean failures;
    /** So many reads were under way at the last kernel entry that failures may be behind them. */
    private boolean crowded;

    private boolean wakeArmed;
    private boolean woken;
    private boolean closed;
    /** The ring others may send a message to; -1 when this engine is closing. */
    private volatile int messageFd;

    UringEngine(final FramePool pool, final int buffers) throws EngineException {
        this.pool = pool;
        if (pool.memory().address(FrameMemory.id(FrameLayout.SMALL, 0)) == 0) {
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
        reads = new UringReads(ring, pool, writes, buffers, userData(READ, 0), userData(POLL, 0));
        registeredFiles = slowPathRegisterFiles();
        messageFd = ring.fd();
    }

    private int slowPathRegisterFiles() {
        try (NativeBlock none = new NativeBlock(REGISTERED_FILES * Integer.BYTES)) {
            for (int i = 0; i < REGISTERED_FILES; i++) {
                none.putInt(i * Integer.BYTES, NONE);
            }
            // Where the limit of open files is lower, descriptors are named by number, which costs a little more.
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
        return slowPathAdd(fd, kind, sizeClass, false);
    }

    @Override
    public int watch(final int fd) throws EngineException {
        Epoll.slowPathRequireWaitable(fd);
        return slowPathAdd(fd, FdKind.DATAGRAM, FrameLayout.SMALL, true);
    }

    private int slowPathAdd(final int fd, final FdKind kind, final int sizeClass, final boolean watched) {
        if (freeCount == 0 && handles == queues.length) {
            slowPathGrow();
        }
        final int handle = freeCount > 0 ? freeHandles[--freeCount] : handles++;
        final boolean registered = handle < registeredFiles && slowPathRegisterFile(handle, fd);
        queues[handle] = new UringQueue(
                handle,
                fd,
                kind,
                sizeClass,
                registered ? handle : fd,
                registered ? UringLayout.FIXED_FILE : 0,
                watched);
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
        reads.slowPathGrow(size);
    }

    @Override
    public void arm(final int handle) {
        final UringQueue queue = queues[handle];
        if (queue.armed || queue.state != OK || queue.fd < 0) {
            return;
        }
        queue.armed = true;
        queue.drainedOut = false;
        reads.start(queue);
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
            final long what = userData(queue.watched ? POLL : READ, queue.handle);
            ring.put(UringLayout.OP_ASYNC_CANCEL, NONE, 0, what, 0, userData(CANCEL, queue.handle), 0);
            writes.skip();
            while (queue.reading != NONE) {
                submitAndWait(0);
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
                reads.start(queue);
            }
        }
    }

    @Override
    public void remove(final int handle) {
        final UringQueue queue = queues[handle];
        if (queue.fd >= 0) {
            disarm(handle);
            submitAndWait(0);
            collect();
            reads.slowPathForget(queue);
            if (queue.targetFlag != 0) {
                slowPathRegisterFile(handle, NONE);
            }
            queue.fd = NONE;
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
            submitAndWait(0);
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
        return reads.show();
    }

    private void enter(final long waitNs) {
        woken = false;
        reads.prepare();
        if (!wakeArmed) {
            slowPathArmWake();
        }
        if (reads.hasFrames() || waitNs == 0) {
            if (ring.unsubmitted() > 0 || ring.kernelHasWork()) {
                submitAndWait(0);
            }
            collect();
            return;
        }
        if (cautious > 0 && ring.unsubmitted() > 0) {
            cautious--;
            submitAndWait(0);
            collect();
            if (reads.hasFrames() || woken) {
                return;
            }
        }
        writes.countInAdvance();
        submitAndWait(reads.heldBack() ? rest(waitNs) : waitNs);
        collect();
    }

    private void submitAndWait(final long waitNs) {
        crowded = reads.underWay() > MOST_READS_AT_ONCE;
        ring.submitAndWait(waitNs);
    }

    private static long rest(final long waitNs) {
        return waitNs < 0 ? STARVED_REST_NS : Math.min(waitNs, STARVED_REST_NS);
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
            while (failures || crowded && ring.kernelHasWork()) {
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
                reads.took(queue, flags >>> UringLayout.CQE_BUFFER_SHIFT, result);
            }
            if ((flags & UringLayout.CQE_MORE) == 0) {
                reads.slowPathEnded(queue, result);
            }
        } else {
            slowPathOther(data, result);
        }
    }

    private void slowPathOther(final long data, final int result) {
        switch ((int) (data >>> TAG_SHIFT)) {
            case WRITE -> {
                writes.failed(data, -result);
                failures = true;
                cautious = CAUTIOUS_CYCLES;
            }
            case POLL -> reads.slowPathPolled(queues[(int) data], result);
            case WAKE -> {
                woken = true;
                wakeArmed &= (int) data != 0; // a message of another ring leaves the read of the eventfd as it is
            }
            default -> {} // a message to an engine that is gone, a cancellation that came too late
        }
    }

    @Override
    public int readyCount() {
        return reads.readyCount();
    }

    @Override
    public int readyHandle(final int i) {
        return reads.readyHandle(i);
    }

    @Override
    public int drain(final int handle, final FrameBatch batch) {
        return reads.drain(queues[handle], batch);
    }

    @Override
    public boolean sawEmpty(final int handle) {
        return reads.sawEmpty(queues[handle]);
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
        reads.slowPathClose();
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
        // What the kernel may look at while it takes the ring apart stays: buffer rings, vectors, the eventfd's value.
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
            reads.slowPathCountUndrained(queues[handle]);
        }
    }

    private void freeBlocks() {
        wakeValue.close();
        fileUpdate.close();
    }
}
