package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.linux.jna.Errno;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an engine promises about the queues of a tap. Needs root and /dev/net/tun. */
@Tag("netns")
@Timeout(30)
abstract class TapContract extends IoEngineContract {
    private static final long SHORT_NS = 20_000_000;

    @Test
    void shouldReadWhatTheDeviceSendsInOrder() throws EngineException {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap, 0);
        send(tap, 0, 200);
        drainUntil(200, handle);
        for (int i = 0; i < 200; i++) {
            assertArrayEquals(bytes(i), bytesOf(batch.id[i]));
        }
        assertEquals(200, count(handle, IoEngine.READ_FRAMES));
        assertEquals(200 * ANY_BYTES, count(handle, IoEngine.READ_BYTES));
    }

    @Test
    void shouldDeliverFramesToTheDeviceInOrder() throws EngineException {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap, 0);
        for (int i = 0; i < 200; i++) {
            submit(handle, frame(bytes(i)));
        }
        engine.submitGathered(handle, frame(bytes(200)), 20, frame(bytes(200)), 20);
        engine.cycle(0);
        for (int i = 0; i <= 200; i++) {
            assertArrayEquals(bytes(i), tap.receive());
        }
        assertEquals(201, count(handle, IoEngine.WRITTEN_FRAMES));
    }

    @Test
    void shouldReadAllQueuesOfADevice() throws EngineException {
        final IsolatedTap tap = tap(4);
        final int[] handles = new int[4];
        for (int q = 0; q < 4; q++) {
            handles[q] = armed(tap, q);
        }
        for (int flow = 0; flow < 64; flow++) {
            tap.send(datagram(flow));
        }
        drainUntil(64, handles);
        int used = 0;
        long frames = 0;
        for (final int handle : handles) {
            used += count(handle, IoEngine.READ_FRAMES) > 0 ? 1 : 0;
            frames += count(handle, IoEngine.READ_FRAMES);
        }
        assertEquals(64, frames);
        assertTrue(used > 1, used + " queue in use");
    }

    @Test
    void shouldDropFramesLongerThanTheirSlotAndReadJumboFramesIntoLargeOnes() throws EngineException {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap, 0);
        tap.send(bytes(1, 9014));
        tap.send(bytes(2));
        drainUntil(1, handle);
        assertArrayEquals(bytes(2), bytesOf(batch.id[0]));
        assertEquals(1, count(handle, IoEngine.READ_TRUNCATED));
        engine.sizeClass(handle, FrameLayout.LARGE);
        tap.send(bytes(3, 9014));
        drainUntil(2, handle);
        assertArrayEquals(bytes(3, 9014), bytesOf(batch.id[1]));
    }

    @Test
    void shouldLoseNothingWhenFramesOutnumberThePool() throws EngineException {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap, 0);
        final List<Integer> taken = takeAll(FrameLayout.SMALL);
        releaseAll(taken.subList(0, 10));
        send(tap, 0, 100);
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
    void shouldCountFramesForADeviceThatIsDownAndGoOnWhenItIsUp() throws EngineException {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap, 0);
        tap.down();
        submit(handle, frame(bytes(1)), frame(bytes(2)));
        engine.cycle(0);
        assertEquals(2, count(handle, IoEngine.WRITE_DOWN));
        assertEquals(0, drainAll(handle));
        assertEquals(IoEngine.OK, engine.state(handle));
        tap.up();
        submit(handle, frame(bytes(3)));
        engine.cycle(0);
        assertEquals(1, count(handle, IoEngine.WRITTEN_FRAMES));
        tap.send(bytes(4));
        drainUntil(1, handle);
    }

    @Test
    void shouldEndReadingWithoutSpinningWhenTheDeviceIsDeleted() throws EngineException {
        final IsolatedTap tap = tap(2);
        final int first = armed(tap, 0);
        final int second = armed(tap, 1);
        tap.delete();
        assertNotEquals(0, engine.cycle(-1));
        engine.drain(first, batch);
        engine.drain(second, batch);
        assertEquals(Errno.EBADFD, engine.state(first));
        assertEquals(Errno.EBADFD, engine.state(second));
        assertTrue(engine.disarmed(first));
        assertTrue(engine.sawEmpty(first));
        final long start = System.nanoTime();
        assertEquals(0, engine.cycle(SHORT_NS));
        assertTrue(System.nanoTime() - start >= SHORT_NS, "a deleted device must not end a wait");
    }

    @Test
    void shouldCountFramesForADeviceThatIsDeleted() throws EngineException {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap, 0);
        tap.delete();
        submit(handle, frame(bytes(1)));
        engine.submitGathered(handle, frame(bytes(2)), 20, frame(bytes(2)), 20);
        engine.cycle(0);
        assertEquals(2, count(handle, IoEngine.WRITE_GONE));
    }

    @Test
    void shouldOutliveAnErrorThatReadingClears() throws EngineException {
        final IsolatedTap tap = tap(1);
        // A packet socket reports once that its device went down, and works again when it is up.
        final int handle = engine.add(tap.fd, FdKind.DATAGRAM, FrameLayout.SMALL);
        engine.arm(handle);
        for (int times = 0; times < 3; times++) {
            tap.downUnnoticed();
            assertEquals(1, engine.cycle(-1));
            assertEquals(0, engine.drain(handle, batch));
            assertEquals(IoEngine.OK, engine.state(handle));
            assertEquals(0, engine.cycle(0));
            tap.up();
        }
        final int queue = engine.add(tap.queueFd(0), FdKind.TAP, FrameLayout.SMALL);
        submit(queue, frame(bytes(1)));
        drainUntil(1, handle);
        assertArrayEquals(bytes(1), bytesOf(batch.id[0]));
    }

    @Test
    void shouldWriteOneQueueFromTwoEngines() throws EngineException {
        final IsolatedTap tap = tap(1);
        final int handle = armed(tap, 0);
        final IoEngine other = factory().create(pool);
        final int otherHandle = other.add(tap.queueFd(0), FdKind.TAP, FrameLayout.SMALL);
        submit(handle, frame(bytes(1)));
        other.submitWrites(otherHandle, new int[] {frame(bytes(2))}, 0, 1);
        engine.cycle(0);
        other.cycle(0);
        other.close();
        assertArrayEquals(bytes(1), tap.receive());
        assertArrayEquals(bytes(2), tap.receive());
    }

    /** An IPv4 UDP frame whose flow depends on the number. */
    private static byte[] datagram(final int flow) {
        final byte[] frame = bytes(flow, 60);
        final ByteBuffer header = ByteBuffer.wrap(frame);
        header.putShort(12, (short) 0x0800).putShort(14, (short) 0x4500).putShort(16, (short) 46);
        header.putInt(18, 0).putInt(22, 0x40110000);
        header.putInt(26, 0x0A000001 + flow).putInt(30, 0x0A000100);
        header.putShort(34, (short) (1000 + flow)).putShort(36, (short) 9);
        return frame;
    }
}
