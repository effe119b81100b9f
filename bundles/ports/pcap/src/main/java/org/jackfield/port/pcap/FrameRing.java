package org.jackfield.port.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;

/**
 * Frames on their way between a worker and the thread of a file: a ring of bytes with one thread that fills it and one that empties
 * it. Neither waits for the other. Frames are copied in and out, as in every port with queues in memory, so that what is left when a
 * port closes is garbage like any other. The memory is direct, because frames are, and is given back by the collector.
 *
 * <p>Positions only grow; their lower bits are the offset. {@code written} is released after the bytes of an entry and acquired before
 * they are read; {@code emptied} is released after they were read and acquired before they are written over.
 */
@HotPath
final class FrameRing {
    /** What an entry has in front of the bytes of its frame: how many follow; int, {@link #TO_START} where the ring goes on at 0. */
    private static final int CAPTURED = 0;
    /** Bytes the frame had; int. */
    private static final int LENGTH = 4;
    /** When it was sent, or is to be; long. */
    private static final int TIME = 8;
    /** {@link FrameLayout#INGRESS_PORT} and {@link FrameLayout#GENERATION}; int. */
    private static final int INGRESS = 16;
    /** Of a frame that is replayed, how often the file was before; long. */
    private static final int LOOP = 16;
    /** {@link FrameLayout#DROP_REASON}; short. */
    private static final int REASON = 20;

    private static final int HEADER_BYTES = 24;
    private static final int TO_START = -1;
    private static final int ALIGNMENT = 8;

    private final ByteBuffer bytes;
    private final int capacity;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong emptied = new AtomicLong();

    // Whoever fills it.
    private long head;
    private long emptiedSeen;

    // Whoever empties it.
    private long tail;
    private long writtenSeen;

    /** An empty ring of this many bytes, a power of two. */
    FrameRing(final int capacity) {
        this.capacity = capacity;
        this.bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
        if (Integer.bitCount(capacity) != 1 || capacity < 2 * (FrameLayout.LARGE_STRIDE + HEADER_BYTES)) {
            throw new IllegalArgumentException("a ring of " + capacity + " bytes");
        }
    }

    // ---- the thread that fills it

    /** Copies the beginning of a frame in, which stays the caller's; false when there is no room. {@link #publish} shows it. */
    boolean put(final FrameMemory memory, final int frame, final int mostBytes, final long time) {
        final ByteBuffer from = memory.buffer(frame);
        final int base = memory.base(frame);
        final int length = from.getInt(base + FrameLayout.LENGTH);
        final int captured = Math.min(length, mostBytes);
        final int at = claim(captured);
        if (at < 0) {
            return false;
        }
        bytes.putInt(at + LENGTH, length);
        bytes.putLong(at + TIME, time);
        bytes.putInt(at + INGRESS, from.getInt(base + FrameLayout.INGRESS_PORT));
        bytes.putShort(at + REASON, from.getShort(base + FrameLayout.DROP_REASON));
        bytes.put(at + HEADER_BYTES, from, memory.data(frame), captured);
        return true;
    }

    /** Copies the bytes of a whole frame in; false when there is no room. {@link #publish} shows it. */
    boolean put(final ByteBuffer from, final int offset, final int length, final long time, final long loop) {
        final int at = claim(length);
        if (at < 0) {
            return false;
        }
        bytes.putInt(at + LENGTH, length);
        bytes.putLong(at + TIME, time);
        bytes.putLong(at + LOOP, loop);
        bytes.put(at + HEADER_BYTES, from, offset, length);
        return true;
    }

    /** Shows all that was put. */
    void publish() {
        written.setRelease(head);
    }

    /** Whether more than a part of it is full: one of this many. Any thread. */
    boolean holdsMoreThanOneOf(final int parts) {
        return written.getAcquire() - emptied.getAcquire() > capacity / parts;
    }

    /** Whether all that was shown has been taken out. Any thread. */
    boolean isEmptied() {
        return emptied.getAcquire() == written.getAcquire();
    }

    private int claim(final int captured) {
        final int size = size(captured);
        int at = (int) head & capacity - 1;
        final int toEnd = capacity - at;
        final int needed = size <= toEnd ? size : toEnd + size;
        if (head + needed - emptiedSeen > capacity) {
            emptiedSeen = emptied.getAcquire();
            if (head + needed - emptiedSeen > capacity) {
                return -1;
            }
        }
        if (size > toEnd) {
            bytes.putInt(at, TO_START);
            head += toEnd;
            at = 0;
        }
        bytes.putInt(at, captured);
        head += size;
        return at;
    }

    // ---- the thread that empties it

    /** The oldest entry, for the methods below; -1 when there is none. */
    int peek() {
        if (tail == writtenSeen) {
            writtenSeen = written.getAcquire();
            if (tail == writtenSeen) {
                return -1;
            }
        }
        final int at = (int) tail & capacity - 1;
        if (bytes.getInt(at) != TO_START) {
            return at;
        }
        tail += capacity - at; // shown together with an entry behind it
        return 0;
    }

    long time(final int entry) {
        return bytes.getLong(entry + TIME);
    }

    /** Bytes of the frame that are here. */
    int captured(final int entry) {
        return bytes.getInt(entry + CAPTURED);
    }

    /** Bytes the frame had. */
    int length(final int entry) {
        return bytes.getInt(entry + LENGTH);
    }

    /** Index of the ingress port in the upper, its generation in the lower 16 bits. */
    int ingress(final int entry) {
        return bytes.getInt(entry + INGRESS);
    }

    /** How often the file was replayed before this frame. */
    long loop(final int entry) {
        return bytes.getLong(entry + LOOP);
    }

    int dropReason(final int entry) {
        return bytes.getShort(entry + REASON);
    }

    /** Copies the bytes of the frame out. */
    void copy(final int entry, final ByteBuffer to, final int offset) {
        to.put(offset, bytes, entry + HEADER_BYTES, captured(entry));
    }

    /** Copies an entry into a new frame, which is the caller's; -1 when the pool has none. The entry stays until {@link #remove}. */
    int toFrame(final int entry, final FramePool pool) {
        final int length = captured(entry);
        final int frame = pool.allocate(
                length <= FrameLayout.capacity(FrameLayout.SMALL) ? FrameLayout.SMALL : FrameLayout.LARGE);
        if (frame >= 0) {
            final ByteBuffer buffer = pool.memory().buffer(frame);
            final int base = pool.memory().base(frame);
            buffer.putInt(base + FrameLayout.LENGTH, length);
            copy(entry, buffer, base + FrameLayout.DATA);
        }
        return frame;
    }

    /** Makes room of the entry that was peeked. */
    void remove(final int entry) {
        tail += size(captured(entry));
        emptied.setRelease(tail);
    }

    private static int size(final int captured) {
        return HEADER_BYTES + captured + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
