package org.jackfield.steering.crc32c;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Crc32cTest {
    private static int checksum(final byte[] bytes) {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int crc = Crc32c.START;
        while (buffer.remaining() >= 4) {
            crc = Crc32c.addWord(crc, buffer.getInt());
        }
        while (buffer.hasRemaining()) {
            crc = Crc32c.addByte(crc, buffer.get());
        }
        return Crc32c.end(crc);
    }

    /** RFC 3720 appendix B.4, whose last one is an iSCSI read command. It prints the lowest byte first. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000000000000000000000000000000000000000000000000000, aa36918a",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 43aba862",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 4e79dd46",
        "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100, 5cdb3f11",
        "01c00000000000000000000000000000140000000000040000000014000000182800000000000000020000000"
                + "0000000, 563a96d9"
    })
    void shouldGiveTheChecksumsOfRfc3720(final String bytes, final String printed) {
        assertEquals(
                Integer.reverseBytes(Integer.parseUnsignedInt(printed, 16)),
                checksum(HexFormat.of().parseHex(bytes)));
    }

    @Test
    void shouldGiveTheCheckValueOfTheCatalogue() {
        assertEquals(0xE3069283, checksum("123456789".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(0, checksum(new byte[0]));
    }

    @Test
    void shouldAgreeWithTheOneOfJava() {
        final Random random = new Random(1);
        for (int length = 0; length < 200; length++) {
            final byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            final CRC32C java = new CRC32C();
            java.update(bytes);
            assertEquals((int) java.getValue(), checksum(bytes));
        }
    }
}
