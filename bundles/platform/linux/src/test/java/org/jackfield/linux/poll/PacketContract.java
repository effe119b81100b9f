package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an engine promises about packet sockets: here on a tap whose queues the test holds, as a virtual machine would. */
@Tag("netns")
@Timeout(30)
abstract class PacketContract extends IoEngineContract {
    private static final int TAG_BYTES = 4;

    @Test
    void shouldReadWhatTheDeviceReceivesInOrder() throws Exception {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap);
        for (int i = 0; i < 200; i++) {
            tap.inject(bytes(i));
        }
        drainUntil(200, handle);
        for (int i = 0; i < 200; i++) {
            assertArrayEquals(bytes(i), bytesOf(batch.id[i]));
            assertEquals(FrameLayout.HAS_VNET, flags(batch.id[i]));
            assertEquals(ANY_BYTES, batch.len[i]);
        }
        assertEquals(200, count(handle, IoEngine.READ_FRAMES));
        assertEquals(200 * ANY_BYTES, count(handle, IoEngine.READ_BYTES));
    }

    @Test
    void shouldPutTheTagBackThatTheKernelHasTakenOff() throws Exception {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap);
        final List<byte[]> sent = List.of(
                tagged(bytes(1), 0x8100, 0x6005),
                bytes(2),
                tagged(bytes(3), 0x88A8, 0x0FFF),
                tagged(tagged(bytes(4), 0x8100, 7), 0x88A8, 0xE001),
                tagged(tagged(bytes(5), 0x8100, 8), 0x8100, 9),
                tagged(bytes(6), 0x8100, 0));
        sent.forEach(tap::inject);
        drainUntil(sent.size(), handle);
        long bytes = 0;
        for (int i = 0; i < sent.size(); i++) {
            final boolean isTagged = sent.get(i).length > ANY_BYTES;
            assertArrayEquals(sent.get(i), bytesOf(batch.id[i]));
            assertEquals(sent.get(i).length, batch.len[i]);
            assertEquals(FrameLayout.DATA - (isTagged ? TAG_BYTES : 0), offset(batch.id[i]));
            bytes += sent.get(i).length;
        }
        assertEquals(bytes, count(handle, IoEngine.READ_BYTES));
    }

    @Test
    void shouldWriteFramesThatCarryTheirTags() throws Exception {
        final IsolatedTap tap = tap(1);
        final int handle = add(tap);
        final byte[] tagged = tagged(bytes(1), 0x8100, 0x6005);
        final byte[] twice = tagged(tagged, 0x88A8, 6);
        submit(handle, frame(tagged), frame(bytes(2)), frameAt(FrameLayout.DATA - TAG_BYTES, twice));
        engine.submitGathered(handle, frame(tagged), 20, frame(tagged), 20);
        engine.cycle(0);
        assertArrayEquals(tagged, tap.taken(0));
        assertArrayEquals(bytes(2), tap.taken(0));
        assertArrayEquals(twice, tap.taken(0));
        assertArrayEquals(tagged, tap.taken(0));
        assertEquals(4, count(handle, IoEngine.WRITTEN_FRAMES));
    }

    @Test
    void shouldSendOnWhatItReadWithATag() throws Exception {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap);
        final byte[] tagged = tagged(bytes(1), 0x8100, 0x6005);
        tap.inject(tagged);
        drainUntil(1, handle);
        engine.submitWrites(handle, batch.id, 0, 1);
        batch.count = 0;
        engine.cycle(0);
        assertArrayEquals(tagged, tap.taken(0));
    }

    @Test
    void shouldReadNeitherItsOwnFramesNorThoseOfTheHost() throws Exception {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap);
        submit(handle, frame(bytes(1)));
        engine.cycle(0);
        tap.send(bytes(2));
        assertArrayEquals(bytes(1), tap.taken(0));
        assertArrayEquals(bytes(2), tap.taken(0));
        tap.inject(bytes(3));
        drainUntil(1, handle);
        assertArrayEquals(bytes(3), bytesOf(batch.id[0]));
        assertEquals(0, drainAll(handle));
    }

    @Test
    void shouldDropFramesLongerThanTheirSlotAndReadJumboFramesIntoLargeOnes() throws Exception {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap);
        tap.inject(bytes(1, 9014));
        tap.inject(bytes(2));
        drainUntil(1, handle);
        assertArrayEquals(bytes(2), bytesOf(batch.id[0]));
        assertEquals(1, count(handle, IoEngine.READ_TRUNCATED));
        engine.sizeClass(handle, FrameLayout.LARGE);
        tap.inject(tagged(bytes(3, 9014), 0x8100, 3));
        drainUntil(2, handle);
        assertArrayEquals(tagged(bytes(3, 9014), 0x8100, 3), bytesOf(batch.id[1]));
    }

    @Test
    void shouldLoseNothingWhenFramesOutnumberThePool() throws Exception {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap);
        final List<Integer> taken = takeAll(FrameLayout.SMALL);
        releaseAll(taken.subList(0, 10));
        for (int i = 0; i < 100; i++) {
            tap.inject(bytes(i));
        }
        drainUntil(10, handle);
        engine.cycle(0);
        assertEquals(0, engine.drain(handle, batch));
        assertTrue(count(handle, IoEngine.POOL_EMPTY) > 0);
        releaseAll(taken.subList(10, taken.size()));
        drainUntil(100, handle);
        for (int i = 0; i < 100; i++) {
            assertArrayEquals(bytes(i), bytesOf(batch.id[i]));
        }
    }

    @Test
    void shouldCountFramesForADeviceThatIsDownAndGoOnWhenItIsUp() throws Exception {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap);
        for (int times = 0; times < 3; times++) {
            tap.down();
            submit(handle, frame(bytes(1)), frame(bytes(2)));
            engine.cycle(0);
            assertEquals(2 + 2 * times, count(handle, IoEngine.WRITE_DOWN));
            engine.cycle(0);
            assertEquals(0, engine.drain(handle, batch));
            assertEquals(IoEngine.OK, engine.state(handle));
            tap.up();
        }
        submit(handle, frame(bytes(3)));
        engine.cycle(0);
        assertEquals(1, count(handle, IoEngine.WRITTEN_FRAMES));
        tap.inject(bytes(4));
        drainUntil(1, handle);
    }

    @Test
    void shouldCountFramesForADeviceThatIsDeleted() throws Exception {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap);
        tap.delete();
        submit(handle, frame(bytes(1)));
        engine.cycle(0);
        engine.drain(handle, batch);
        submit(handle, frame(bytes(2)));
        engine.cycle(0);
        assertEquals(2, count(handle, IoEngine.WRITE_GONE) + count(handle, IoEngine.WRITE_DOWN));
        assertTrue(count(handle, IoEngine.WRITE_GONE) > 0);
    }

    private int add(final IsolatedTap tap) throws EngineException {
        try {
            return engine.add(tap.portFd(), FdKind.PACKET_VNET, FrameLayout.SMALL);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int armed(final IsolatedTap tap) throws EngineException {
        final int handle = add(tap);
        engine.arm(handle);
        return handle;
    }

    private static byte[] tagged(final byte[] frame, final int tpid, final int tci) {
        return ByteBuffer.allocate(frame.length + TAG_BYTES)
                .put(frame, 0, 12)
                .putShort((short) tpid)
                .putShort((short) tci)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    private int flags(final int frame) {
        final FrameMemory memory = pool.memory();
        return memory.buffer(frame).getShort(memory.base(frame) + FrameLayout.FLAGS);
    }

    private int offset(final int frame) {
        return pool.memory().data(frame) - pool.memory().base(frame);
    }
}
