package org.jackfield.linux.poll;

import java.util.Arrays;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Reads of a {@link ReadWriteEngine} from packet sockets: up to {@value #MOST} frames by one recvmmsg(2), with what the socket says beside
 * each. One thread. Owns up to so many free frames of each size class, kept for the next read.
 */
@HotPath
final class PacketReads {
    private static final int MOST = 32;
    private static final int NONE = -1;

    /** struct mmsghdr: struct msghdr, unsigned int msg_len; padded. */
    private static final int MESSAGE_BYTES = 64;

    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_BYTES = 40;
    private static final int READ_BYTES = 56;

    // struct iovec: void *iov_base, size_t iov_len.
    private static final int VECTOR_BYTES = 16;
    private static final int VECTOR_LENGTH = 8;

    private final FramePool pool;
    private final FrameMemory memory;
    /** One more free frame of each size class, or -1; the engine's own, and the last resort here. */
    private final int[] lastSpare;

    private final NativeBlock messages = new NativeBlock(MOST * MESSAGE_BYTES);
    private final NativeBlock vectors = new NativeBlock(MOST * VECTOR_BYTES);

    private final int[][] frames = new int[FrameLayout.SIZE_CLASSES][MOST];
    private final int[] count = new int[FrameLayout.SIZE_CLASSES];
    private boolean more;

    PacketReads(final FramePool pool, final int[] lastSpare) {
        this.pool = pool;
        this.memory = pool.memory();
        this.lastSpare = lastSpare;
        for (int i = 0; i < MOST; i++) {
            messages.putLong(i * MESSAGE_BYTES + VECTOR, vectors.address(i * VECTOR_BYTES));
            messages.putLong(i * MESSAGE_BYTES + VECTORS, 1);
        }
    }

    /** Whether the last {@link #receive} ended at its limit, so that the queue may hold more. */
    boolean more() {
        return more;
    }

    /**
     * Appends frames of a queue to a batch and counts them.
     *
     * @param most frames to read at most, 1 or more
     * @return frames read, those that were cut included; 0 when no frame is free to read into; -errno, -EAGAIN for an empty queue
     */
    int receive(final ReadWriteQueue queue, final FrameBatch batch, final int most) {
        final int wanted = provide(queue.sizeClass, Math.min(most, MOST));
        if (wanted == 0) {
            return 0;
        }
        final int read = LibC.recvmmsg(queue.fd, messages.address(), wanted, LibC.MSG_DONTWAIT, 0);
        if (read < 0) {
            more = false;
            return -Errno.last();
        }
        more = read == wanted;
        take(queue, batch, read);
        return read;
    }

    /** Has free frames in the messages, as many as wanted if there are; returns how many. */
    private int provide(final int sizeClass, final int wanted) {
        final int[] free = frames[sizeClass];
        int n = count[sizeClass];
        while (n < wanted) {
            int frame = pool.allocate(sizeClass);
            if (frame == NONE && n == 0) {
                frame = lastSpare[sizeClass];
                lastSpare[sizeClass] = NONE;
            }
            if (frame == NONE) {
                break;
            }
            free[n++] = frame;
        }
        count[sizeClass] = n;
        final int used = Math.min(n, wanted);
        final int bytes = FrameLayout.capacity(sizeClass) + FrameLayout.VNET_BYTES;
        for (int i = 0; i < used; i++) {
            final long slot = memory.address(free[i]);
            vectors.putLong(i * VECTOR_BYTES, slot + FrameLayout.VNET);
            vectors.putLong(i * VECTOR_BYTES + VECTOR_LENGTH, bytes);
            messages.putLong(i * MESSAGE_BYTES + CONTROL, slot + AuxiliaryData.AT);
            messages.putLong(i * MESSAGE_BYTES + CONTROL_BYTES, AuxiliaryData.BYTES);
        }
        return used;
    }

    private void take(final ReadWriteQueue queue, final FrameBatch batch, final int read) {
        final int[] free = frames[queue.sizeClass];
        final int capacity = FrameLayout.capacity(queue.sizeClass);
        final int before = batch.count;
        int kept = 0;
        long bytes = 0;
        for (int i = 0; i < read; i++) {
            final int frame = free[i];
            final int length = messages.getInt(i * MESSAGE_BYTES + READ_BYTES) - FrameLayout.VNET_BYTES;
            if (length >= capacity) {
                free[kept++] = frame;
            } else {
                final int control = (int) messages.getLong(i * MESSAGE_BYTES + CONTROL_BYTES);
                bytes += FramesRead.takePacket(memory, batch, frame, length, control);
            }
        }
        FramesRead.count(queue.counters, batch.count - before, bytes, kept);
        for (int i = read; i < count[queue.sizeClass]; i++) {
            free[kept++] = free[i];
        }
        count[queue.sizeClass] = kept;
    }

    /** Gives all frames back to the pool. */
    void slowPathRelease() {
        for (int c = 0; c < count.length; c++) {
            for (int i = 0; i < count[c]; i++) {
                pool.release(frames[c][i]);
            }
        }
        Arrays.fill(count, 0);
    }

    /** Frees the native memory. */
    void close() {
        messages.close();
        vectors.close();
    }
}
