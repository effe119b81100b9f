package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.junit.jupiter.api.Test;

/** Where a tag comes from and what moves to make room for it. */
class AuxiliaryDataTest {
    private static final String MACS = "0102030405060708090a0b0c";
    private static final String REST = "08004500112233";
    private static final int BYTES = 19;
    private static final String COMPLETE = "00000000000000000000ffff";
    /** NEEDS_CSUM, TCPv4, hdr_len 54, gso_size 1460, csum_start 34, csum_offset 16. */
    private static final String LONG = "01013600b405220010000000";
    /** NEEDS_CSUM alone; hdr_len means nothing. */
    private static final String SUM = "010000000000220010000000";

    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));
    private final FrameMemory memory = pool.memory();
    private final int frame = pool.allocate(FrameLayout.SMALL);
    private final int base = memory.base(frame);

    /** Reads a frame behind a header and auxiliary data with this status; returns how much longer it got. */
    private int read(final String header, final int status, final int controlBytes) {
        final ByteBuffer buffer = memory.buffer(frame);
        buffer.put(base + FrameLayout.VNET, bytes(header + MACS + REST));
        buffer.put(base + AuxiliaryData.AT + 16, (byte) status);
        buffer.put(base + AuxiliaryData.AT + 32, bytes("0560a888")); // tci, tpid
        return AuxiliaryData.restoreTag(memory, frame, BYTES, controlBytes);
    }

    private void assertNow(final int offset, final String bytes) {
        final byte[] found = new byte[bytes.length() / 2];
        memory.buffer(frame).get(base + offset - FrameLayout.VNET_BYTES, found);
        assertArrayEquals(bytes(bytes), found, () -> HexFormat.of().formatHex(found));
        assertEquals(base + offset, memory.data(frame));
    }

    private static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void shouldPutATagBetweenAddressesAndEtherType() {
        assertEquals(4, read(COMPLETE, 0x50, 36));
        assertNow(FrameLayout.DATA - 4, COMPLETE + MACS + "88a86005" + REST);
    }

    @Test
    void shouldTakeATagWithoutAnEtherTypeForOneOfDot1q() {
        assertEquals(4, read(COMPLETE, 0x11, 40));
        assertNow(FrameLayout.DATA - 4, COMPLETE + MACS + "81006005" + REST);
    }

    @Test
    void shouldMoveTheOffsetsOfTheHeaderAlong() {
        assertEquals(4, read(LONG, 0x50, 36));
        assertNow(FrameLayout.DATA - 4, "01013a00b405260010000000" + MACS + "88a86005" + REST);
    }

    @Test
    void shouldMoveNoOffsetThatMeansNothing() {
        assertEquals(4, read(SUM, 0x50, 36));
        assertNow(FrameLayout.DATA - 4, "010000000000260010000000" + MACS + "88a86005" + REST);
    }

    @Test
    void shouldLeaveAFrameWithoutATagAsItIs() {
        assertEquals(0, read(LONG, 0x49, 36));
        assertNow(FrameLayout.DATA, LONG + MACS + REST);
    }

    /** What an earlier frame left in the headroom is not taken for this one's. */
    @Test
    void shouldNotLookAtControlDataThatDidNotCome() {
        assertEquals(0, read(LONG, 0x50, 0));
        assertNow(FrameLayout.DATA, LONG + MACS + REST);
    }
}
