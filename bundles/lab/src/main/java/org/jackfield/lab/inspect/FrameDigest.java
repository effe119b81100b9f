package org.jackfield.lab.inspect;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.steering.kit.FlowTuple;

/**
 * What is the same of a frame on both sides of a switch, in 64 bits. Left out is what one on the way may change: VLAN tags, padding, and of
 * IP packets Ethernet addresses, class of service, hop limit and the checksums of IPv4, TCP and UDP (which senders with offloads leave
 * unfinished). One thread.
 */
final class FrameDigest {
    private static final long BASIS = 0x9E37_79B9_7F4A_7C15L;
    private static final long MULTIPLIER = 0xFF51_AFD7_ED55_8CCDL;
    private static final int SHIFT = 32;
    private static final int TAG_BYTES = 4;
    private static final int TYPE_AT = 12;
    private static final int TCP_CHECKSUM_AT = 16;
    private static final int UDP_CHECKSUM_AT = 6;
    private static final int NONE = -1;

    private long state;

    /**
     * The digest of a frame.
     *
     * @param fields read from it
     * @param at index of its Ethernet header
     * @param mostBytes of the IP packet, or of what is behind the EtherType of other frames, that count
     */
    long of(final ByteBuffer buffer, final FrameFields fields, final int at, final int captured, final int mostBytes) {
        state = BASIS;
        if (fields.l3At >= 0) {
            packet(buffer, fields, Math.min(fields.capturedEndAt, fields.l3At + mostBytes));
        } else {
            other(buffer, at, captured, mostBytes);
        }
        return finished();
    }

    private void packet(final ByteBuffer buffer, final FrameFields fields, final int end) {
        final boolean four = fields.tuple.addressBytes == FlowTuple.IPV4_BYTES;
        final int l3 = fields.l3At;
        final int checksum = checksumAt(fields);
        for (int i = l3; i < end; i++) {
            final int offset = i - l3;
            final boolean changes = four
                    ? offset == 1 || offset == 8 || offset == 10 || offset == 11
                    : offset == 0 || offset == 1 || offset == 7;
            if (!changes && (checksum == NONE || i != checksum && i != checksum + 1)) {
                mix(buffer.get(i));
            }
        }
    }

    private static int checksumAt(final FrameFields fields) {
        if (fields.tuple.portsAt < 0) {
            return NONE;
        }
        return switch (fields.tuple.protocol) {
            case FlowHash.TCP -> fields.tuple.portsAt + TCP_CHECKSUM_AT;
            case FlowHash.UDP -> fields.tuple.portsAt + UDP_CHECKSUM_AT;
            default -> NONE;
        };
    }

    private void other(final ByteBuffer buffer, final int at, final int captured, final int mostBytes) {
        int from = at + TYPE_AT;
        while (from + TAG_BYTES + Short.BYTES <= at + captured && FlowHash.isTag(FrameFields.u16(buffer, from))) {
            from += TAG_BYTES;
        }
        int end = Math.min(at + captured, from + Short.BYTES + mostBytes);
        while (end > from && buffer.get(end - 1) == 0) {
            end--; // padding, as far as anybody can tell
        }
        for (int i = at; i < Math.min(at + TYPE_AT, at + captured); i++) {
            mix(buffer.get(i));
        }
        for (int i = from; i < end; i++) {
            mix(buffer.get(i));
        }
    }

    private void mix(final byte value) {
        state = (state ^ value & 0xFF) * MULTIPLIER;
        state ^= state >>> SHIFT;
    }

    private long finished() {
        return (state ^ state >>> SHIFT) * BASIS;
    }

    /** Bytes behind the Ethernet header that are there in a frame of which so many were captured, whatever tags it has. */
    static int behindTags(final int captured) {
        return Math.max(0, captured - FrameLayout.ETHERNET_BYTES - FlowHash.TAGS * TAG_BYTES);
    }
}
