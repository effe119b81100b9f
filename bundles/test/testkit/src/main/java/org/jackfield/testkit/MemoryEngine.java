package org.jackfield.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngine;
import org.jspecify.annotations.Nullable;

/**
 * An engine over a {@link MemoryWire}, for tests without kernel and threads. Deterministic: reads and writes happen inside
 * {@link #cycle} only, in order of handles and of submission, and bytes are taken at completion, so a frame that is changed
 * or released too early shows. A disarmed handle needs a cycle to become quiet, as with io_uring. With {@link #holdWrites}
 * writes stay outstanding until {@link #completeWrites}.
 *
 * <p>Breaking a rule of {@link IoEngine} (another thread, a handle removed while armed) throws IllegalStateException. Allocates
 * nothing in steady state when the wire only counts.
 */
public final class MemoryEngine implements IoEngine {
    /** Most frames read from one queue in a cycle. */
    public static final int READ_BUDGET = 256;

    private static final int NONE = -1;
    private static final int RECORD = 5;

    private final MemoryWire wire;
    private final FramePool pool;
    private final List<Handle> handles = new ArrayList<>();
    private int[] ready = new int[8];
    private int[] armedFds = new int[8];
    private int readyCount;
    /** Submitted writes in order, five ints each: handle, head, head bytes, rest or -1, bytes of rest to skip. */
    private int[] writes = new int[64 * RECORD];

    private int writesQueued;
    private long submitted;
    private long done;
    private boolean hold;
    private long mayComplete;
    private boolean blocking;
    private boolean closed;
    private long waits;
    private long lastWaitNs;
    private volatile boolean woken;
    private volatile long wakeUps;
    private @Nullable Thread owner;

    /** An engine that takes frames from this pool. */
    public MemoryEngine(final MemoryWire wire, final FramePool pool) {
        this.wire = wire;
        this.pool = pool;
    }

    /** From now on (or no longer) writes stay outstanding until {@link #completeWrites}. */
    public void holdWrites(final boolean on) {
        hold = on;
    }

    /** Lets the writes submitted so far complete in the next cycle. */
    public void completeWrites() {
        mayComplete = submitted;
    }

    /** Lets the oldest {@code count} outstanding writes complete in the next cycle. */
    public void completeWrites(final int count) {
        mayComplete = Math.max(mayComplete, done) + count;
    }

    /** Writes submitted and not completed. */
    public int outstandingWrites() {
        return writesQueued;
    }

    /** Makes {@link #cycle} really wait, for tests with worker threads. Without it a wait is only recorded. */
    public MemoryEngine blocking() {
        blocking = true;
        return this;
    }

    /** Cycles that were asked to wait and had nothing to do. */
    public long waits() {
        return waits;
    }

    /** Nanoseconds the last such cycle was asked to wait. */
    public long lastWaitNs() {
        return lastWaitNs;
    }

    /** Calls of {@link #wake} so far. */
    public long wakeUps() {
        return wakeUps;
    }

    /** Whether a wake-up has not yet been taken by a cycle. */
    public boolean woken() {
        return woken;
    }

    /** Handles in use. */
    public int handlesInUse() {
        return (int) handles.stream().filter(handle -> handle.used).count();
    }

    @Override
    public String engineName() {
        return "memory";
    }

    @Override
    public int add(final int fd, final FdKind kind, final int sizeClass) throws EngineException {
        return add(new Handle(fd, kind, sizeClass, false));
    }

    /** Ready while frames wait at the descriptor's end of the wire, which the test has to take there. */
    @Override
    public int watch(final int fd) throws EngineException {
        return add(new Handle(fd, FdKind.DATAGRAM, FrameLayout.SMALL, true));
    }

    private int add(final Handle fresh) throws EngineException {
        final int fd = fresh.fd;
        onOwnThread();
        for (final Handle handle : handles) {
            if (handle.used && handle.fd == fd) {
                throw new EngineException("add descriptor " + fd + " failed: EEXIST - it is added already");
            }
        }
        if (wire.use(fd, true) != MemoryWire.OK) {
            throw new EngineException("add descriptor " + fd + " failed: EBADF - it is closed");
        }
        int free = 0;
        while (free < handles.size() && handles.get(free).used) {
            free++;
        }
        if (free < handles.size()) {
            handles.set(free, fresh);
        } else {
            handles.add(fresh);
        }
        return free;
    }

    @Override
    public void arm(final int handle) {
        final Handle h = used(handle);
        if (!h.armed && h.errno == OK) {
            h.armed = true;
            h.disarming = false;
            h.sawEmpty = false;
        }
    }

    @Override
    public void disarm(final int handle) {
        final Handle h = used(handle);
        h.disarming = h.armed;
        h.armed = false;
    }

    @Override
    public boolean disarmed(final int handle) {
        final Handle h = used(handle);
        return (!h.armed && !h.disarming || h.errno != OK) && h.count == 0;
    }

    @Override
    public void sizeClass(final int handle, final int sizeClass) {
        used(handle).sizeClass = sizeClass;
    }

