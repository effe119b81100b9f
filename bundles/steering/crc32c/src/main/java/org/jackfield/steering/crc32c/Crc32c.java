package org.jackfield.steering.crc32c;

import org.jackfield.api.frame.HotPath;

/**
 * CRC-32C (Castagnoli; RFC 3720 section 12.1), four bytes a step by four tables, 4 KiB together (M. E. Kounavis and F. L. Berry, "A
 * systematic approach to building high performance software-based CRC generators", 2005). {@code java.util.zip} has it too, but wants
 * its bytes in an array or a buffer of their own, which costs more than the sum for the 13 bytes of a flow. Begin with {@link #START},
 * add, {@link #end}. Immutable tables; any thread.
 */
@HotPath
final class Crc32c {
    static final int START = -1;

    /** The polynomial 0x1EDC6F41 with its bits reversed, because the lowest bit of a byte comes first. */
    private static final int POLYNOMIAL = 0x82F63B78;

    private static final int[] TABLES = new int[4 * 256];

    static {
        for (int value = 0; value < 256; value++) {
            int crc = value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
            TABLES[value] = crc;
        }
        for (int i = 256; i < TABLES.length; i++) {
            final int before = TABLES[i - 256];
            TABLES[i] = before >>> 8 ^ TABLES[before & 0xFF];
        }
    }

    private Crc32c() {}

    /** Adds the four bytes of a big-endian word, the highest first. */
    static int addWord(final int crc, final int word) {
        final int[] tables = TABLES;
        final int x = crc ^ Integer.reverseBytes(word);
        return tables[0x300 | x & 0xFF]
                ^ tables[0x200 | x >>> 8 & 0xFF]
                ^ tables[0x100 | x >>> 16 & 0xFF]
                ^ tables[x >>> 24];
    }

    /** Adds one byte, the lowest of the value. */
    static int addByte(final int crc, final int value) {
        return crc >>> 8 ^ TABLES[(crc ^ value) & 0xFF];
    }

    /** The checksum of what was added. */
    static int end(final int crc) {
        return ~crc;
    }
}
