package org.jackfield.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FramePool;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngine;

/**
 * The engine of one worker over ports inside the process: each frame is copied in from a {@link FrameSource} and copied out when it
 * is written, as any port does, and nothing else happens. No kernel and nothing shared between workers, so that what two workers
 * share is the switch's own doing. Sleeps in {@link #cycle} until woken, for a millisecond at most: sources tell nobody.
 */
final class SourceEngine implements IoEngine {
    private static final long MOST_SLEEP_NS = 1_000_000;

    private final FramePool pool;
    private final Sources sources;
    private final Thread owner = Thread.currentThread();
    private final byte[] sink = new byte[FrameLayout.SMALL_STRIDE];
    private Queue[] queues = new Queue[0];
    private int[] ready = new int[0];
    private int readyCount;
    private long submitted;
    /** Whether a queue could not be read for want of free frames: it is no reason not to sleep. */
    private boolean starved;

    /** The sources behind descriptors of one rig. Filled before its workers start. */
    static final class Sources {
        /** Far above what a process may open, so that closing one by mistake closes nothing. */
        private static final int FIRST_FD = 1_000_000_000;

        private final List<FrameSource> all = new ArrayList<>();

        synchronized int open(final FrameSource source) {
            all.add(source);
            return FIRST_FD + all.size() - 1;
        }

        synchronized FrameSource of(final int fd) {
            return all.get(fd - FIRST_FD);
        }
    }

    /** One descriptor. */
    private static final class Queue {
        private final FrameSource source;
        private final CounterBlock counters = new CounterBlock(COUNTERS);
        private boolean armed;

        Queue(final FrameSource source) {
            this.source = source;
        }
    }

    SourceEngine(final FramePool pool, final Sources sources) {
        this.pool = pool;
        this.sources = sources;
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
    public String engineName() {
        return "source";
    }

    @Override
    public int add(final int fd, final FdKind kind, final int sizeClass) {
        final int handle = queues.length;
        queues = Arrays.copyOf(queues, handle + 1);
        queues[handle] = new Queue(sources.of(fd));
        ready = new int[queues.length];
        readyCount = 0;
        return handle;
    }

    @Override
    public int watch(final int fd) throws EngineException {
        throw new EngineException("descriptor " + fd + " cannot be waited for: nothing here is in the kernel");
    }

    @Override
    public void arm(final int handle) {
        queues[handle].armed = true;
    }

    @Override
    public void disarm(final int handle) {
        queues[handle].armed = false;
    }

    @Override
    public boolean disarmed(final int handle) {
        return !queues[handle].armed;
    }

    @Override
    public void sizeClass(final int handle, final int sizeClass) {
        // all frames of the sources are small
    }

    @Override
    public void remove(final int handle) {
        queues[handle].armed = false;
    }

    @Override
    public CounterBlock counters(final int handle) {
        return queues[handle].counters;
    }

    @Override
    public int state(final int handle) {
        return OK;
    }

    @Override
    public void submitWrites(final int handle, final int[] frames, final int from, final int n) {
        long bytes = 0;
        for (int i = from; i < from + n; i++) {
            final int frame = frames[i];
            final int length = pool.memory().length(frame);
            pool.memory().buffer(frame).get(pool.memory().data(frame), sink, 0, length);
            pool.release(frame);
            bytes += length;
        }
        submitted += n;
        queues[handle].counters.add(WRITTEN_FRAMES, n);
        queues[handle].counters.add(WRITTEN_BYTES, bytes);
    }

    @Override
    public void submitGathered(final int handle, final int head, final int headBytes, final int rest, final int skip) {
        pool.release(head);
        pool.release(rest);
        submitted++;
        queues[handle].counters.add(WRITTEN_FRAMES, 1);
    }

    @Override
    public long writesSubmitted() {
        return submitted;
    }

    @Override
    public boolean writesDone(final long mark) {
        return submitted >= mark;
    }

    @Override
    public int cycle(final long waitNs) {
        look();
        if (waitNs != 0 && (readyCount == 0 || starved)) {
            LockSupport.parkNanos(waitNs < 0 ? MOST_SLEEP_NS : Math.min(waitNs, MOST_SLEEP_NS));
            look();
        }
        starved = false;
        return readyCount;
    }

    private void look() {
        readyCount = 0;
        for (int h = 0; h < queues.length; h++) {
            if (queues[h].armed && queues[h].source.available() > 0) {
                ready[readyCount++] = h;
            }
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
        final Queue queue = queues[handle];
        final int most = Math.min(batch.free(), queue.source.available());
        int n = 0;
        long bytes = 0;
        while (n < most) {
            final int frame = pool.allocate(FrameLayout.SMALL);
            if (frame < 0) {
                queue.counters.add(POOL_EMPTY, 1);
                starved = true;
                break;
            }
            final int base = pool.memory().base(frame);
            final int length = queue.source.next(pool.memory().buffer(frame), base + FrameLayout.DATA);
            pool.memory().buffer(frame).putInt(base + FrameLayout.LENGTH, length);
            batch.add(frame, length);
            bytes += length;
            n++;
        }
        queue.counters.add(READ_FRAMES, n);
        queue.counters.add(READ_BYTES, bytes);
        return n;
    }

    @Override
    public boolean sawEmpty(final int handle) {
        return queues[handle].source.available() == 0;
    }

    @Override
    public void wake() {
        LockSupport.unpark(owner);
    }

    @Override
    public void close() {
        // holds no frames between two calls
    }

    @Override
    public void abandon() {
        close();
    }
}