    @Override
    public void remove(final int handle) {
        final Handle h = used(handle);
        if (!disarmed(handle)) {
            throw new IllegalStateException("handle " + handle + " removed before it was disarmed");
        }
        for (int i = 0; i < writesQueued; i++) {
            if (writes[i * RECORD] == handle) {
                throw new IllegalStateException("handle " + handle + " removed with writes outstanding");
            }
        }
        wire.use(h.fd, false);
        h.used = false;
    }

    @Override
    public CounterBlock counters(final int handle) {
        return handles.get(handle).counters;
    }

    @Override
    public int state(final int handle) {
        return handles.get(handle).errno;
    }

    @Override
    public void submitWrites(final int handle, final int[] frames, final int from, final int n) {
        used(handle);
        for (int i = from; i < from + n; i++) {
            submit(handle, frames[i], pool.memory().length(frames[i]), NONE, 0);
        }
    }

    @Override
    public void submitGathered(final int handle, final int head, final int headBytes, final int rest, final int skip) {
        used(handle);
        submit(handle, head, headBytes, rest, skip);
    }

    @Override
    public long writesSubmitted() {
        return submitted;
    }

    @Override
    public boolean writesDone(final long mark) {
        return done >= mark;
    }

    @Override
    public int cycle(final long waitNs) {
        onOwnThread();
        final boolean wakeTaken = woken;
        if (wakeTaken) {
            woken = false;
        }
        collect();
        if (readyCount == 0 && waitNs != 0 && !wakeTaken) {
            waits++;
            lastWaitNs = waitNs;
            if (blocking) {
                block(waitNs);
                collect();
            }
        }
        return readyCount;
    }

    @Override
    public int readyCount() {
        return readyCount;
    }

    @Override
    public int readyHandle(final int i) {
        if (i >= readyCount) {
            throw new IllegalStateException("only " + readyCount + " handles are ready");
        }
        return ready[i];
    }

    @Override
    public int drain(final int handle, final FrameBatch batch) {
        onOwnThread();
        final Handle h = used(handle);
        final int n = Math.min(batch.free(), h.count);
        for (int i = 0; i < n; i++) {
            final int frame = h.frames[i];
            final int length = pool.memory().length(frame);
            h.counters.add(READ_FRAMES, 1);
            h.counters.add(READ_BYTES, length);
            batch.add(frame, length);
        }
        h.count -= n;
        System.arraycopy(h.frames, n, h.frames, 0, h.count);
        if (h.armed && h.errno == OK) {
            h.sawEmpty = h.count == 0 && wire.waiting(h.fd) == 0;
        }
        return n;
    }

    @Override
    public boolean sawEmpty(final int handle) {
        return used(handle).sawEmpty || used(handle).errno != OK;
    }

    @Override
    public boolean submitWake(final IoEngine other) {
        return false;
    }

    @Override
    public long kernelEntries() {
        return 0;
    }

