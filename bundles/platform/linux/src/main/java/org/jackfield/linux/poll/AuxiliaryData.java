package org.jackfield.linux.poll;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;

/**
 * What a packet socket tells beside a frame: one control message with struct tpacket_auxdata (packet(7), PACKET_AUXDATA). Engines have
 * it read into the headroom, directly before the virtio-net header. It holds the outermost VLAN tag, which the kernel takes off every
 * frame it receives. The owner of the frame only.
 *
 * <pre>
 *   ... | 140: cmsghdr (16)  status len snaplen mac net  172: tci  174: tpid (4 unused) | 180: vnet header | 192: frame
 * </pre>
 */
@HotPath
final class AuxiliaryData {
    /** CMSG_SPACE(sizeof(struct tpacket_auxdata)). */
    static final int BYTES = 40;
    /** Where it is read to, from the start of the slot. */
    static final int AT = FrameLayout.VNET - BYTES;

    /** CMSG_LEN(sizeof(struct tpacket_auxdata)): size_t length, int level, int type, then 20 bytes. */
    private static final int LEAST_BYTES = 36;

    private static final int STATUS_LOW_BYTE = AT + 16;
    private static final int TCI = AT + 32;
    private static final int TPID = AT + 34;

    /** TP_STATUS_VLAN_VALID. */
    private static final int VLAN_VALID = 0x10;
    /** TP_STATUS_VLAN_TPID_VALID. */
    private static final int TPID_VALID = 0x40;

    private static final int ETHERTYPE_CTAG = 0x8100;
    private static final int TAG_BYTES = 4;
    private static final int MACS_BYTES = 12;

    // struct virtio_net_hdr: u8 flags, u8 gso_type, then little-endian u16.
    private static final int GSO_TYPE = 1;
    private static final int HEADER_BYTES = 2;
    private static final int CSUM_START = 6;
    private static final int NEEDS_CSUM = 1;

    private AuxiliaryData() {}

    /**
     * Puts the tag back into a frame just read: MAC addresses and virtio-net header move towards the start of the slot, and what the header
     * says of offsets is moved along.
     *
     * @param n bytes of the frame as read
     * @param controlBytes bytes of control data read; with less than a whole message there is no tag
     * @return bytes the frame has got longer by, 0 or 4
     */
    static int restoreTag(final FrameMemory memory, final int frame, final int n, final int controlBytes) {
        final ByteBuffer buffer = memory.buffer(frame);
        final int base = memory.base(frame);
        final int status = controlBytes >= LEAST_BYTES ? buffer.get(base + STATUS_LOW_BYTE) : 0;
        if ((status & VLAN_VALID) == 0 || n < MACS_BYTES) {
            return 0;
        }
        final int tpid = (status & TPID_VALID) != 0 ? u16(buffer, base + TPID) : ETHERTYPE_CTAG;
        final int tci = u16(buffer, base + TCI);
        final int from = base + FrameLayout.VNET;
        final int to = from - TAG_BYTES;
        // Header and addresses are 24 bytes; they are moved forwards, so lower bytes first.
        buffer.putLong(to, buffer.getLong(from));
        buffer.putLong(to + 8, buffer.getLong(from + 8));
        buffer.putLong(to + 16, buffer.getLong(from + 16));
        buffer.putInt(to + FrameLayout.VNET_BYTES + MACS_BYTES, tpid << 16 | tci);
        buffer.putShort(base + FrameLayout.DATA_OFFSET, (short) (FrameLayout.DATA - TAG_BYTES));
        if ((buffer.get(to) & NEEDS_CSUM) != 0) {
            addTag(buffer, to + CSUM_START);
        }
        if (buffer.get(to + GSO_TYPE) != 0) {
            addTag(buffer, to + HEADER_BYTES);
        }
        return TAG_BYTES;
    }

    private static void addTag(final ByteBuffer buffer, final int at) {
        buffer.putShort(at, Short.reverseBytes((short) (u16(buffer, at) + TAG_BYTES)));
    }

    /** Region buffers are big-endian, the kernel is not. */
    private static int u16(final ByteBuffer buffer, final int at) {
        return Short.reverseBytes(buffer.getShort(at)) & 0xFFFF;
    }
}
