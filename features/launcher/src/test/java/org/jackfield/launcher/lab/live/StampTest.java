package org.jackfield.launcher.lab.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class StampTest {
    private static final int END = 60;

    private final ByteBuffer frame = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void shouldFitBehindTheHeadersOfTheShortestUdpFrame() {
        assertTrue(14 + 20 + 8 + Stamp.BYTES <= 60);
    }

    @Test
    void shouldReadWhatWasWritten() {
        final long sentNs = 1_234_567_890_123_456L;
        Stamp.write(frame, END, 3, Stamp.MOST_FLOWS - 1, 70_000, sentNs);
        assertTrue(Stamp.isOf(frame, END, 3));
        assertEquals(Stamp.MOST_FLOWS - 1, Stamp.flow(frame, END));
        assertEquals(70_000, Stamp.sequence(frame, END, 69_990));
        assertEquals(sentNs, Stamp.sentNs(frame, END, sentNs + 5_000));
    }

    @Test
    void shouldTellRunsAndForeignFramesApart() {
        assertFalse(Stamp.isOf(frame, END, 0));
        Stamp.write(frame, END, 0, 0, 0, 0);
        assertTrue(Stamp.isOf(frame, END, 0));
        assertFalse(Stamp.isOf(frame, END, 1));
    }

    @Test
    void shouldFollowSequencesOverTheirWrap() {
        for (final long sequence : new long[] {(1L << 32) - 1, 1L << 32, (1L << 32) + 1, (5L << 32) + 7}) {
            Stamp.write(frame, END, 0, 1, sequence, 0);
            assertEquals(sequence, Stamp.sequence(frame, END, sequence - 1));
            assertEquals(sequence, Stamp.sequence(frame, END, sequence + 1_000_000));
        }
    }

    @Test
    void shouldFollowTimesOverTheirWrapAndBelowZero() {
        for (final long sentNs : new long[] {(1L << 56) - 1, 1L << 56, (1L << 56) + 9, -5, Long.MAX_VALUE - 3}) {
            Stamp.write(frame, END, 0, 1, 2, sentNs);
            assertEquals(sentNs, Stamp.sentNs(frame, END, sentNs + 1_000));
            assertEquals(sentNs, Stamp.sentNs(frame, END, sentNs - 1_000));
            assertEquals(2, Stamp.sequence(frame, END, 0));
        }
    }
}
