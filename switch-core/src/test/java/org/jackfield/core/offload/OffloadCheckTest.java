package org.jackfield.core.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.frame.Offload;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OffloadCheckTest {
    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(128, 128)));
    private final FrameBatch batch = new FrameBatch(pool);
    private final Random random = new Random(11);

    /** Where the frames of the table of lies come from: TCP and UDP over both versions, without options and tags. */
    enum Kind {
        TCP4(true, true),
        TCP6(true, false),
        UDP4(false, true),
        UDP6(false, false);

        final boolean tcp;
        final boolean v4;

        Kind(final boolean tcp, final boolean v4) {
            this.tcp = tcp;
            this.v4 = v4;
        }
    }

    private int check(final LongFrame frame, final int offloads) {
        final int id = frame.toMemory(pool);
        batch.count = 0;
        batch.add(id, frame.frame.length);
        final int refused = OffloadCheck.run(batch, pool, offloads);
        assertEquals(1 - refused, batch.count);
        return refused;
    }

    private void release() {
        if (batch.count > 0) {
            pool.release(batch.id[0]);
        }
    }

    private void assertLie(final Kind kind, final String what, final Consumer<LongFrame> lie) {
        final LongFrame frame = LongFrame.of(random, kind.tcp, kind.v4, 3000, 1000);
        assertEquals(0, check(frame, Offload.ALL), "before: " + what);
        release();
        lie.accept(frame);
        assertEquals(1, check(frame, Offload.ALL), what);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseEveryLie(final Kind kind) {
        final int start = kind.tcp ? 16 : 6;
        assertLie(kind, "no size", f -> f.put(4, 0));
        assertLie(kind, "a segment for every few bytes", f -> f.put(4, 7));
        assertLie(kind, "no checksum", f -> f.header[0] = 0);
        assertLie(kind, "found right instead of unfinished", f -> f.header[0] = 2);
        assertLie(kind, "unknown flag", f -> f.header[0] = 5);
        assertLie(kind, "no type but ECN", f -> f.header[1] = (byte) 0x80);
        assertLie(kind, "UFO", f -> f.header[1] = 3);
        assertLie(kind, "unknown type", f -> f.header[1] = 2);
        assertLie(kind, "unknown type bit", f -> f.header[1] |= 0x40);
        assertLie(kind, "other version", f -> f.header[1] = (byte) (f.v4 ? 4 : 1));
        assertLie(kind, "other protocol", f -> f.header[1] = (byte) (f.tcp ? 5 : f.v4 ? 1 : 4));
        assertLie(kind, "ECN on UDP", f -> f.header[1] = (byte) (0x80 | (f.tcp ? 5 : f.header[1])));
        assertLie(kind, "headers longer than the frame", f -> f.put(2, f.frame.length + 1));
        assertLie(kind, "checksum from the addresses", f -> f.put(6, 13));
        assertLie(kind, "checksum from elsewhere", f -> f.put(6, f.l4 + 2));
        assertLie(kind, "checksum from far away", f -> f.put(6, 0xFFFF));
        assertLie(kind, "field elsewhere", f -> f.put(8, start + 2));
        assertLie(kind, "field outside", f -> f.put(8, 0xFFFF));
        assertLie(kind, "EtherType", f -> f.frame[f.l3 - 1] ^= 0x10);
        assertLie(kind, "IP version", f -> f.frame[f.l3] ^= 0x10);
        assertLie(kind, "IP length", f -> f.frame[f.l3 + (f.v4 ? 3 : 5)] ^= 1);
        assertLie(kind, "protocol", f -> f.frame[f.v4 ? f.l3 + 9 : f.l3 + 6] = 50);
        if (kind.v4) {
            assertLie(kind, "more fragments", f -> f.frame[f.l3 + 6] |= 0x20);
            assertLie(kind, "fragment offset", f -> f.frame[f.l3 + 7] |= 1);
            assertLie(kind, "header of 16 bytes", f -> f.frame[f.l3] = 0x44);
        }
        if (kind.tcp) {
            assertLie(kind, "TCP header of 16 bytes", f -> f.frame[f.l4 + 12] = 0x40);
        } else {
            assertLie(kind, "UDP length", f -> f.frame[f.l4 + 5] ^= 1);
        }
    }

    @Test
    void shouldRefuseATransportHeaderThatDoesNotEndBeforeThePayload() {
        for (final Kind kind : Kind.values()) {
            assertEquals(1, check(LongFrame.of(random, kind.tcp, kind.v4, 0, 100), Offload.ALL));
            assertEquals(0, check(LongFrame.of(random, kind.tcp, kind.v4, 1, 100), Offload.ALL));
            release();
        }
    }

    @Test
    void shouldRefuseWhatAPortHasNotDeclared() {
        for (int i = 0; i < 200; i++) {
            final LongFrame frame = LongFrame.random(random, 2500, 1200);
            assertEquals(0, check(frame, frame.needs()));
            release();
            for (int bit = 1; bit <= Offload.USO6; bit <<= 1) {
                if ((frame.needs() & bit) != 0) {
                    assertEquals(1, check(frame, Offload.ALL & ~bit), Offload.text(bit));
                }
            }
        }
    }

    @Test
    void shouldKeepAnEmptyHeaderAndTakeOffOneThatLeavesNothingToDo() {
        for (final int flags : new int[] {0, 2}) {
            final LongFrame frame = LongFrame.of(random, true, true, 100, 100);
            Arrays.fill(frame.header, (byte) 0);
            frame.header[0] = (byte) flags;
            assertEquals(0, check(frame, Offload.NONE));
            assertEquals(
                    flags == 0 ? FrameLayout.HAS_VNET : 0,
                    pool.memory().buffer(batch.id[0]).getShort(pool.memory().base(batch.id[0]) + FrameLayout.FLAGS));
            assertEquals(Offload.NONE, Unfinished.needs(pool.memory(), batch.id[0]));
            release();
        }
    }

    @Test
    void shouldKeepTheOrderOfTheOthers() {
        final int[] kept = new int[3];
        for (int i = 0; i < 6; i++) {
            final LongFrame frame = LongFrame.random(random, 2000 + i, 1000);
            if (i % 2 == 0) {
                frame.put(4, 0);
            }
            batch.add(frame.toMemory(pool), frame.frame.length);
            if (i % 2 == 1) {
                kept[i / 2] = batch.id[i];
            }
        }
        final int[] lengths = {batch.len[1], batch.len[3], batch.len[5]};
        assertEquals(3, OffloadCheck.run(batch, pool, Offload.ALL));
        assertArrayEquals(kept, Arrays.copyOf(batch.id, batch.count));
        assertArrayEquals(lengths, Arrays.copyOf(batch.len, batch.count));
    }

    @Test
    void shouldLeaveAFrameWithoutHeaderAlone() {
        final int id = Frames.toMemory(pool, Frames.broadcast(0x0200_0000_0001L));
        final ByteBuffer buffer = pool.memory().buffer(id);
        buffer.putLong(pool.memory().base(id) + FrameLayout.VNET, -1); // garbage in the headroom
        batch.add(id, 60);
        assertEquals(0, OffloadCheck.run(batch, pool, Offload.NONE));
        assertEquals(1, batch.count);
    }

    @Test
    void shouldTakeTheSwitchsOwnMarkFromNobody() {
        final int id = Frames.toMemory(pool, Frames.broadcast(0x0200_0000_0001L));
        final ByteBuffer buffer = pool.memory().buffer(id);
        buffer.putLong(pool.memory().base(id) + FrameLayout.VNET_PARSED, -1);
        buffer.putShort(pool.memory().base(id) + FrameLayout.FLAGS, (short) FrameLayout.UNFINISHED);
        batch.add(id, 60);
        assertEquals(0, OffloadCheck.run(batch, pool, Offload.ALL));
        assertEquals(Offload.NONE, Unfinished.needs(pool.memory(), id));
    }

    @Test
    void shouldRefuseAFrameOutsideItsSlot() {
        final LongFrame frame = LongFrame.of(random, true, true, 3000, 1000);
        final int id = frame.toMemory(pool);
        batch.add(id, FrameLayout.capacity(FrameLayout.LARGE) + 1);
        assertEquals(1, OffloadCheck.run(batch, pool, Offload.ALL));
    }

    /**
     * Random bytes in header and frame, and true frames with a few of them changed: never an exception, and whatever is
     * accepted can
     * be cut or finished into frames whose bytes add up.
     */
    @Test
    void shouldSurviveRandomHeaders() {
        final Segmenter segmenter = new Segmenter(pool);
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            final LongFrame frame = LongFrame.random(random, random.nextInt(300), 20 + random.nextInt(200));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                if (random.nextBoolean()) {
                    frame.header[random.nextInt(12)] = (byte) random.nextInt();
                } else {
                    frame.frame[random.nextInt(Math.min(frame.frame.length, frame.headerBytes + 4))] =
                            (byte) random.nextInt();
                }
            }
            if (check(frame, Offload.ALL) == 0) {
                accepted++;
                use(segmenter, batch.id[0], frame.frame.length);
                release();
            }
        }
        final int total = accepted;
        assertTrue(total > 20_000, () -> "accepted: " + total);
    }

    private void use(final Segmenter segmenter, final int id, final int length) {
        final FrameMemory memory = pool.memory();
        final int needs = Unfinished.needs(memory, id);
        if (!Unfinished.isLong(needs)) {
            if (needs != 0) {
                Unfinished.complete(memory, id);
            }
            return;
        }
        final int count = segmenter.begin(id);
        final int headers = Unfinished.headerBytes(memory.buffer(id), memory.base(id));
        int payload = 0;
        for (int n = 0; n < count; n++) {
            final int segment = segmenter.next();
            assertTrue(
                    memory.length(segment) > headers && memory.length(segment) <= Unfinished.segmentBytes(memory, id));
            payload += memory.length(segment) - headers;
            pool.release(segment);
        }
        assertEquals(length - headers, payload);
    }
}
