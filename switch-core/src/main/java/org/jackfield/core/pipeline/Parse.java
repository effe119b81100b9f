package org.jackfield.core.pipeline;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;

/**
 * Reads headers, once: {@link #hashes} for frames just received, {@link #addresses} for those that stay on this worker or were
 * handed to it. A frame that is handed over takes its hash along in its descriptor.
 */
@HotPath
public final class Parse {
    private static final long MAC_MASK = 0xFFFF_FFFF_FFFFL;
    private static final int VID_MASK = 0x0FFF;

    private Parse() {}

    /** Computes flow hashes of frames just read from {@code batch.ingressPort} and writes hash and ingress to the descriptors. */
    public static void hashes(final FrameBatch batch, final FrameMemory memory) {
        final int ingress = batch.ingressPort << 16 | batch.generation & 0xFFFF;
        for (int i = 0; i < batch.count; i++) {
            final int id = batch.id[i];
            final ByteBuffer buffer = memory.buffer(id);
            final int base = memory.base(id);
            final int hash = FlowHash.of(buffer, base + buffer.getShort(base + FrameLayout.DATA_OFFSET), batch.len[i]);
            buffer.putInt(base + FrameLayout.INGRESS_PORT, ingress);
            buffer.putInt(base + FrameLayout.FLOW_HASH, hash);
            batch.hash[i] = hash;
        }
    }

    /**
     * Fills addresses, VID and an empty decision. Slots are longer than any header, so a frame shorter than one only yields values
     * that are not looked at: it is dropped by its length first.
     */
    public static void addresses(final FrameBatch batch, final FrameMemory memory) {
        for (int i = 0; i < batch.count; i++) {
            final int id = batch.id[i];
            final ByteBuffer buffer = memory.buffer(id);
            final int data = memory.data(id);
            batch.dst[i] = buffer.getLong(data) >>> 16;
            batch.src[i] = buffer.getLong(data + 4) & MAC_MASK;
            final int typeAndTci = buffer.getInt(data + 12);
            batch.vid[i] = FlowHash.isTag(typeAndTci >>> 16) ? (short) (typeAndTci & VID_MASK) : 0;
            batch.egress[i] = Decision.NONE;
        }
    }
}
