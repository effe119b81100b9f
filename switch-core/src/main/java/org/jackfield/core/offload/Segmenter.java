package org.jackfield.core.offload;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;

/**
 * Cuts one frame after another into finished segments, each a copy in a slot of its own: the frame may be shared with
 * ports that take
 * it whole, so it is only read. Used by one worker; the frame must have passed {@link OffloadCheck}.
 *
 * <p>The segments are those the kernel makes (net/ipv4/tcp_offload.c, udp_offload.c, af_inet.c): IPv4 identifications
 * count
 * up from that of the frame, whether or not it may be fragmented; FIN and PSH stay with the last segment, CWR with the
 * first (RFC
 * 3168 section 6.1.2). The checksum starts from what the sender left in its field, the sum of the pseudo header, so the
 * destination behind an IPv6 routing header need not be known here.
 */
@HotPath
public final class Segmenter {
    private static final int FIN_PSH = 0x01 | 0x08;
    private static final int CWR = 0x80;
    private static final int WORD = 0xFFFF;

    private final FramePool pool;
    private final FrameMemory memory;

    // The frame being cut.
    private ByteBuffer source;
    private int base;
    private int data;
    private int l3;
    private int l4;
    private int headerBytes;
    private int size;
    private int payloadBytes;
    private boolean tcp;
    private boolean v4;
    /** Bytes of payload in the segments made. */
    private int done;

    private int made;

    /** Takes segments from this pool. */
    public Segmenter(final FramePool pool) {
        this.pool = pool;
        this.memory = pool.memory();
        this.source = memory.buffer(0);
    }

    /**
     * Begins to cut a frame, which stays the caller's and must not change until all segments are made; returns how many
     * that is.
     */
    public int begin(final int id) {
        source = memory.buffer(id);
        base = memory.base(id);
        data = memory.data(id);
        l3 = Unfinished.l3(source, base);
        l4 = Unfinished.l4(source, base);
        headerBytes = Unfinished.headerBytes(source, base);
        size = Unfinished.segmentSize(source, base);
        payloadBytes = memory.length(id) - headerBytes;
        tcp = Unfinished.checksumOffset(source, base) == 16;
        v4 = (source.getShort(data + l3 - 2) & WORD) == FlowHash.ETHERTYPE_IPV4;
        done = 0;
        made = 0;
        return (payloadBytes + size - 1) / size;
    }

    /** The next segment, which is the caller's, or -1 when no frame is free. Not after the last. */
    public int next() {
        final int bytes = Math.min(size, payloadBytes - done);
        final int length = headerBytes + bytes;
        final int segment = pool.allocate(
                length <= FrameLayout.capacity(FrameLayout.SMALL) ? FrameLayout.SMALL : FrameLayout.LARGE);
        if (segment < 0) {
            return segment;
        }
        final ByteBuffer target = memory.buffer(segment);
        final int at = memory.base(segment);
        target.putInt(at + FrameLayout.LENGTH, length);
        target.putLong(at + FrameLayout.INGRESS_PORT, source.getLong(base + FrameLayout.INGRESS_PORT));
        target.putShort(at + FrameLayout.DROP_REASON, source.getShort(base + FrameLayout.DROP_REASON));
        target.put(at + FrameLayout.DATA, source, data, headerBytes);
        target.put(at + FrameLayout.DATA + headerBytes, source, data + headerBytes + done, bytes);
        network(target, at + FrameLayout.DATA + l3, length - l3);
        transport(target, at + FrameLayout.DATA + l4, length - l4, done + bytes == payloadBytes);
        done += bytes;
        made++;
        return segment;
    }

    private void network(final ByteBuffer target, final int at, final int bytes) {
        if (v4) {
            target.putShort(at + 2, (short) bytes);
            target.putShort(at + 4, (short) (target.getShort(at + 4) + made));
            target.putShort(at + 10, (short) 0);
            target.putShort(at + 10, (short) ~Checksum.sum(target, at, (target.get(at) & 0xF) * 4));
        } else {
            target.putShort(at + 4, (short) (bytes - 40));
        }
    }

    private void transport(final ByteBuffer target, final int at, final int bytes, final boolean last) {
        final int field = at + (tcp ? 16 : 6);
        final int before = payloadBytes + headerBytes - l4;
        target.putShort(field, (short) Checksum.replace(target.getShort(field) & WORD, before, bytes));
        if (tcp) {
            tcp(target, at, last);
        } else {
            target.putShort(at + 4, (short) bytes);
        }
        final int checksum = ~Checksum.sum(target, at, bytes) & WORD;
        target.putShort(field, (short) (checksum == 0 && !tcp ? WORD : checksum));
    }

    private void tcp(final ByteBuffer target, final int at, final boolean last) {
        target.putInt(at + 4, target.getInt(at + 4) + done);
        final int cleared = (last ? 0 : FIN_PSH) | (made == 0 ? 0 : CWR);
        target.put(at + 13, (byte) (target.get(at + 13) & ~cleared));
    }
}
