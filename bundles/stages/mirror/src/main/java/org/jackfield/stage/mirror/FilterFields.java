package org.jackfield.stage.mirror;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.HotPath;

/**
 * What a filter asks of a frame's headers, read once a frame. Nothing outside the frame is read, whatever its headers claim. Used by one
 * worker.
 */
@HotPath
final class FilterFields {
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int PORTS_BYTES = 4;
    private static final int WORD = 0xFFFF;

    /** EtherType behind the tags; -1 of a frame without one. */
    int etherType;
    /** VID of the outermost tag, -1 of an untagged frame. */
    int vid;
    /** 4, 6, or 0 for neither. */
    int version;
    /** Offset of the network header from the Ethernet header. */
    int l3;
    /** Protocol of the transport, behind extension headers; -1 when there is none or a header is cut off. */
    int protocol;
    /** Whether the ports are there: not in later fragments, not in protocols without. */
    boolean hasPorts;

    int sourcePort;
    int destinationPort;

    /** Reads a frame of at least 14 bytes. */
    void read(final ByteBuffer buffer, final int at, final int length) {
        vid = -1;
        version = 0;
        protocol = -1;
        hasPorts = false;
        int off = FrameLayout.ETHERNET_BYTES - 2;
        etherType = buffer.getShort(at + off) & WORD;
        for (int tags = 0; tags < FlowHash.TAGS && FlowHash.isTag(etherType); tags++) {
            if (off + 6 > length) {
                etherType = -1;
                return;
            }
            vid = tags == 0 ? buffer.getShort(at + off + 2) & 0x0FFF : vid;
            off += 4;
            etherType = buffer.getShort(at + off) & WORD;
        }
        l3 = off + 2;
        if (etherType == FlowHash.ETHERTYPE_IPV4) {
            ipv4(buffer, at, length);
        } else if (etherType == FlowHash.ETHERTYPE_IPV6) {
            ipv6(buffer, at, length);
        }
    }

    private void ipv4(final ByteBuffer buffer, final int at, final int length) {
        if (l3 + IPV4_BYTES > length) {
            return;
        }
        final int first = buffer.get(at + l3) & 0xFF;
        final int headerBytes = (first & 0xF) * 4;
        if (first >>> 4 != 4 || headerBytes < IPV4_BYTES) {
            return;
        }
        version = 4;
        protocol = buffer.get(at + l3 + 9) & 0xFF;
        if ((buffer.getShort(at + l3 + 6) & 0x1FFF) == 0) { // the first fragment has ports, too
            ports(buffer, at, length, l3 + headerBytes);
        }
    }

    private void ipv6(final ByteBuffer buffer, final int at, final int length) {
        if (l3 + IPV6_BYTES > length || (buffer.get(at + l3) & 0xFF) >>> 4 != 6) {
            return;
        }
        version = 6;
        int next = buffer.get(at + l3 + 6) & 0xFF;
        int off = l3 + IPV6_BYTES;
        boolean first = true;
        for (int headers = 0; headers < FlowHash.EXTENSION_HEADERS && isExtension(next); headers++) {
            if (off + 8 > length) {
                return;
            }
            final int kind = next;
            final int size = buffer.get(at + off + 1) & 0xFF;
            next = buffer.get(at + off) & 0xFF;
            if (kind == FlowHash.FRAGMENT && (buffer.getShort(at + off + 2) & 0xFFF8) != 0) {
                first = false;
                off += 8;
                break; // what follows is no header
            }
            off += kind == FlowHash.FRAGMENT ? 8 : kind == FlowHash.AUTHENTICATION ? (size + 2) * 4 : (size + 1) * 8;
        }
        protocol = isExtension(next) ? -1 : next;
        if (first) {
            ports(buffer, at, length, off);
        }
    }

    private static boolean isExtension(final int next) {
        return next == FlowHash.HOP_BY_HOP
                || next == FlowHash.ROUTING
                || next == FlowHash.FRAGMENT
                || next == FlowHash.AUTHENTICATION
                || next == FlowHash.DESTINATION_OPTIONS
                || next == FlowHash.MOBILITY;
    }

    private void ports(final ByteBuffer buffer, final int at, final int length, final int off) {
        final boolean has = protocol == FlowHash.TCP
                || protocol == FlowHash.UDP
                || protocol == FlowHash.SCTP
                || protocol == FlowHash.DCCP
                || protocol == FlowHash.UDP_LITE;
        if (has && off + PORTS_BYTES <= length) {
            hasPorts = true;
            sourcePort = buffer.getShort(at + off) & WORD;
            destinationPort = buffer.getShort(at + off + 2) & WORD;
        }
    }
}
