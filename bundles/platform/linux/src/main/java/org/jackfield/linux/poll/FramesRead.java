package org.jackfield.linux.poll;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;

/** What every engine does with frames it has read. The engine's thread only. */
@HotPath
final class FramesRead {
    private FramesRead() {}

    /**
     * Writes the length to the descriptor and appends the frame to the batch. What ended before its header did is a frame of length 0, as
     * an empty datagram is: for the pipeline to drop.
     *
     * @param header bytes read before the frame
     * @param n bytes read behind it, negative when there was not even a whole header
     * @return length of the frame
     */
    static int take(final FrameMemory memory, final FrameBatch batch, final int frame, final int header, final int n) {
        final int length = Math.max(0, n);
        memory.buffer(frame).putInt(memory.base(frame) + FrameLayout.LENGTH, length);
        if (header > 0 && n >= 0) {
            VnetHeader.mark(memory, frame);
        }
        batch.add(frame, length);
        return length;
    }

    /**
     * As {@link #take} for a frame from a packet socket, which stands behind a virtio-net header and gets its tag back.
     *
     * @param n bytes read behind the header, negative when there was not even a whole header
     * @param controlBytes bytes of control data read before the header
     */
    static int takePacket(
            final FrameMemory memory, final FrameBatch batch, final int frame, final int n, final int controlBytes) {
        final int length = n + AuxiliaryData.restoreTag(memory, frame, n, controlBytes);
        return take(memory, batch, frame, FrameLayout.VNET_BYTES, length);
    }

    /** Counts frames handed out, and those that were cut and released. */
    static void count(final CounterBlock counters, final int frames, final long bytes, final int cut) {
        if (frames > 0) {
            counters.add(IoEngine.READ_FRAMES, frames);
            counters.add(IoEngine.READ_BYTES, bytes);
        }
        if (cut > 0) {
            counters.add(IoEngine.READ_TRUNCATED, cut);
        }
    }
}
