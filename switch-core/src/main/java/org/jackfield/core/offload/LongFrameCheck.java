package org.jackfield.core.offload;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.Offload;

/**
 * Compares the header of a frame that is to be cut with all headers the cut will change: whatever it accepts, {@link Segmenter} can
 * cut without a further look. The checksum's place has been noted, and lies inside the frame. Any thread that owns the frame.
 */
@HotPath
final class LongFrameCheck {
    private static final int TYPE_AT = 12;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int REFUSED = -1;
    /**
     * Least payload of a segment, in bytes, as in Linux (TCP_MIN_GSO_SIZE). Without it a guest could have one frame of 64 KiB cut into
     * 65000, all by one worker in one turn.
     */
    private static final int LEAST_SEGMENT = 8;

    private LongFrameCheck() {}

    /** Whether the frame is what its header says; notes where its headers are. */
    static boolean accepts(
            final ByteBuffer buffer, final int base, final int data, final int length, final int typeAndEcn) {
        final int type = typeAndEcn & ~VnetHeader.GSO_ECN;
        final boolean ecn = type != typeAndEcn;
        final int size = VnetHeader.u16(buffer, data - FrameLayout.VNET_BYTES + VnetHeader.GSO_SIZE);
        final int l3 = l3(buffer, data, length);
        if (size < LEAST_SEGMENT || l3 == REFUSED || ecn && type == VnetHeader.GSO_UDP_L4) {
            return false;
        }
        final boolean v4 = u16(buffer, data + l3 - 2) == FlowHash.ETHERTYPE_IPV4;
        final int needs = needs(type, v4);
        final int l4 = v4 ? ipv4(buffer, data, length, l3, type) : ipv6(buffer, data, length, l3, type);
        if (needs == 0 || l4 == REFUSED) {
            return false;
        }
        final int headers = transport(buffer, base, data, length, l4, type);
        if (headers == REFUSED) {
            return false;
        }
        Unfinished.noteLong(buffer, base, ecn ? needs | Offload.TSO_ECN : needs, l3, headers, size);
        return u16(buffer, base + FrameLayout.L4_OFFSET) == l4;
    }

    private static int needs(final int type, final boolean v4) {
        return switch (type) {
            case VnetHeader.GSO_TCPV4 -> v4 ? Offload.TSO4 : 0;
            case VnetHeader.GSO_TCPV6 -> v4 ? 0 : Offload.TSO6;
            case VnetHeader.GSO_UDP_L4 -> v4 ? Offload.USO4 : Offload.USO6;
            default -> 0;
        };
    }

    /** Where the network header begins behind up to two tags. */
    private static int l3(final ByteBuffer buffer, final int data, final int length) {
        int at = TYPE_AT;
        for (int tags = 0; tags < FlowHash.TAGS && at + 6 <= length; tags++) {
            if (!FlowHash.isTag(u16(buffer, data + at))) {
                break;
            }
            at += 4;
        }
        if (at + 2 > length) {
            return REFUSED;
        }
        final int etherType = u16(buffer, data + at);
        return etherType == FlowHash.ETHERTYPE_IPV4 || etherType == FlowHash.ETHERTYPE_IPV6 ? at + 2 : REFUSED;
    }

    private static int ipv4(final ByteBuffer buffer, final int data, final int length, final int l3, final int type) {
        if (l3 + 20 > length) {
            return REFUSED;
        }
        final int at = data + l3;
        final int versionAndWords = buffer.get(at) & 0xFF;
        final int bytes = (versionAndWords & 0xF) * 4;
        final boolean whole = versionAndWords >>> 4 == 4
                && bytes >= 20
                && u16(buffer, at + 2) == length - l3
                && (u16(buffer, at + 6) & FlowHash.IPV4_FRAGMENT_MASK) == 0;
        return whole && buffer.get(at + 9) == protocol(type) ? l3 + bytes : REFUSED;
    }

    /** Extension headers that stay the same in all segments are walked over; a fragment header or another refuses. */
    private static int ipv6(final ByteBuffer buffer, final int data, final int length, final int l3, final int type) {
        if (l3 + 40 > length
                || (buffer.get(data + l3) & 0xFF) >>> 4 != 6
                || u16(buffer, data + l3 + 4) != length - l3 - 40) {
            return REFUSED;
        }
        int next = buffer.get(data + l3 + 6) & 0xFF;
        int at = l3 + 40;
        for (int headers = 0; headers < FlowHash.EXTENSION_HEADERS && isSkipped(next) && at + 8 <= length; headers++) {
            next = buffer.get(data + at) & 0xFF;
            at += 8 + 8 * (buffer.get(data + at + 1) & 0xFF);
        }
        return next == protocol(type) ? at : REFUSED;
    }

    private static boolean isSkipped(final int next) {
        return next == FlowHash.HOP_BY_HOP || next == FlowHash.ROUTING || next == FlowHash.DESTINATION_OPTIONS;
    }

    /** Bytes of all headers, where at least one byte of payload is behind them. */
    private static int transport(
            final ByteBuffer buffer, final int base, final int data, final int length, final int l4, final int type) {
        final boolean udp = type == VnetHeader.GSO_UDP_L4;
        if (l4 + (udp ? 8 : 20) >= length || Unfinished.checksumOffset(buffer, base) != (udp ? 6 : 16)) {
            return REFUSED;
        }
        if (udp) {
            return u16(buffer, data + l4 + 4) == length - l4 ? l4 + 8 : REFUSED;
        }
        final int bytes = ((buffer.get(data + l4 + 12) & 0xFF) >>> 4) * 4;
        return bytes >= 20 && l4 + bytes < length ? l4 + bytes : REFUSED;
    }

    private static int protocol(final int type) {
        return type == VnetHeader.GSO_UDP_L4 ? UDP : TCP;
    }

    private static int u16(final ByteBuffer buffer, final int index) {
        return buffer.getShort(index) & 0xFFFF;
    }
}
