package org.jackfield.lab.workload;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.steering.kit.FlowTuple;

/**
 * Internet checksums (RFC 1071), and what a player needs of them: the headers of generated workloads are complete for a payload of zeros,
 * so a frame filled with zeros may be sent as it is. One that gets another payload needs {@link #complete}.
 *
 * <p>Not for several threads at a time.
 */
public final class Checksums {
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int TCP_CHECKSUM_AT = 16;
    private static final int UDP_CHECKSUM_AT = 6;
    private static final int UDP_BYTES = 8;
    private static final int TCP_BYTES = 20;
    private static final int WORD = 0xFFFF;

    private final FlowTuple tuple = new FlowTuple();

    /**
     * Computes the checksum of TCP or UDP over a whole frame and puts it where it belongs. The UDP checksum of IPv4 stays 0 when it is 0,
     * which means none (RFC 768). Frames of anything else, fragments and frames whose lengths do not fit stay as they are.
     *
     * @param frame big-endian
     * @param at index of the Ethernet header
     * @param length bytes of the frame without FCS; all must be there
     * @return whether there was a checksum to be computed
     */
    public boolean complete(final ByteBuffer frame, final int at, final int length) {
        tuple.read(frame, at, length);
        final int bytes = tuple.portsAt < 0 ? -1 : transportBytes(frame, at + length);
        if (tuple.protocol == FlowHash.TCP && bytes >= TCP_BYTES) {
            put(frame, tuple.portsAt + TCP_CHECKSUM_AT, bytes, 0);
            return true;
        }
        final boolean isUdp = tuple.protocol == FlowHash.UDP && bytes >= UDP_BYTES;
        final boolean none = tuple.addressBytes == FlowTuple.IPV4_BYTES;
        if (isUdp && !(none && frame.getShort(tuple.portsAt + UDP_CHECKSUM_AT) == 0)) {
            put(frame, tuple.portsAt + UDP_CHECKSUM_AT, bytes, WORD);
            return true;
        }
        return false;
    }

    /** Bytes of TCP or UDP that the header of IP tells; -1 when the frame ends before. */
    private int transportBytes(final ByteBuffer frame, final int end) {
        final int l3 = tuple.addressesAt - (tuple.addressBytes == FlowTuple.IPV4_BYTES ? 12 : 8);
        final int ipBytes = tuple.addressBytes == FlowTuple.IPV4_BYTES
                ? frame.getShort(l3 + 2) & WORD
                : (frame.getShort(l3 + 4) & WORD) + IPV6_BYTES;
        final int least = tuple.addressBytes == FlowTuple.IPV4_BYTES ? IPV4_BYTES : IPV6_BYTES;
        return ipBytes < least || l3 + ipBytes > end ? -1 : l3 + ipBytes - tuple.portsAt;
    }

    private void put(final ByteBuffer frame, final int checksumAt, final int bytes, final int insteadOfZero) {
        frame.putShort(checksumAt, (short) 0);
        final long pseudo = sum(frame, tuple.addressesAt, 2 * tuple.addressBytes) + tuple.protocol + bytes;
        final int checksum = finish(pseudo + sum(frame, tuple.portsAt, bytes));
        frame.putShort(checksumAt, (short) (checksum == 0 ? insteadOfZero : checksum));
    }

    /** Sum of words of 2 bytes; an odd byte at the end counts as one followed by 0. */
    static long sum(final ByteBuffer buffer, final int from, final int bytes) {
        long sum = 0;
        int at = from;
        for (; at + 1 < from + bytes; at += 2) {
            sum += buffer.getShort(at) & WORD;
        }
        return at < from + bytes ? sum + ((buffer.get(at) & 0xFF) << Byte.SIZE) : sum;
    }

    /** The checksum of what has this sum. */
    static int finish(final long sum) {
        long x = sum;
        while (x > WORD) {
            x = (x & WORD) + (x >>> Short.SIZE);
        }
        return (int) (~x & WORD);
    }
}
