package org.jackfield.linux.poll;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Writes of a {@link ReadWriteEngine} that are submitted but not carried out, in the order of submission. Bounded: a full list
 * is carried out at once. One thread. Owns one reference of each frame in the list.
 */
@HotPath
final class PendingWrites {
    private static final int CAPACITY = 1024;
    private static final int NONE = -1;

    // struct iovec[2]: void *iov_base, size_t iov_len.
    private static final int HEAD_BASE = 0;
    private static final int HEAD_LENGTH = 8;
    private static final int REST_BASE = 16;
    private static final int REST_LENGTH = 24;
    private static final int PIECES = 2;

    private final FramePool pool;
    private final FrameMemory memory;
    private final NativeBlock vectors = new NativeBlock(32);

    private final ReadWriteQueue[] queues = new ReadWriteQueue[CAPACITY];
    private final int[] frames = new int[CAPACITY];
    private final int[] rests = new int[CAPACITY];
    private final int[] headBytes = new int[CAPACITY];
    private final int[] skips = new int[CAPACITY];
    private int count;
    private long submitted;

    PendingWrites(final FramePool pool) {
        this.pool = pool;
        this.memory = pool.memory();
    }

    /** Writes submitted so far. */
    long submitted() {
        return submitted;
    }

    /** Writes carried out so far. */
    long done() {
        return submitted - count;
    }

    /** Takes over one reference of the frame. */
    void submit(final ReadWriteQueue queue, final int frame) {
        submit(queue, frame, 0, NONE, 0);
    }

    /** Takes over one reference of both frames. */
    void submit(final ReadWriteQueue queue, final int head, final int bytes, final int rest, final int skip) {
        if (count == CAPACITY) {
            carryOut();
        }
        queues[count] = queue;
        frames[count] = head;
        headBytes[count] = bytes;
        rests[count] = rest;
        skips[count] = skip;
        count++;
        submitted++;
    }

    /** Carries out all writes in their order, counts their results and releases their frames. */
    void carryOut() {
        final int n = count;
        for (int i = 0; i < n; i++) {
            if (rests[i] == NONE) {
                writeWhole(queues[i], frames[i]);
            } else {
                writeGathered(i);
            }
        }
        count = 0;
    }

    /** Frees the native memory; the list must be empty. */
    void close() {
        vectors.close();
    }

    private void writeWhole(final ReadWriteQueue queue, final int frame) {
        final int length = memory.length(frame);
        final int header = header(queue, frame);
        final long at = dataAddress(frame) - header;
        long written;
        int errno = 0;
        do {
            written = LibC.write(queue.fd, at, length + header);
            errno = written < 0 ? Errno.last() : 0;
        } while (errno == Errno.EINTR);
        count(queue.counters, length, errno);
        pool.release(frame);
    }

    private void writeGathered(final int i) {
        final int restBytes = memory.length(rests[i]) - skips[i];
        final int header = header(queues[i], frames[i]);
        vectors.putLong(HEAD_BASE, dataAddress(frames[i]) - header).putLong(HEAD_LENGTH, headBytes[i] + header);
        vectors.putLong(REST_BASE, dataAddress(rests[i]) + skips[i]).putLong(REST_LENGTH, restBytes);
        long written;
        int errno = 0;
        do {
            written = LibC.writev(queues[i].fd, vectors.address(), PIECES);
            errno = written < 0 ? Errno.last() : 0;
        } while (errno == Errno.EINTR);
        count(queues[i].counters, headBytes[i] + restBytes, errno);
        pool.release(frames[i]);
        pool.release(rests[i]);
    }

    /** Bytes to be written before the frame, which are valid then. */
    private int header(final ReadWriteQueue queue, final int frame) {
        if (queue.headerBytes > 0) {
            VnetHeader.complete(memory, frame);
        }
        return queue.headerBytes;
    }

    private long dataAddress(final int frame) {
        return memory.address(frame) + (memory.data(frame) - memory.base(frame));
    }

    /** A datagram or a frame is written whole or not at all, so the length is known before. */
    private static void count(final CounterBlock counters, final int bytes, final int errno) {
        if (errno == 0) {
            counters.add(IoEngine.WRITTEN_FRAMES, 1);
            counters.add(IoEngine.WRITTEN_BYTES, bytes);
        } else {
            counters.add(WriteResult.slowPathCounter(errno), 1);
        }
    }
}
