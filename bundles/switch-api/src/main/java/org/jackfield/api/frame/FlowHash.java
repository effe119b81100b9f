package org.jackfield.api.frame;

import java.nio.ByteBuffer;

/**
 * The flow hash: which frames belong together and must keep their order. Symmetric, so that both directions of a flow meet in
 * one worker, where ports follow the same policy by bucket. Any thread; allocates nothing; reads no byte outside the frame.
 *
 * <p>A flow is
 * <ul>
 *   <li>IPv4 (with options) or IPv6 (behind up to {@link #EXTENSION_HEADERS} extension headers): addresses, protocol, and the
 *       ports of TCP, UDP, DCCP, SCTP and UDP-Lite;
 *   <li>a fragment of either: addresses and protocol, because only the first fragment has ports;
 *   <li>anything else, malformed headers too: both MAC addresses.
 * </ul>
 * Up to {@link #TAGS} tags (802.1Q, 802.1ad, 0x9100) are skipped. VLAN ids are no part of the flow. A frame shorter than an
 * Ethernet header hashes to 0.
 *
 * <p>A program in the kernel computes the same value for the same frame ({@code org.jackfield.linux.bpf}): whoever changes
 * a line here changes it there. That is why the constants are public, and why the shape is plain: 32-bit integers, wrapping
 * arithmetic, no table. The two directions become one by combining xor and sum of each pair of fields, which are equal for
 * (a, b) and (b, a); the products keep fields apart, and the finisher ("lowbias32" of C. Wellons' hash prospector) spreads
 * neighbouring addresses and ports over the low bits that choose the bucket.
 */
@HotPath
public final class FlowHash {
    /** Number of buckets flows are spread over; a power of two, four for each of the most queues a port may have. */
    public static final int BUCKETS = 1024;
    /** Most VLAN tags skipped. */
    public static final int TAGS = 2;
    /** Most IPv6 extension headers skipped. */
    public static final int EXTENSION_HEADERS = 6;

    /** Multiplier that folds several words of one address into one. */
    public static final int FOLD = 0x9E3779B1;
    /** Multiplier of the xor of both addresses. */
    public static final int ADDRESS_XOR = 0x85EBCA6B;
    /** Multiplier of the sum of both addresses. */
    public static final int ADDRESS_SUM = 0xC2B2AE35;
    /** Multiplier of the xor of both ports. */
    public static final int PORT_XOR = 0x27D4EB2F;
    /** Multiplier of the sum of both ports. */
    public static final int PORT_SUM = 0x165667B1;
    /** Multiplier of the protocol number. */
    public static final int PROTOCOL = 0x85EBCA77;
    /** First multiplier of the finisher. */
    public static final int FINISH_1 = 0x7FEB352D;
    /** Second multiplier of the finisher. */
    public static final int FINISH_2 = 0x846CA68B;

    /** EtherType of IPv4. */
    public static final int ETHERTYPE_IPV4 = 0x0800;
    /** EtherType of IPv6. */
    public static final int ETHERTYPE_IPV6 = 0x86DD;
    /** EtherType of an 802.1Q customer tag. */
    public static final int ETHERTYPE_CTAG = 0x8100;
    /** EtherType of an 802.1ad service tag. */
    public static final int ETHERTYPE_STAG = 0x88A8;
    /** EtherType of a service tag before 802.1ad. */
    public static final int ETHERTYPE_OLD_STAG = 0x9100;

    /** IPv4: more fragments, or an offset (RFC 791 section 3.1). */
    public static final int IPV4_FRAGMENT_MASK = 0x3FFF;
    /** IPv6: more fragments, or an offset (RFC 8200 section 4.5). An atomic fragment (RFC 6946) has neither. */
    public static final int IPV6_FRAGMENT_MASK = 0xFFF9;

    /** IPv6 hop-by-hop options (RFC 8200 section 4.3). */
    public static final int HOP_BY_HOP = 0;
    /** IPv6 routing header (RFC 8200 section 4.4). */
    public static final int ROUTING = 43;
    /** IPv6 fragment header (RFC 8200 section 4.5). */
    public static final int FRAGMENT = 44;
    /** Authentication header (RFC 4302), whose length counts in words of 4 bytes. */
    public static final int AUTHENTICATION = 51;
    /** IPv6 destination options (RFC 8200 section 4.6). */
    public static final int DESTINATION_OPTIONS = 60;
    /** Mobility header (RFC 6275 section 6.1). */
    public static final int MOBILITY = 135;

    /** TCP. */
    public static final int TCP = 6;
    /** UDP. */
    public static final int UDP = 17;
    /** DCCP (RFC 4340). */
    public static final int DCCP = 33;
    /** SCTP (RFC 9260). */
    public static final int SCTP = 132;
    /** UDP-Lite (RFC 3828). */
    public static final int UDP_LITE = 136;

    private static final int ETHERTYPE_AT = 12;

    private FlowHash() {}

    /**
     * Hash of a frame.
     *
     * @param buffer big-endian; read by absolute access only
     * @param at offset of the Ethernet header in the buffer
     * @param length bytes of the frame without FCS
     */
    public static int of(final ByteBuffer buffer, final int at, final int length) {
        if (length < FrameLayout.ETHERNET_BYTES) {
            return 0;
        }
        final int etherType = u16(buffer, at + ETHERTYPE_AT);
        if (etherType == ETHERTYPE_IPV4) {
            return ipv4(buffer, at, length, FrameLayout.ETHERNET_BYTES);
        }
        if (etherType == ETHERTYPE_IPV6) {
            return ipv6(buffer, at, length, FrameLayout.ETHERNET_BYTES);
        }
        return isTag(etherType) ? tagged(buffer, at, length) : macs(buffer, at);
    }

