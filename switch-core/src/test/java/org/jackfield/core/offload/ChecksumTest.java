package org.jackfield.core.offload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private final Random random = new Random(5);

    @Test
    void shouldEqualTheNaiveSumForEveryLengthAndOffset() {
        final byte[] bytes = new byte[400];
        final ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
        for (int length = 0; length <= 300; length++) {
            for (int at = 0; at < 17; at++) {
                random.nextBytes(bytes);
                direct.put(0, bytes);
                assertEquals(naive(bytes, at, length), Checksum.sum(direct, at, length), at + "+" + length);
            }
        }
    }

    @Test
    void shouldCarryWhereEveryBitIsSet() {
        for (final int length : new int[] {1, 2, 3, 7, 8, 9, 65_535, 65_792}) {
            final byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) 0xFF);
            assertEquals(naive(bytes, 0, length), Checksum.sum(ByteBuffer.wrap(bytes), 0, length));
        }
    }

    @Test
    void shouldEqualTheExampleOfRfc1071() {
        final byte[] bytes = {0x00, 0x01, (byte) 0xF2, 0x03, (byte) 0xF4, (byte) 0xF5, (byte) 0xF6, (byte) 0xF7};
        assertEquals(0xDDF2, Checksum.sum(ByteBuffer.wrap(bytes), 0, bytes.length));
    }

    @Test
    void shouldReplaceOneWordOfASum() {
        final byte[] bytes = new byte[20];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(bytes);
            final ByteBuffer buffer = ByteBuffer.wrap(bytes);
            final int before = Checksum.sum(buffer, 0, bytes.length);
            final int old = buffer.getShort(6) & 0xFFFF;
            final int word = random.nextInt(0x10000);
            buffer.putShort(6, (short) word);
            assertEquals(Checksum.sum(buffer, 0, bytes.length), Checksum.replace(before, old, word));
        }
    }

    @Test
    void shouldWriteAFinishedChecksumThatVerifiesAndIsNeverZero() {
        int ends = 0;
        for (int i = 0; i < 20_000; i++) {
            final byte[] bytes = new byte[31 + random.nextInt(3)];
            random.nextBytes(bytes);
            final ByteBuffer buffer = ByteBuffer.wrap(bytes);
            final int pseudo = buffer.getShort(20) & 0xFFFF;
            if (i % 10 == 0) { // such that the result is zero
                buffer.putShort(22, (short) 0);
                buffer.putShort(22, (short) ~naive(bytes, 14, bytes.length - 14));
            }
            Checksum.complete(buffer, 0, bytes.length, 14, 6);
            final int field = buffer.getShort(20) & 0xFFFF;
            ends += field == 0xFFFF ? 1 : 0;
            final int over = naive(bytes, 14, bytes.length - 14) + pseudo;
            assertEquals(0xFFFF, over > 0xFFFF ? over - 0xFFFF : over);
        }
        assertEquals(true, ends >= 2000, "results of zero: " + ends);
    }

    private static int naive(final byte[] bytes, final int at, final int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += i % 2 == 0 ? (bytes[at + i] & 0xFF) << 8 : bytes[at + i] & 0xFF;
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return sum;
    }
}
