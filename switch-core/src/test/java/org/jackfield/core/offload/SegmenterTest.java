package org.jackfield.core.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.frame.Offload;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    private final Cutter cutter = new Cutter();

    private void assertCut(final LongFrame frame) {
        final List<byte[]> expected = frame.segments();
        final List<byte[]> found = cutter.cut(frame);
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i), "segment " + i + " of " + expected.size());
        }
    }

    @Test
    void shouldCutAsTheModelDoes() {
        final Random random = new Random(3);
        for (int i = 0; i < 5000; i++) {
            assertCut(LongFrame.random(random, 1 + random.nextInt(9000), 8 + random.nextInt(3000)));
        }
    }

    @Test
    void shouldCutTheLongestFrames() {
        final Random random = new Random(4);
        for (int i = 0; i < 100; i++) {
            assertCut(LongFrame.random(random, 65_000, 500 + random.nextInt(1000)));
        }
    }

    @Test
    void shouldMakeOneSegmentOfWhatFitsOne() {
        final Random random = new Random(6);
        assertEquals(1, cutter.cut(LongFrame.random(random, 1000, 1000)).size());
        assertEquals(1, cutter.cut(LongFrame.random(random, 3, 1000)).size());
        assertEquals(2, cutter.cut(LongFrame.random(random, 1001, 1000)).size());
    }

    @Test
    void shouldUseLargeSlotsForLargeSegmentsOnly() {
        final int id = cutter.checked(LongFrame.of(new Random(8), true, true, 20_000, 8000));
        cutter.segmenter.begin(id);
        assertEquals(FrameLayout.LARGE, FrameMemory.sizeClass(cutter.segmenter.next()));
        final int other = cutter.checked(LongFrame.of(new Random(8), true, true, 20_000, 1448));
        cutter.segmenter.begin(other);
        assertEquals(FrameLayout.SMALL, FrameMemory.sizeClass(cutter.segmenter.next()));
    }

    @Test
    void shouldSayWhenNoFrameIsFree() {
        final FramePool dry = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));
        final Segmenter segmenter = new Segmenter(dry);
        final LongFrame frame = LongFrame.of(new Random(9), false, true, 50_000, 500);
        final int id = frame.toMemory(dry);
        final FrameBatch batch = new FrameBatch(dry);
        batch.add(id, frame.frame.length);
        OffloadCheck.run(batch, dry, Offload.ALL);
        assertEquals(100, segmenter.begin(id));
        for (int i = 0; i < 64; i++) {
            assertEquals(FrameLayout.SMALL, FrameMemory.sizeClass(segmenter.next()));
        }
        assertEquals(-1, segmenter.next());
        assertEquals(-1, segmenter.next());
    }
}
