package org.jackfield.linux.mem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.linux.jna.NativeMemory;
import org.junit.jupiter.api.Test;

final class FrameMemoriesTest {
    @Test
    void shouldGiveEverySlotItsAddress() throws IOException {
        try (FrameMemories memories = new FrameMemories(100, 10)) {
            final FrameMemory frames = memories.frames();
            assertEquals(100, frames.slots(FrameLayout.SMALL));
            assertEquals(10, frames.slots(FrameLayout.LARGE));
            for (final int id : new int[] {
                FrameMemory.id(FrameLayout.SMALL, 0),
                FrameMemory.id(FrameLayout.SMALL, 99),
                FrameMemory.id(FrameLayout.LARGE, 9)
            }) {
                final int last = FrameLayout.DATA + frames.capacity(id) - 1;
                frames.buffer(id).put(frames.base(id) + last, (byte) 42);
                assertEquals(
                        42, NativeMemory.buffer(frames.address(id), last + 1).get(last));
                assertEquals(0, frames.address(id) % 64, "slots begin with a cache line");
            }
        }
    }

    @Test
    void shouldMakeOnlyThePagesResidentThatFramesReach() throws IOException {
        try (FrameMemories memories = new FrameMemories(64, 4096)) {
            final FrameMemory frames = memories.frames();
            final long start = frames.address(FrameMemory.id(FrameLayout.LARGE, 0));
            assertEquals(0, residentKib(start));
            final int id = FrameMemory.id(FrameLayout.LARGE, 1000);
            frames.buffer(id).putInt(frames.base(id), 9_000);
            frames.buffer(id).put(frames.base(id) + FrameLayout.DATA + 9_000, (byte) 1);
            final long resident = residentKib(start);
            assertTrue(resident > 0 && resident <= 4 * 4, resident + " KiB for two touched bytes");
        }
    }

    @Test
    void shouldReachTwoGibibytes() throws IOException {
        final int most = Integer.MAX_VALUE / FrameLayout.LARGE_STRIDE;
        try (FrameMemories memories = new FrameMemories(0, most)) {
            final int last = FrameMemory.id(FrameLayout.LARGE, most - 1);
            memories.frames().buffer(last).putInt(memories.frames().base(last), 7);
            assertEquals(7, memories.frames().length(last));
            assertEquals((long) most * FrameLayout.LARGE_STRIDE, memories.mappedBytes(FrameLayout.LARGE));
        }
    }

    @Test
    void shouldRefuseMoreThanOneBufferReaches() {
        final int tooMany = Integer.MAX_VALUE / FrameLayout.SMALL_STRIDE + 1;
        final IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new FrameMemories(tooMany, 0));
        assertTrue(refusal.getMessage().contains("2 GiB"), refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new FrameMemories(0, -1));
    }

    @Test
    void shouldUnmapWhenClosed() throws IOException {
        final FrameMemories memories = new FrameMemories(64, 300);
        final long start = memories.frames().address(FrameMemory.id(FrameLayout.LARGE, 0));
        assertNotEquals(-1, residentKib(start));
        memories.close();
        memories.close();
        assertEquals(-1, residentKib(start));
    }

    /** Resident KiB of the mapping that begins at an address, or -1. */
    private static long residentKib(final long start) throws IOException {
        final List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        final String prefix = Long.toHexString(start) + "-";
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(prefix)) {
                int at = i;
                while (!lines.get(at).startsWith("Rss:")) {
                    at++;
                }
                return Long.parseLong(lines.get(at).replaceAll("\\D", ""));
            }
        }
        return -1;
    }
}
