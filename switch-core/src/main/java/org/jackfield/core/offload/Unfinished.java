package org.jackfield.core.offload;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.Offload;

/**
 * What {@link OffloadCheck} has found out about a frame that is not finished, kept in its descriptor so that nobody
 * reads headers
 * twice, or trusts a header nobody has read. Touched by the worker that owns the frame; valid while the frame is marked
 * {@link FrameLayout#UNFINISHED}. That is a mark of its own because {@link FrameLayout#HAS_VNET} says less: an engine
 * also sets it
 * for a finished frame, before whose bytes it has put a header of zeroes.
 */
@HotPath
public final class Unfinished {
    private static final int LONG = Offload.TSO4 | Offload.TSO6 | Offload.USO4 | Offload.USO6;

    // Within FrameLayout.VNET_PARSED, shorts all.
    private static final int NEEDS = FrameLayout.VNET_PARSED;
    private static final int HEADERS = FrameLayout.VNET_PARSED + 2;
    private static final int SEGMENT_SIZE = FrameLayout.VNET_PARSED + 4;
    private static final int CSUM_START = FrameLayout.VNET_PARSED + 6;
    private static final int CSUM_OFFSET = FrameLayout.VNET_PARSED + 8;

    private Unfinished() {}

    /** Marks a frame and notes that it lacks its checksum. */
    static void noteChecksum(final ByteBuffer buffer, final int base, final int start, final int offset) {
        buffer.putShort(base + FrameLayout.FLAGS, (short) (FrameLayout.HAS_VNET | FrameLayout.UNFINISHED));
        buffer.putShort(base + NEEDS, (short) Offload.CSUM);
        buffer.putShort(base + CSUM_START, (short) start);
        buffer.putShort(base + CSUM_OFFSET, (short) offset);
    }

    /** Notes a frame to be cut, beyond its checksum: what for, where its headers are, how much a segment carries. */
    static void noteLong(
            final ByteBuffer buffer,
            final int base,
            final int needs,
            final int l3,
            final int headerBytes,
            final int segmentSize) {
        buffer.putShort(base + NEEDS, (short) (needs | Offload.CSUM));
        buffer.putShort(base + FrameLayout.L3_OFFSET, (short) l3);
        buffer.putShort(base + FrameLayout.L4_OFFSET, buffer.getShort(base + CSUM_START));
        buffer.putShort(base + HEADERS, (short) headerBytes);
        buffer.putShort(base + SEGMENT_SIZE, (short) segmentSize);
    }

    /** Notes that a frame that could be cut lacks nothing but its checksum. */
    static void noteNotLong(final ByteBuffer buffer, final int base) {
        buffer.putShort(base + NEEDS, (short) Offload.CSUM);
    }

    /**
     * Bits of {@link Offload} a port must have to take the frame as it is; {@link Offload#NONE} for one that is
     * finished.
     */
    public static int needs(final FrameMemory memory, final int id) {
        final ByteBuffer buffer = memory.buffer(id);
        final int base = memory.base(id);
        return (buffer.getShort(base + FrameLayout.FLAGS) & FrameLayout.UNFINISHED) == 0 ? 0 : needs(buffer, base);
    }

    static int needs(final ByteBuffer buffer, final int base) {
        return buffer.getShort(base + NEEDS);
    }

    /** Whether a frame with these needs is to be cut. */
    public static boolean isLong(final int needs) {
        return (needs & LONG) != 0;
    }

    /** Bytes of the longest segment of a frame that is to be cut, its headers included. */
    public static int segmentBytes(final FrameMemory memory, final int id) {
        final ByteBuffer buffer = memory.buffer(id);
        final int base = memory.base(id);
        final int payload = memory.length(id) - headerBytes(buffer, base);
        return headerBytes(buffer, base) + Math.min(payload, segmentSize(buffer, base));
    }

    /**
     * Finishes the checksum of a frame that lacks nothing else, in its own bytes. To be called before any copy of the
     * frame was
     * submitted: all who share it get it finished.
     */
    public static void complete(final FrameMemory memory, final int id) {
        final ByteBuffer buffer = memory.buffer(id);
        final int base = memory.base(id);
        Checksum.complete(
                buffer,
                memory.data(id),
                memory.length(id),
                u16(buffer, base + CSUM_START),
                u16(buffer, base + CSUM_OFFSET));
        buffer.putShort(base + FrameLayout.FLAGS, (short) 0);
    }

    static int l3(final ByteBuffer buffer, final int base) {
        return u16(buffer, base + FrameLayout.L3_OFFSET);
    }

    static int l4(final ByteBuffer buffer, final int base) {
        return u16(buffer, base + FrameLayout.L4_OFFSET);
    }

    static int headerBytes(final ByteBuffer buffer, final int base) {
        return u16(buffer, base + HEADERS);
    }

    static int segmentSize(final ByteBuffer buffer, final int base) {
        return u16(buffer, base + SEGMENT_SIZE);
    }

    static int checksumOffset(final ByteBuffer buffer, final int base) {
        return u16(buffer, base + CSUM_OFFSET);
    }

    private static int u16(final ByteBuffer buffer, final int index) {
        return buffer.getShort(index) & 0xFFFF;
    }
}
