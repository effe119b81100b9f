package org.jackfield.port.patch;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;

/**
 * The frames on their way to one queue of a port. One worker both fills and empties it, so it needs no fence: it takes what it has
 * put as soon as it reads the queue, usually everything at once, and room is made when all has been taken.
 *
 * <p>Frames are copied in and out instead of being moved by their ids. What is left in a wire when a port closes is then garbage
 * like any other. As ids it would be slots that only a worker may give back to its pool, after the last time any worker comes here.
 */
@HotPath
final class PatchWire {
    /** As many as one read takes, so that the wire is empty after it. */
    static final int MOST_FRAMES = FrameBatch.CAPACITY;

    private static final int MOST_BYTES = 4 << 20;
    /** For some thirty frames of 64 KiB, which come whatever the MTU is. */
    private static final int LEAST_BYTES = 2 << 20;

    private static final int HEADER_BYTES =
            FrameLayout.VNET_BYTES + FrameLayout.ETHERNET_BYTES + FrameLayout.TAGS_BYTES;

    /** Each frame behind room for its virtio-net header. */
    private final ByteBuffer bytes;

    private final int[] ends = new int[MOST_FRAMES];
    /** Which frames have such a header. */
    private final short[] flags = new short[MOST_FRAMES];
    /** Frames put since it was empty, and those of them taken again. */
    private int put;

    private int taken;

    /** A wire that holds {@value #MOST_FRAMES} frames of this MTU, or fewer where they would fill more than 4 MiB. */
    PatchWire(final int mtu) {
        bytes = ByteBuffer.allocate(Math.max(LEAST_BYTES, Math.min(MOST_BYTES, MOST_FRAMES * (mtu + HEADER_BYTES))));
    }

    /** Copies a frame in, which stays the caller's; false when there is no room. */
    boolean put(final FrameMemory memory, final int frame) {
        final int length = FrameLayout.VNET_BYTES + memory.length(frame);
        final int start = end(put);
        if (put == MOST_FRAMES || length > bytes.capacity() - start) {
            return false;
        }
        final ByteBuffer buffer = memory.buffer(frame);
        bytes.put(start, buffer, memory.data(frame) - FrameLayout.VNET_BYTES, length);
        flags[put] = (short) (buffer.getShort(memory.base(frame) + FrameLayout.FLAGS) & FrameLayout.HAS_VNET);
        ends[put++] = start + length;
        return true;
    }

    /** Whether no frame waits. */
    boolean isEmpty() {
        return taken == put;
    }

    /** Copies the oldest frame into a new one, which is the caller's; -1 when the pool has none. Not for an empty wire. */
    int take(final FramePool pool) {
        final int start = end(taken);
        final int length = ends[taken] - start - FrameLayout.VNET_BYTES;
        final int frame = pool.allocate(
                length <= FrameLayout.capacity(FrameLayout.SMALL) ? FrameLayout.SMALL : FrameLayout.LARGE);
        if (frame < 0) {
            return -1;
        }
        final ByteBuffer buffer = pool.memory().buffer(frame);
        final int base = pool.memory().base(frame);
        buffer.putInt(base + FrameLayout.LENGTH, length);
        buffer.putShort(base + FrameLayout.FLAGS, flags[taken]);
        buffer.put(base + FrameLayout.VNET, bytes, start, FrameLayout.VNET_BYTES + length);
        taken++;
        if (taken == put) {
            taken = 0;
            put = 0;
        }
        return frame;
    }

    private int end(final int frames) {
        return frames == 0 ? 0 : ends[frames - 1];
    }
}
