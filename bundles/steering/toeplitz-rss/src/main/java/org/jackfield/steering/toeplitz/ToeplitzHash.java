package org.jackfield.steering.toeplitz;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.HotPath;

/**
 * The Toeplitz hash of receive-side scaling: for each bit of the input that is set, 32 bits of the key from that bit on are xored. What
 * the bits of one input byte contribute depends on its value and position alone, so it is looked up: 36 positions of 256 words, 36 KiB,
 * of which IPv4 touches 12. Immutable; shared by all workers.
 */
@HotPath
final class ToeplitzHash {
    /** Bytes of a key: those of the longest input, and 4. */
    static final int KEY_BYTES = 40;

    private static final int INPUT_BYTES = KEY_BYTES - 4;

    private final int[] contribution = new int[INPUT_BYTES * 256];

    ToeplitzHash(final byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes; it must have " + KEY_BYTES);
        }
        for (int bit = 0; bit < INPUT_BYTES * 8; bit++) {
            final int window = window(key, bit);
            for (int value = 0; value < 256; value++) {
                if ((value & 0x80 >>> bit % 8) != 0) {
                    contribution[bit / 8 << 8 | value] ^= window;
                }
            }
        }
    }

    private static int window(final byte[] key, final int bit) {
        long bits = 0;
        for (int i = 0; i < 5; i++) {
            bits = bits << 8 | key[bit / 8 + i] & 0xFF;
        }
        return (int) (bits >>> 8 - bit % 8);
    }

    /**
     * What some bytes of the input contribute to its hash; the hash is the xor of all.
     *
     * @param buffer where they are
     * @param from index of the first
     * @param bytes how many
     * @param position where the first one stands in the input
     */
    int of(final ByteBuffer buffer, final int from, final int bytes, final int position) {
        final int[] table = contribution;
        int hash = 0;
        for (int i = 0; i < bytes; i++) {
            hash ^= table[position + i << 8 | buffer.get(from + i) & 0xFF];
        }
        return hash;
    }
}
