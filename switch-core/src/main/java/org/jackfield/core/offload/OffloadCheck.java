package org.jackfield.core.offload;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.Offload;

/**
 * Looks at frames just read before anybody trusts their virtio-net headers. A header that leaves nothing to do stays, and its frame is
 * one like any other; any other header is compared with the bytes of the frame, and what it leaves to do is noted in the descriptor. Used
 * by the worker that read the frames, once for each.
 */
@HotPath
public final class OffloadCheck {
    private static final int ANY_FLAG = 0xFFFF;

    private OffloadCheck() {}

    /**
     * Releases the frames of a batch just read whose headers lie, or ask for more than their port has declared; the others keep their
     * order.
     *
     * @param offloads what the port has declared, bits of {@link Offload}
     * @return number of frames released
     */
    public static int run(final FrameBatch batch, final FramePool pool, final int offloads) {
        final FrameMemory memory = pool.memory();
        final int count = batch.count;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            final int id = batch.id[i];
            final ByteBuffer buffer = memory.buffer(id);
            final int base = memory.base(id);
            final int offsetAndFlags = buffer.getInt(base + FrameLayout.DATA_OFFSET);
            if ((offsetAndFlags & ANY_FLAG) != 0
                    && !accepts(buffer, base, offsetAndFlags >> 16, batch.len[i], memory.capacity(id), offloads)) {
                pool.release(id);
            } else {
                batch.id[kept] = id;
                batch.len[kept++] = batch.len[i];
            }
        }
        batch.count = kept;
        return count - kept;
    }

    private static boolean accepts(
            final ByteBuffer buffer,
            final int base,
            final int dataOffset,
            final int length,
            final int capacity,
            final int offloads) {
        final int flags = buffer.getShort(base + FrameLayout.FLAGS);
        if (flags == FrameLayout.HAS_VNET
                && dataOffset == FrameLayout.DATA
                && buffer.getInt(base + FrameLayout.VNET) == 0) {
            return true; // a valid header that leaves nothing to do: it can go out again as it is
        }
        buffer.putShort(base + FrameLayout.FLAGS, (short) 0); // finished, until the header is found to say otherwise
        if ((flags & FrameLayout.HAS_VNET) == 0) {
            return true;
        }
        final boolean inside = dataOffset >= FrameLayout.DESCRIPTOR_BYTES + FrameLayout.VNET_BYTES
                && length >= 0
                && length <= capacity + FrameLayout.DATA - dataOffset;
        return inside && slowPathAccepts(buffer, base, base + dataOffset, length, offloads);
    }

    private static boolean slowPathAccepts(
            final ByteBuffer buffer, final int base, final int data, final int length, final int offloads) {
        final int header = data - FrameLayout.VNET_BYTES;
        final int flags = buffer.get(header + VnetHeader.FLAGS);
        final int type = buffer.get(header + VnetHeader.GSO_TYPE) & 0xFF;
        if ((flags & ~(VnetHeader.NEEDS_CSUM | VnetHeader.DATA_VALID)) != 0
                || VnetHeader.u16(buffer, header + VnetHeader.HEADER_BYTES) > length) {
            return false;
        }
        if ((flags & VnetHeader.NEEDS_CSUM) == 0) {
            // What others say about a finished checksum is not passed on: a tap would not take it.
            return type == VnetHeader.GSO_NONE;
        }
        buffer.putShort(header + VnetHeader.NUM_BUFFERS, (short) 0);
        return checksum(buffer, base, header, length)
                && (type == VnetHeader.GSO_NONE || isLong(buffer, base, data, length, type))
                && (Unfinished.needs(buffer, base) & ~offloads) == 0;
    }

    /**
     * Whether the frame may be cut. What fits one segment needs no cut, only its checksum, and its header says so afterwards: the kernel drops some frames of that kind, because it takes TCP options for payload when it counts.
     */
    private static boolean isLong(
            final ByteBuffer buffer, final int base, final int data, final int length, final int type) {
        if (!LongFrameCheck.accepts(buffer, base, data, length, type)) {
            return false;
        }
        if (length - Unfinished.headerBytes(buffer, base) <= Unfinished.segmentSize(buffer, base)) {
            final int header = data - FrameLayout.VNET_BYTES;
            buffer.putShort(header, (short) (VnetHeader.NEEDS_CSUM << 8 | VnetHeader.GSO_NONE));
            buffer.putInt(header + VnetHeader.HEADER_BYTES, 0);
            Unfinished.noteNotLong(buffer, base);
        }
        return true;
    }

    private static boolean checksum(final ByteBuffer buffer, final int base, final int header, final int length) {
        final int start = VnetHeader.u16(buffer, header + VnetHeader.CSUM_START);
        final int offset = VnetHeader.u16(buffer, header + VnetHeader.CSUM_OFFSET);
        Unfinished.noteChecksum(buffer, base, start, offset);
        return start >= FrameLayout.ETHERNET_BYTES && start + offset + 2 <= length;
    }
}
