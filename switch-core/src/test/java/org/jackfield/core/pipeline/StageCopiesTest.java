package org.jackfield.core.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.DropReason;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;

class StageCopiesTest {
    private static final long A = 0x0200_0000_000AL;
    private static final int SMALL = 1024;

    private final FrameMemory memory = FrameMemory.allocate(SMALL, 64);
    private final FramePool pool = new FramePool(new FrameReserve(memory));
    private final StageCopies copies = new StageCopies(pool);

    private int shortAt(final int id, final int field) {
        return memory.buffer(id).getShort(memory.base(id) + field);
    }

    private int add(final byte[] bytes, final int decision) {
        final int id = Frames.toMemory(pool, bytes);
        assertTrue(copies.add(id, bytes.length, decision, 7));
        pool.release(id);
        return copies.id(copies.next());
    }

    @Test
    void shouldCopyBytesDescriptorAndReasonIntoASlotOfItsOwn() {
        final byte[] bytes = Frames.broadcast(A);
        final int id = Frames.toMemory(pool, bytes);
        final ByteBuffer buffer = memory.buffer(id);
        final int base = memory.base(id);
        buffer.putShort(base + FrameLayout.FLAGS, (short) FrameLayout.HAS_VNET);
        buffer.putInt(base + FrameLayout.INGRESS_PORT, 0x0003_0004);
        buffer.putInt(base + FrameLayout.FLOW_HASH, 42);
        buffer.putInt(base + FrameLayout.VNET, 0x0102_0304);
        pool.retain(id, 2);

        assertTrue(copies.add(id, bytes.length, Decision.RESERVED_GROUP, 7));
        final int at = copies.next();
        final int copy = copies.id(at);
        assertEquals(7, copies.port(at));
        assertArrayEquals(bytes, Frames.bytesOf(memory, copy));
        final ByteBuffer copied = memory.buffer(copy);
        final int to = memory.base(copy);
        assertEquals(1, copied.getInt(to + FrameLayout.REF_COUNT));
        assertEquals(3, buffer.getInt(base + FrameLayout.REF_COUNT));
        assertEquals(FrameLayout.HAS_VNET, shortAt(copy, FrameLayout.FLAGS));
        assertEquals(0x0003_0004, copied.getInt(to + FrameLayout.INGRESS_PORT));
        assertEquals(42, copied.getInt(to + FrameLayout.FLOW_HASH));
        assertEquals(0x0102_0304, copied.getInt(to + FrameLayout.VNET));
        assertEquals(DropReason.RESERVED_GROUP.ordinal() + 1, shortAt(copy, FrameLayout.DROP_REASON));
        assertEquals(0, shortAt(id, FrameLayout.DROP_REASON));
    }

    @Test
    void shouldSayOfAFrameThatGoesOnThatItWasNotDropped() {
        final int dropped = add(Frames.broadcast(A), Decision.SAME_PORT);
        pool.release(dropped);
        final int again = add(Frames.broadcast(A), Decision.FLOOD);
        assertEquals(0, shortAt(again, FrameLayout.DROP_REASON));
        pool.release(again);
        final int fresh = pool.allocate(FrameLayout.SMALL);
        assertEquals(0, shortAt(fresh, FrameLayout.DROP_REASON), "a slot used again");
    }

    @Test
    void shouldKeepTheOrderHoweverManyAreWantedAndNoteThoseWithoutAFreeFrame() {
        final int id = Frames.toMemory(pool, Frames.broadcast(A));
        int made = 0;
        for (int i = 0; i < 2 * SMALL; i++) {
            made += copies.add(id, memory.length(id), Decision.FLOOD, i) ? 1 : 0;
        }
        assertEquals(SMALL - 1, made);
        for (int i = 0; i < 2 * SMALL; i++) {
            if (i == 1000) {
                assertEquals(i, copies.next());
                copies.back();
            }
            final int at = copies.next();
            assertEquals(i, copies.port(at));
            assertEquals(i < made, copies.id(at) >= 0);
        }
        assertFalse(copies.isEmpty());
        assertEquals(-1, copies.next());
        assertTrue(copies.isEmpty());
    }
}
