package org.jackfield.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;

    @Test
    void shouldBuildAnArpRequestAsOnTheWire() {
        final byte[] wanted = HexFormat.of()
                .parseHex("ffffffffffff" + "02000000000a" + "0806" + "0001080006040001" + "02000000000a" + "0a000001"
                        + "000000000000" + "0a000002");
        assertArrayEquals(
                wanted,
                Frames.from(A, 0xFFFF_FFFF_FFFFL)
                        .arp(true, A, "10.0.0.1", 0, "10.0.0.2")
                        .build());
    }

    @Test
    void shouldBuildAUdpDatagramAsOnTheWire() {
        // Both checksums come from an independent program.
        final byte[] wanted = HexFormat.of()
                .parseHex("02000000000b" + "02000000000a" + "8100002a" + "0800" + "4500001d00000000401166ce"
                        + "0a000001" + "0a000002" + "03e807d00009" + "9f21" + "41");
        assertArrayEquals(
                wanted,
                Frames.from(A, B)
                        .vlan(42)
                        .ipv4("10.0.0.1", "10.0.0.2")
                        .udp(1000, 2000)
                        .payload(new byte[] {0x41})
                        .build());
    }

    @Test
    void shouldGiveEveryHeaderAChecksumThatVerifies() {
        final byte[] frame = Frames.from(A, B)
                .ipv4("192.168.7.1", "10.1.2.3")
                .ipv4Options(new byte[] {1, 1, 1, 1})
                .tcp(40000, 443, 7)
                .payload(new byte[] {1, 2, 3})
                .build();
        assertEquals(0, FrameBuilder.checksum(Arrays.copyOfRange(frame, 14, 38)));
        final ByteBuffer pseudo = ByteBuffer.allocate(12 + 23);
        pseudo.put(frame, 26, 8).putInt(23 | 6 << 16).put(frame, 38, 23);
        assertEquals(0, FrameBuilder.checksum(pseudo.array()));
    }

    @Test
    void shouldChainIpv6ExtensionHeaders() {
        final byte[] frame = Frames.from(A, B)
                .ipv6("fd00::1", "fd00::2")
                .extension(0, new byte[8])
                .ipv6Fragment(1480, true)
                .udp(1, 2)
                .build();
        assertEquals(14 + 40 + 8 + 8 + 8, frame.length);
        assertEquals(0, frame[20], "first extension is hop-by-hop");
        assertEquals(44, frame[54], "then a fragment header");
        assertEquals(17, frame[62], "then UDP");
        assertEquals(1481, ByteBuffer.wrap(frame).getShort(64));
        assertEquals(24, ByteBuffer.wrap(frame).getShort(18));
    }

    @Test
    void shouldReadBackFlowAndNumber() {
        final byte[] frame = Frames.numbered(A, B, 70_000, 1L << 40);
        assertEquals(60, frame.length);
        assertEquals(70_000, Frames.flow(frame));
        assertEquals(1L << 40, Frames.number(frame).orElseThrow());
        assertEquals(A, Frames.source(frame));
        assertEquals(B, Frames.destination(frame));
        assertEquals(-1, Frames.flow(Frames.broadcast(A)));
    }

    @Test
    void shouldCopyBetweenBytesAndFrameMemory() {
        final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));
        for (final int length : new int[] {60, 9014}) {
            final byte[] bytes = Frames.from(A, B).length(length).build();
            assertArrayEquals(bytes, Frames.bytesOf(pool.memory(), Frames.toMemory(pool, bytes)));
        }
    }
}