    /** The bucket a hash belongs to, 0 to {@link #BUCKETS} - 1. */
    public static int bucket(final int hash) {
        return hash & BUCKETS - 1;
    }

    /** Whether an EtherType announces a VLAN tag, which is skipped. */
    public static boolean isTag(final int etherType) {
        return etherType == ETHERTYPE_CTAG || etherType == ETHERTYPE_STAG || etherType == ETHERTYPE_OLD_STAG;
    }

    private static int tagged(final ByteBuffer buffer, final int at, final int length) {
        int off = ETHERTYPE_AT;
        int etherType = u16(buffer, at + off);
        for (int tags = 0; tags < TAGS && isTag(etherType); tags++) {
            if (off + 6 > length) {
                return macs(buffer, at);
            }
            off += 4;
            etherType = u16(buffer, at + off);
        }
        if (etherType == ETHERTYPE_IPV4) {
            return ipv4(buffer, at, length, off + 2);
        }
        return etherType == ETHERTYPE_IPV6 ? ipv6(buffer, at, length, off + 2) : macs(buffer, at);
    }

    private static int ipv4(final ByteBuffer buffer, final int at, final int length, final int l3) {
        if (l3 + 20 > length) {
            return macs(buffer, at);
        }
        final int versionAndIhl = u8(buffer, at + l3);
        final int headerBytes = (versionAndIhl & 0xF) * 4;
        if (versionAndIhl >>> 4 != 4 || headerBytes < 20 || l3 + headerBytes > length) {
            return macs(buffer, at);
        }
        final int x = addresses(buffer.getInt(at + l3 + 12), buffer.getInt(at + l3 + 16));
        final int protocol = u8(buffer, at + l3 + 9);
        if ((u16(buffer, at + l3 + 6) & IPV4_FRAGMENT_MASK) != 0) {
            return withProtocol(x, protocol);
        }
        return transport(buffer, at, length, l3 + headerBytes, x, protocol);
    }

    private static int ipv6(final ByteBuffer buffer, final int at, final int length, final int l3) {
        if (l3 + 40 > length || u8(buffer, at + l3) >>> 4 != 6) {
            return macs(buffer, at);
        }
        final int x = addresses(fold(buffer, at + l3 + 8), fold(buffer, at + l3 + 24));
        final int next = u8(buffer, at + l3 + 6);
        if (next == TCP || next == UDP) {
            return transport(buffer, at, length, l3 + 40, x, next);
        }
        return extended(buffer, at, length, l3 + 40, x, next);
    }

    /** Skips extension headers. The offset is relative to the frame, so a lying length cannot make it overflow. */
    private static int extended(
            final ByteBuffer buffer, final int at, final int length, final int from, final int x, final int first) {
        int l4 = from;
        int next = first;
        for (int headers = 0; headers < EXTENSION_HEADERS && isExtension(next); headers++) {
            if (l4 + 8 > length) {
                return withProtocol(x, next);
            }
            final int kind = next;
            next = u8(buffer, at + l4);
            if (kind == FRAGMENT && (u16(buffer, at + l4 + 2) & IPV6_FRAGMENT_MASK) != 0) {
                return withProtocol(x, next);
            }
            l4 += extensionBytes(kind, u8(buffer, at + l4 + 1));
        }
        return transport(buffer, at, length, l4, x, next);
    }

    private static boolean isExtension(final int next) {
        return next == HOP_BY_HOP
                || next == ROUTING
                || next == FRAGMENT
                || next == AUTHENTICATION
                || next == DESTINATION_OPTIONS
                || next == MOBILITY;
    }

    private static int extensionBytes(final int kind, final int lengthField) {
        if (kind == FRAGMENT) {
            return 8;
        }
        return kind == AUTHENTICATION ? 4 * (2 + lengthField) : 8 * (1 + lengthField);
    }

    private static int transport(
            final ByteBuffer buffer, final int at, final int length, final int l4, final int x, final int protocol) {
        if (!hasPorts(protocol) || l4 + 4 > length) {
            return withProtocol(x, protocol);
        }
        final int ports = buffer.getInt(at + l4);
        final int source = ports >>> 16;
        final int destination = ports & 0xFFFF;
        return withProtocol(x + (source ^ destination) * PORT_XOR + (source + destination) * PORT_SUM, protocol);
    }

    private static boolean hasPorts(final int protocol) {
        return protocol == TCP || protocol == UDP || protocol == DCCP || protocol == SCTP || protocol == UDP_LITE;
    }

    private static int macs(final ByteBuffer buffer, final int at) {
        final int destination = buffer.getInt(at + 2) + u16(buffer, at) * FOLD;
        final int source = buffer.getInt(at + 8) + u16(buffer, at + 6) * FOLD;
        return finish(addresses(source, destination));
    }

    private static int addresses(final int source, final int destination) {
        return (source ^ destination) * ADDRESS_XOR + (source + destination) * ADDRESS_SUM;
    }

    private static int fold(final ByteBuffer buffer, final int address) {
        final int first = buffer.getInt(address) * FOLD + buffer.getInt(address + 4);
        return (first * FOLD + buffer.getInt(address + 8)) * FOLD + buffer.getInt(address + 12);
    }

    private static int withProtocol(final int x, final int protocol) {
        return finish(x + protocol * PROTOCOL);
    }

    private static int finish(final int sum) {
        int x = sum;
        x ^= x >>> 16;
        x *= FINISH_1;
        x ^= x >>> 15;
        x *= FINISH_2;
        x ^= x >>> 16;
        return x;
    }

    private static int u8(final ByteBuffer buffer, final int index) {
        return buffer.get(index) & 0xFF;
    }

    private static int u16(final ByteBuffer buffer, final int index) {
        return buffer.getShort(index) & 0xFFFF;
    }
}
