package org.jackfield.core.offload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jackfield.api.frame.HotPath;

/**
 * The Internet checksum (RFC 1071) over big-endian buffers. Any thread; holds nothing.
 *
 * <p>Eight bytes are read at a time and added as two 32-bit halves: 2^16 is 1 modulo 2^16 - 1, so each half counts as
 * the sum of its
 * two 16-bit words, and carries need no care before 2^31 halves, which no frame has.
 */
@HotPath
public final class Checksum {
    private static final long LOW_HALF = 0xFFFF_FFFFL;
    private static final int WORD = 0xFFFF;

    private Checksum() {}

    /**
     * The sum of {@code length} bytes as 16-bit words, an odd last byte filled up with zero; not complemented. 0 to
     * 0xFFFF.
     */
    public static int sum(final ByteBuffer buffer, final int at, final int length) {
        assert buffer.order() == ByteOrder.BIG_ENDIAN;
        long sum = 0;
        int i = at;
        final int end = at + length;
        for (; i <= end - 8; i += 8) {
            final long eight = buffer.getLong(i);
            sum += (eight >>> 32) + (eight & LOW_HALF);
        }
        for (; i <= end - 2; i += 2) {
            sum += buffer.getShort(i) & WORD;
        }
        if (i < end) {
            sum += (buffer.get(i) & 0xFF) << 8;
        }
        return fold(sum);
    }

    /** A sum reduced to 16 bits; the argument must not be negative. */
    public static int fold(final long sum) {
        long folded = (sum >>> 32) + (sum & LOW_HALF);
        folded = (folded >>> 16) + (folded & WORD);
        folded = (folded >>> 16) + (folded & WORD);
        return (int) ((folded >>> 16) + (folded & WORD));
    }

    /** A 16-bit sum in which one of the words it was made of is replaced by another (RFC 1624). */
    static int replace(final int sum, final int before, final int after) {
        return fold((long) sum + (~before & WORD) + after);
    }

    /**
     * Finishes a checksum left to the receiver: its field holds the sum of the pseudo header, and it covers the bytes
     * from
     * {@code start} to the end. A result of 0 becomes 0xFFFF, its other form, because UDP has another use for 0 (RFC
     * 768).
     *
     * @param data offset of the frame in the buffer
     * @param length bytes of the frame
     * @param start where the covered bytes begin, from {@code data}
     * @param offset where the field is, from {@code start}
     */
    static void complete(final ByteBuffer buffer, final int data, final int length, final int start, final int offset) {
        final int checksum = ~sum(buffer, data + start, length - start) & WORD;
        buffer.putShort(data + start + offset, (short) (checksum == 0 ? WORD : checksum));
    }
}
