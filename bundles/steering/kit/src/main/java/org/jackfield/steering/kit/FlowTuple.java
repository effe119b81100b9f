package org.jackfield.steering.kit;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.HotPath;

/**
 * Where the fields of a flow are in a frame: exactly the fields that {@link FlowHash} puts together, for policies that want to put them
 * together in another way. So what is one flow to the switch is one tuple here, malformed headers and fragments included. Reads no byte
 * outside the frame. Used by one worker, which reads frame after frame into one object.
 */
@HotPath
public final class FlowTuple {
    /** Bytes of an IPv4 address. */
    public static final int IPV4_BYTES = 4;
    /** Bytes of an IPv6 address. */
    public static final int IPV6_BYTES = 16;
    /** Bytes of a MAC address. */
    public static final int MAC_BYTES = 6;

    private static final int WORD = 0xFFFF;
    private static final int ETHERTYPE_AT = 12;

    /**
     * Bytes of one address: {@link #IPV4_BYTES}, {@link #IPV6_BYTES}, {@link #MAC_BYTES} where the flow is known by its MAC addresses
     * alone, 0 of a frame without even those.
     */
    public int addressBytes;
    /** Index in the buffer of both addresses, one behind the other: source first in IP, destination first of MAC addresses. */
    public int addressesAt;
    /** Protocol number behind extension headers; -1 without IP. */
    public int protocol;
    /** Index in the buffer of source and destination port, 2 bytes each; -1 where there are none, as in every fragment. */
    public int portsAt;
    /** VID of the outermost tag, -1 of an untagged frame. */
    public int vid;

    /**
     * Reads a frame.
     *
     * @param buffer big-endian; read by absolute access only
     * @param at index of the Ethernet header
     * @param length bytes of the frame without FCS
     */
    public void read(final ByteBuffer buffer, final int at, final int length) {
        vid = -1;
        if (length < FrameLayout.ETHERNET_BYTES) {
            addressesOnly(0, at);
            return;
        }
        final int etherType = u16(buffer, at + ETHERTYPE_AT);
        if (etherType == FlowHash.ETHERTYPE_IPV4) {
            ipv4(buffer, at, length, FrameLayout.ETHERNET_BYTES);
        } else if (etherType == FlowHash.ETHERTYPE_IPV6) {
            ipv6(buffer, at, length, FrameLayout.ETHERNET_BYTES);
        } else if (FlowHash.isTag(etherType)) {
            tagged(buffer, at, length);
        } else {
            addressesOnly(MAC_BYTES, at);
        }
    }

    private void tagged(final ByteBuffer buffer, final int at, final int length) {
        int off = ETHERTYPE_AT;
        int etherType = u16(buffer, at + off);
        for (int tags = 0; tags < FlowHash.TAGS && FlowHash.isTag(etherType); tags++) {
            if (off + 6 > length) {
                addressesOnly(MAC_BYTES, at);
                return;
            }
            vid = tags == 0 ? u16(buffer, at + off + 2) & 0x0FFF : vid;
            off += 4;
            etherType = u16(buffer, at + off);
        }
        if (etherType == FlowHash.ETHERTYPE_IPV4) {
            ipv4(buffer, at, length, off + 2);
        } else if (etherType == FlowHash.ETHERTYPE_IPV6) {
            ipv6(buffer, at, length, off + 2);
        } else {
            addressesOnly(MAC_BYTES, at);
        }
    }

    private void ipv4(final ByteBuffer buffer, final int at, final int length, final int l3) {
        if (l3 + 20 > length) {
            addressesOnly(MAC_BYTES, at);
            return;
        }
        final int versionAndIhl = u8(buffer, at + l3);
        final int headerBytes = (versionAndIhl & 0xF) * 4;
        if (versionAndIhl >>> 4 != 4 || headerBytes < 20 || l3 + headerBytes > length) {
            addressesOnly(MAC_BYTES, at);
            return;
        }
        addressesOnly(IPV4_BYTES, at + l3 + 12);
        protocol = u8(buffer, at + l3 + 9);
        if ((u16(buffer, at + l3 + 6) & FlowHash.IPV4_FRAGMENT_MASK) == 0) {
            ports(at, length, l3 + headerBytes);
        }
    }

    private void ipv6(final ByteBuffer buffer, final int at, final int length, final int l3) {
        if (l3 + 40 > length || u8(buffer, at + l3) >>> 4 != 6) {
            addressesOnly(MAC_BYTES, at);
            return;
        }
        addressesOnly(IPV6_BYTES, at + l3 + 8);
        int l4 = l3 + 40;
        int next = u8(buffer, at + l3 + 6);
        for (int headers = 0; headers < FlowHash.EXTENSION_HEADERS && isExtension(next); headers++) {
            if (l4 + 8 > length) {
                protocol = next;
                return;
            }
            final int kind = next;
            next = u8(buffer, at + l4);
            if (kind == FlowHash.FRAGMENT && (u16(buffer, at + l4 + 2) & FlowHash.IPV6_FRAGMENT_MASK) != 0) {
                protocol = next;
                return;
            }
            l4 += extensionBytes(kind, u8(buffer, at + l4 + 1));
        }
        protocol = next;
        ports(at, length, l4);
    }

    private static boolean isExtension(final int next) {
        return next == FlowHash.HOP_BY_HOP
                || next == FlowHash.ROUTING
                || next == FlowHash.FRAGMENT
                || next == FlowHash.AUTHENTICATION
                || next == FlowHash.DESTINATION_OPTIONS
                || next == FlowHash.MOBILITY;
    }

    private static int extensionBytes(final int kind, final int lengthField) {
        if (kind == FlowHash.FRAGMENT) {
            return 8;
        }
        return kind == FlowHash.AUTHENTICATION ? 4 * (2 + lengthField) : 8 * (1 + lengthField);
    }

    private void ports(final int at, final int length, final int l4) {
        if (hasPorts(protocol) && l4 + 4 <= length) {
            portsAt = at + l4;
        }
    }

    /** Whether a protocol has ports that belong to its flows. */
    public static boolean hasPorts(final int number) {
        return number == FlowHash.TCP
                || number == FlowHash.UDP
                || number == FlowHash.DCCP
                || number == FlowHash.SCTP
                || number == FlowHash.UDP_LITE;
    }

    /** Addresses and nothing else. */
    private void addressesOnly(final int bytes, final int from) {
        addressBytes = bytes;
        addressesAt = from;
        protocol = -1;
        portsAt = -1;
    }

    private static int u8(final ByteBuffer buffer, final int index) {
        return buffer.get(index) & 0xFF;
    }

    private static int u16(final ByteBuffer buffer, final int index) {
        return buffer.getShort(index) & WORD;
    }
}