    @Override
    public void wake() {
        synchronized (wire) {
            wakeUps++;
            woken = true;
            wire.notifyAll();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        onOwnThread();
        completeFirst(writesQueued);
        for (final Handle h : handles) {
            for (int i = 0; i < h.count; i++) {
                pool.release(h.frames[i]);
            }
            h.count = 0;
            if (h.used) {
                wire.use(h.fd, false);
                h.used = false;
            }
        }
        closed = true;
    }

    @Override
    public void abandon() {
        for (final Handle h : handles) {
            h.counters.add(READ_FRAMES, h.count);
            h.count = 0;
            if (h.used) {
                wire.use(h.fd, false);
                h.used = false;
            }
        }
        closed = true;
    }

    private void submit(final int handle, final int head, final int headBytes, final int rest, final int skip) {
        if ((writesQueued + 1) * RECORD > writes.length) {
            writes = Arrays.copyOf(writes, 2 * writes.length);
        }
        final int at = writesQueued * RECORD;
        writes[at] = handle;
        writes[at + 1] = head;
        writes[at + 2] = headBytes;
        writes[at + 3] = rest;
        writes[at + 4] = skip;
        writesQueued++;
        submitted++;
    }

    private void collect() {
        final long allowed = hold ? Math.min(mayComplete, submitted) : submitted;
        completeFirst((int) Math.max(0, allowed - done));
        ready = ready.length < handles.size() ? new int[2 * handles.size()] : ready;
        readyCount = 0;
        for (int handle = 0; handle < handles.size(); handle++) {
            if (handles.get(handle).used && read(handles.get(handle))) {
                ready[readyCount++] = handle;
            }
        }
    }

    private void completeFirst(final int n) {
        for (int i = 0; i < n; i++) {
            complete(i);
        }
        done += n;
        writesQueued -= n;
        System.arraycopy(writes, n * RECORD, writes, 0, writesQueued * RECORD);
    }

    private void complete(final int record) {
        final int at = record * RECORD;
        final Handle h = handles.get(writes[at]);
        final int rest = writes[at + 3];
        final int skip = writes[at + 4];
        final int bytes = writes[at + 2] + (rest == NONE ? 0 : pool.memory().length(rest) - skip);
        header(h, writes[at + 1]);
        switch (wire.write(h.fd, h.header, pool.memory(), writes[at + 1], writes[at + 2], rest, skip)) {
            case MemoryWire.OK -> {
                h.counters.add(WRITTEN_FRAMES, 1);
                h.counters.add(WRITTEN_BYTES, bytes);
            }
            case MemoryWire.EAGAIN -> h.counters.add(WRITE_FULL, 1);
            case MemoryWire.EIO -> h.counters.add(WRITE_DOWN, 1);
            case MemoryWire.EBADF, MemoryWire.EBADFD -> h.counters.add(WRITE_GONE, 1);
            default -> h.counters.add(WRITE_ERROR, 1);
        }
        pool.release(writes[at + 1]);
        if (rest != NONE) {
            pool.release(rest);
        }
    }

    /** A frame that is finished goes with a header of zeroes. */
    private void header(final Handle h, final int frame) {
        final FrameMemory memory = pool.memory();
        Arrays.fill(h.header, (byte) 0);
        final int flagsAt = memory.base(frame) + FrameLayout.FLAGS;
        final int flags = memory.buffer(frame).getShort(flagsAt);
        if ((flags & FrameLayout.HAS_VNET) != 0) {
            memory.buffer(frame).get(memory.data(frame) - h.header.length, h.header);
        } else if (h.header.length > 0) {
            memory.buffer(frame).put(memory.data(frame) - h.header.length, h.header);
            memory.buffer(frame).putShort(flagsAt, (short) (flags | FrameLayout.HAS_VNET)); // as other engines do
        }
    }

    /** Takes frames from the wire; true when the handle may have frames to drain. */
    private boolean read(final Handle h) {
        h.disarming = false;
        h.starved = false;
        if (!h.armed || h.errno != OK) {
            return h.count > 0;
        }
        if (h.watched) {
            return wire.waiting(h.fd) > 0;
        }
        for (int budget = READ_BUDGET; budget > 0 && wire.waiting(h.fd) > 0; budget--) {
            final int frame = pool.allocate(h.sizeClass);
            if (frame < 0) {
                h.counters.add(POOL_EMPTY, 1);
                h.starved = true;
                break;
            }
            take(h, frame);
        }
        if (wire.waiting(h.fd) == 0) {
            h.errno = wire.readErrno(h.fd);
        }
        return h.count > 0 || h.errno != OK;
    }

    private void take(final Handle h, final int frame) {
        final int header = h.header.length;
        final int capacity = pool.memory().capacity(frame);
        final int base = pool.memory().base(frame);
        final ByteBuffer buffer = pool.memory().buffer(frame);
        final int length = wire.read(h.fd, buffer, base + FrameLayout.DATA - header, capacity + header) - header;
        if (length >= capacity) {
            h.counters.add(READ_TRUNCATED, 1);
            pool.release(frame);
            return;
        }
        buffer.putInt(base + FrameLayout.LENGTH, length);
        buffer.putShort(base + FrameLayout.FLAGS, (short) (header > 0 ? FrameLayout.HAS_VNET : 0));
        if (h.count == h.frames.length) {
            h.frames = Arrays.copyOf(h.frames, 2 * h.count);
        }
        h.frames[h.count++] = frame;
    }

    private void block(final long waitNs) {
        armedFds = armedFds.length < handles.size() ? new int[2 * handles.size()] : armedFds;
        int armed = 0;
        for (int i = 0; i < handles.size(); i++) {
            final Handle h = handles.get(i);
            if (h.used && h.armed && !h.starved && h.errno == OK) {
                armedFds[armed++] = h.fd;
            }
        }
        synchronized (wire) {
            try {
                if (!woken) {
                    wire.await(armedFds, armed, waitNs < 0 ? 0 : waitNs / 1_000_000 + 1);
                }
                woken = false;
            } catch (final InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Handle used(final int handle) {
        onOwnThread();
        if (handle < 0 || handle >= handles.size() || !handles.get(handle).used) {
            throw new IllegalStateException("handle " + handle + " is not in use");
        }
        return handles.get(handle);
    }

    private void onOwnThread() {
        final Thread caller = Thread.currentThread();
        if (owner == null) {
            owner = caller;
        }
        if (owner != caller || closed) {
            throw new IllegalStateException(closed ? "engine is closed" : "engine called by " + caller.getName());
        }
    }

    /** One added descriptor. */
    private static final class Handle {
        private final int fd;
        /** The virtio-net header of the frame being written; empty for a kind without. */
        private final byte[] header;

        private final CounterBlock counters = new CounterBlock(COUNTERS);
        private final boolean watched;
        private int sizeClass;
        private boolean used = true;
        private boolean armed;
        private boolean disarming;
        private boolean starved;
        private boolean sawEmpty;
        private int errno = OK;
        private int[] frames = new int[READ_BUDGET];
        private int count;

        private Handle(final int fd, final FdKind kind, final int sizeClass, final boolean watched) {
            this.fd = fd;
            this.watched = watched;
            this.header = new byte[kind.headerBytes()];
            this.sizeClass = sizeClass;
        }
    }
}
