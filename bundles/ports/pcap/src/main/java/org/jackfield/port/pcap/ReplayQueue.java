package org.jackfield.port.pcap;

import java.util.function.LongSupplier;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.RxQueue;
import org.jackfield.linux.clock.Alarm;
import org.jackfield.linux.file.FileThread;

/**
 * The queue whose frames come from a file: hands out those that are due. Its descriptor becomes readable when the next one is, so a
 * worker can sleep until then. Used by one worker; the thread of the file fills the ring.
 */
@HotPath
final class ReplayQueue implements RxQueue {
    static final int FRAMES = 0;
    static final int BYTES = 1;
    private static final int COUNTERS = 2;

    /** A ring less than this part full wakes the thread that fills it. */
    private static final int WAKING_PART = 2;
    /** When to look again while the file is not read fast enough, or no frame is free. */
    private static final long AGAIN_NS = 1_000_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final Replayer replayer;
    private final FileThread thread;
    private final FrameRing ring;
    private final Alarm alarm;
    private final LongSupplier clock;
    private final CounterBlock counters = new CounterBlock(COUNTERS);
    /** What {@link #alarm} is set to. */
    private long alarmNs;
    // Written by the worker, read by any thread.
    private volatile long mostLateNs;
    private volatile long loop;

    /**
     * A queue whose alarm is set to the time of its first frame.
     *
     * @param clock that of the alarm, {@code System.nanoTime} outside of tests
     */
    ReplayQueue(
            final Replayer replayer,
            final FileThread thread,
            final FrameRing ring,
            final Alarm alarm,
            final LongSupplier clock) {
        this.replayer = replayer;
        this.thread = thread;
        this.ring = ring;
        this.alarm = alarm;
        this.clock = clock;
    }

    /** One of its counters. Any thread. */
    long count(final int counter) {
        return counters.get(counter);
    }

    /** By how many nanoseconds a frame came later than it was due at most. Any thread. */
    long mostLateNs() {
        return mostLateNs;
    }

    /** How often the file was replayed before the frame that came last. Any thread. */
    long loop() {
        return loop;
    }

    @Override
    public int receive(final FrameBatch batch) {
        final boolean ended = replayer.ended(); // first: what it put before that is in the ring now
        final long now = clock.getAsLong();
        int added = 0;
        long next = ended ? NEVER : now + AGAIN_NS;
        long bytes = 0;
        long late = 0;
        long last = loop;
        for (int entry = ring.peek(); entry >= 0; entry = ring.peek()) {
            final long due = ring.time(entry);
            if (due > now || batch.free() == 0) {
                next = due;
                break;
            }
            final int frame = ring.toFrame(entry, batch.pool());
            if (frame < 0) {
                next = now + AGAIN_NS;
                break;
            }
            final int length = ring.captured(entry);
            last = ring.loop(entry);
            batch.add(frame, length);
            ring.remove(entry);
            late = Math.max(late, now - due);
            bytes += length;
            added++;
        }
        count(added, bytes, late);
        if (last != loop) {
            loop = last;
        }
        set(next);
        if (!ended && !ring.holdsMoreThanOneOf(WAKING_PART)) {
            thread.wake();
        }
        return added;
    }

    @Override
    public int wakeFd() {
        return alarm.fd();
    }

    private void count(final int frames, final long bytes, final long late) {
        counters.add(FRAMES, frames);
        counters.add(BYTES, bytes);
        if (late > mostLateNs) {
            mostLateNs = late;
        }
    }

    private void set(final long next) {
        if (next == NEVER && alarmNs != NEVER) {
            alarm.off();
        } else if (next != alarmNs) {
            alarm.set(next);
        }
        alarmNs = next;
    }
}
