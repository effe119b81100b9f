package org.jackfield.port.vxlan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VxlanHeaderTest {
    private static final int[] VNIS = {0, 1, 255, 256, 0x800000, 0xABCDEF, 0xFFFFFF};

    @Test
    void shouldHaveTheVniInTheUpperBitsOfTheSecondWord() {
        assertArrayEquals(HexFormat.of().parseHex("0800000012345600"), VxlanHeader.bytes(0x123456));
        for (final int vni : VNIS) {
            assertEquals(vni, VxlanHeader.vni(VxlanHeader.of(vni)));
            assertTrue(VxlanHeader.hasVni(VxlanHeader.of(vni)));
        }
    }

    @Test
    void shouldIgnoreReservedBits() {
        assertEquals(0x123456, VxlanHeader.vni(0xFFFF_FFFF_1234_56FFL));
        assertTrue(VxlanHeader.hasVni(0xFFFF_FFFF_1234_56FFL));
        assertFalse(VxlanHeader.hasVni(0xF7FF_FFFF_1234_56FFL));
    }

    @Test
    @Tag("once")
    void shouldAgreeWithScapy() throws Exception {
        final StringBuilder script = new StringBuilder("from scapy.layers.vxlan import VXLAN\n");
        for (final int vni : VNIS) {
            script.append("print(bytes(VXLAN(flags=8, vni=" + vni + ")).hex())\n");
        }
        final Process python = new ProcessBuilder("/usr/bin/python3", "-c", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        final String[] lines = new String(python.getInputStream().readAllBytes()).split("\n");
        assertTrue(python.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, python.exitValue());
        assertEquals(VNIS.length, lines.length);
        for (int i = 0; i < VNIS.length; i++) {
            final byte[] theirs = HexFormat.of().parseHex(lines[i]);
            assertArrayEquals(theirs, VxlanHeader.bytes(VNIS[i]));
            assertEquals(VNIS[i], VxlanHeader.vni(ByteBuffer.wrap(theirs).getLong()));
        }
    }
}
