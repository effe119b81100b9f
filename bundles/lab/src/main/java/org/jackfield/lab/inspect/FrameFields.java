package org.jackfield.lab.inspect;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.steering.kit.FlowTuple;

/**
 * The fields of a frame that tell of its place in its flow. Whatever headers claim, no byte outside what was captured is read. One object
 * reads frame after frame; one thread.
 */
final class FrameFields {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;

    private static final int WORD = 0xFFFF;
    private static final int IPV4_ADDRESSES_AT = 12;
    private static final int IPV6_ADDRESSES_AT = 8;
    private static final int IPV6_BYTES = 40;
    private static final int TCP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int OPTION_END = 0;
    private static final int OPTION_NOTHING = 1;
    private static final int OPTION_TIMESTAMPS = 8;
    private static final int TIMESTAMPS_BYTES = 10;

    /** Addresses, protocol and ports, as the switch finds them. */
    final FlowTuple tuple = new FlowTuple();
    /** Index of the IP header; -1 without one. */
    int l3At;
    /** Index behind the IP packet, by its header; never behind the frame. */
    int endAt;
    /** Index behind what was captured of the packet. */
    int capturedEndAt;
    /** A fragment, or one whose ports were not captured. */
    boolean fragment;
    /** Identification of IPv4; -1 of other frames. */
    int ipId;
    /** Headers contradict the frame's length. */
    boolean contradicts;

    /** A TCP header is there, whole but for options. */
    boolean tcp;

    int sequence;
    int acknowledgment;
    int window;
    int flags;
    boolean hasTimestamp;
    /** TSval of RFC 7323. */
    int timestamp;
    /** Bytes behind the TCP header. */
    int payload;

    /** Index behind the UDP header; -1 of other frames. */
    int udpPayloadAt;

    /**
     * Reads a frame.
     *
     * @param buffer big-endian
     * @param at index of the Ethernet header
     * @param captured bytes of the frame that are there
     * @param length bytes it had, not less
     */
    void read(final ByteBuffer buffer, final int at, final int captured, final int length) {
        tuple.read(buffer, at, captured);
        l3At = -1;
        ipId = -1;
        udpPayloadAt = -1;
        fragment = false;
        contradicts = false;
        tcp = false;
        endAt = at + length;
        capturedEndAt = at + captured;
        if (tuple.addressBytes == FlowTuple.IPV4_BYTES) {
            ipv4(buffer, at + length);
        } else if (tuple.addressBytes == FlowTuple.IPV6_BYTES) {
            ipv6(buffer, at + length);
        }
        capturedEndAt = Math.min(capturedEndAt, endAt);
        if (tuple.portsAt < 0) {
            fragment |= FlowTuple.hasPorts(tuple.protocol);
        } else if (tuple.protocol == FlowHash.TCP) {
            tcp(buffer, tuple.portsAt);
        } else if (tuple.protocol == FlowHash.UDP && tuple.portsAt + UDP_BYTES <= capturedEndAt) {
            udpPayloadAt = tuple.portsAt + UDP_BYTES;
        }
    }

    private void ipv4(final ByteBuffer buffer, final int frameEnd) {
        l3At = tuple.addressesAt - IPV4_ADDRESSES_AT;
        ipId = u16(buffer, l3At + 4);
        fragment = (u16(buffer, l3At + 6) & FlowHash.IPV4_FRAGMENT_MASK) != 0;
        final int total = u16(buffer, l3At + 2);
        end(total, frameEnd);
    }

    private void ipv6(final ByteBuffer buffer, final int frameEnd) {
        l3At = tuple.addressesAt - IPV6_ADDRESSES_AT;
        final int behind = u16(buffer, l3At + 4);
        end(behind == 0 ? 0 : IPV6_BYTES + behind, frameEnd);
    }

    /** A length of 0 is that of a frame still to be segmented, or of a jumbogram: then the frame's own counts. */
    private void end(final int total, final int frameEnd) {
        if (l3At + total > frameEnd) {
            contradicts = true;
        } else if (total > 0) {
            endAt = l3At + total;
        }
    }

    private void tcp(final ByteBuffer buffer, final int l4) {
        if (l4 + TCP_BYTES > capturedEndAt) {
            return;
        }
        final int headerBytes = (buffer.get(l4 + 12) >>> 4 & 0xF) * Integer.BYTES;
        if (headerBytes < TCP_BYTES || l4 + headerBytes > endAt) {
            contradicts = true;
            return;
        }
        tcp = true;
        sequence = buffer.getInt(l4 + 4);
        acknowledgment = buffer.getInt(l4 + 8);
        flags = buffer.get(l4 + 13) & 0xFF;
        window = u16(buffer, l4 + 14);
        payload = endAt - l4 - headerBytes;
        timestamps(buffer, l4 + TCP_BYTES, Math.min(l4 + headerBytes, capturedEndAt));
    }

    private void timestamps(final ByteBuffer buffer, final int from, final int end) {
        hasTimestamp = false;
        int at = from;
        while (at < end && buffer.get(at) != OPTION_END) {
            if (buffer.get(at) == OPTION_NOTHING) {
                at++;
                continue;
            }
            final int bytes = at + 1 < end ? buffer.get(at + 1) & 0xFF : 0;
            if (bytes < 2 || at + bytes > end) {
                return;
            }
            if (buffer.get(at) == OPTION_TIMESTAMPS && bytes == TIMESTAMPS_BYTES) {
                hasTimestamp = true;
                timestamp = buffer.getInt(at + 2);
                return;
            }
            at += bytes;
        }
    }

    static int u16(final ByteBuffer buffer, final int index) {
        return buffer.getShort(index) & WORD;
    }
}
