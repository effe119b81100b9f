package org.jackfield.linux.poll;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;

/** The virtio-net header that stands directly before a frame, as engines read and write it. The owner of the frame only. */
@HotPath
final class VnetHeader {
    private VnetHeader() {}

    /** Marks a frame just read behind a header. */
    static void mark(final FrameMemory memory, final int frame) {
        memory.buffer(frame).putShort(memory.base(frame) + FrameLayout.FLAGS, (short) FrameLayout.HAS_VNET);
    }

    /** Makes the bytes before a frame a valid header: those of a complete frame where it came without one. */
    static void complete(final FrameMemory memory, final int frame) {
        final ByteBuffer buffer = memory.buffer(frame);
        final int flagsAt = memory.base(frame) + FrameLayout.FLAGS;
        final int flags = buffer.getShort(flagsAt);
        if ((flags & FrameLayout.HAS_VNET) == 0) {
            final int at = memory.data(frame) - FrameLayout.VNET_BYTES;
            buffer.putLong(at, 0);
            buffer.putInt(at + Long.BYTES, 0);
            buffer.putShort(flagsAt, (short) (flags | FrameLayout.HAS_VNET));
        }
    }
}
