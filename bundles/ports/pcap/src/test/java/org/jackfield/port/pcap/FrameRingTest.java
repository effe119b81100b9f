package org.jackfield.port.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;

class FrameRingTest {
    private static final int BYTES = 1 << 18;
    private static final int FRAMES = 30_000;
    private static final int HEADER_BYTES = 24;

    private final FrameRing ring = new FrameRing(BYTES);
    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));

    @Test
    void shouldKeepWhatBelongsToAFrame() {
        final byte[] bytes = Frames.unicast(1, 2);
        final int frame = Frames.toMemory(pool, bytes);
        final int base = pool.memory().base(frame);
        pool.memory().buffer(frame).putInt(base + FrameLayout.INGRESS_PORT, 0xFFFE_0003);
        pool.memory().buffer(frame).putShort(base + FrameLayout.DROP_REASON, (short) 5);
        assertTrue(ring.put(pool.memory(), frame, 20, 77));
        assertEquals(-1, ring.peek(), "not shown yet");
        ring.publish();
        final int entry = ring.peek();
        assertEquals(77, ring.time(entry));
        assertEquals(20, ring.captured(entry));
        assertEquals(bytes.length, ring.length(entry));
        assertEquals(0xFFFE_0003, ring.ingress(entry));
        assertEquals(5, ring.dropReason(entry));
        assertArrayEquals(java.util.Arrays.copyOf(bytes, 20), bytes(entry));
        assertFalse(ring.isEmptied());
        ring.remove(entry);
        assertTrue(ring.isEmptied());
        assertEquals(-1, ring.peek());
    }

    private byte[] bytes(final int entry) {
        final ByteBuffer to = ByteBuffer.allocate(ring.captured(entry) + 3);
        ring.copy(entry, to, 3);
        return java.util.Arrays.copyOfRange(to.array(), 3, to.capacity());
    }

    @Test
    void shouldRefuseWhatDoesNotFitUntilThereIsRoom() {
        final ByteBuffer bytes = ByteBuffer.allocate(1000);
        int held = 0;
        while (ring.put(bytes, 0, bytes.capacity(), held, 0)) {
            held++;
        }
        assertEquals(BYTES / (HEADER_BYTES + 1000), held);
        ring.publish();
        assertTrue(ring.holdsMoreThanOneOf(2));
        assertFalse(ring.put(bytes, 0, bytes.capacity(), 0, 0));
        ring.remove(ring.peek());
        assertTrue(ring.put(bytes, 0, bytes.capacity(), held, 0));
        ring.publish();
        for (int i = 1; i <= held; i++) {
            assertEquals(i, ring.time(ring.peek()));
            ring.remove(ring.peek());
        }
        assertTrue(ring.isEmptied());
        assertFalse(ring.holdsMoreThanOneOf(1 << 20));
    }

    @Test
    void shouldTakeTheLongestFrameWhereverItStands() {
        final ByteBuffer longest = ByteBuffer.allocate(FrameLayout.capacity(FrameLayout.LARGE));
        for (int i = 0; i < 500; i++) {
            longest.putInt(longest.capacity() - 4, i);
            assertTrue(ring.put(longest, 0, longest.capacity(), i, i));
            assertTrue(ring.put(longest, 0, i, i, i));
            ring.publish();
            final int frame = ring.toFrame(ring.peek(), pool);
            assertArrayEquals(longest.array(), Frames.bytesOf(pool.memory(), frame));
            pool.release(frame);
            ring.remove(ring.peek());
            ring.remove(ring.peek());
        }
    }

    @Test
    void shouldLeaveAnEntryForWhichNoFrameIsFree() {
        ring.put(ByteBuffer.allocate(60), 0, 60, 1, 0);
        ring.publish();
        final FramePool none = new FramePool(new FrameReserve(FrameMemory.allocate(0, 0)));
        assertEquals(-1, ring.toFrame(ring.peek(), none));
        assertEquals(1, ring.time(ring.peek()));
    }

    @Test
    void shouldRefuseSizesThatAreNoRing() {
        assertThrows(IllegalArgumentException.class, () -> new FrameRing(BYTES + 1));
        assertThrows(IllegalArgumentException.class, () -> new FrameRing(1 << 16));
    }

    /** One thread fills, one empties; the lengths make it wrap at every place. */
    @Test
    void shouldCarryEveryFrameFromThreadToThreadInOrder() throws Exception {
        final FutureTask<Long> filling = new FutureTask<>(() -> {
            final Random lengths = new Random(9);
            final ByteBuffer bytes = ByteBuffer.allocate(2000);
            long refused = 0;
            for (int i = 0; i < FRAMES; i++) {
                final int length = 4 + lengths.nextInt(1900);
                bytes.putInt(0, i);
                bytes.putInt(length - 4, i);
                while (!ring.put(bytes, 0, length, i, i)) {
                    refused++;
                    ring.publish();
                    Thread.yield();
                }
                if (i % 7 == 0) {
                    ring.publish();
                }
            }
            ring.publish();
            return refused;
        });
        final Thread thread = new Thread(filling, "filling");
        thread.start();
        final Random lengths = new Random(9);
        final ByteBuffer to = ByteBuffer.allocate(2000);
        for (int i = 0; i < FRAMES; i++) {
            int entry = ring.peek();
            while (entry < 0) {
                if (filling.isDone() && (entry = ring.peek()) < 0) {
                    throw new AssertionError("frame " + i + " did not come, filling: " + filling.get());
                }
                Thread.yield();
                entry = ring.peek();
            }
            final int length = 4 + lengths.nextInt(1900);
            assertEquals(length, ring.captured(entry));
            assertEquals(i, ring.time(entry));
            ring.copy(entry, to, 0);
            assertEquals(i, to.getInt(length - 4));
            ring.remove(entry);
        }
        thread.join();
        assertTrue(ring.isEmptied());
    }
}
