package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.junit.jupiter.api.Test;

/** What an engine promises about reading. */
abstract class ReadingContract extends IoEngineContract {
    private static final int SOCK_STREAM = 1;

    @Test
    void shouldHandOutFramesInOrderWithTheirBytesAndLengths() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        final int[] lengths = {14, 60, 1514, 2047};
        for (int i = 0; i < lengths.length; i++) {
            pair.send(bytes(i, lengths[i]));
        }
        assertEquals(4, drainAll(handle));
        for (int i = 0; i < lengths.length; i++) {
            assertEquals(lengths[i], batch.len[i]);
            assertArrayEquals(bytes(i, lengths[i]), bytesOf(batch.id[i]));
        }
        assertEquals(4, count(handle, IoEngine.READ_FRAMES));
        assertEquals(14 + 60 + 1514 + 2047, count(handle, IoEngine.READ_BYTES));
    }

    @Test
    void shouldReadNothingBeforeItIsArmed() throws EngineException {
        final SocketPair pair = pair();
        final int handle = add(pair);
        pair.send(bytes(1));
        assertTrue(engine.disarmed(handle));
        assertEquals(0, engine.cycle(0));
        assertEquals(0, engine.drain(handle, batch));
        engine.arm(handle);
        assertFalse(engine.disarmed(handle));
        assertEquals(1, drainAll(handle));
    }

    @Test
    void shouldLeaveFramesInTheKernelWhileDisarmed() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        send(pair, 0, 3);
        drainAll(handle);
        engine.disarm(handle);
        send(pair, 3, 6);
        assertEquals(0, engine.cycle(0));
        assertEquals(0, engine.drain(handle, batch));
        assertTrue(engine.disarmed(handle));
        engine.arm(handle);
        drainAll(handle);
        assertEquals(6, batch.count);
        assertArrayEquals(bytes(5), bytesOf(batch.id[5]));
    }

    @Test
    void shouldStopAtTheLimitOfTheBatchAndStayReady() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        send(pair, 0, 10);
        batch.limit = 4;
        for (int round = 0; round < 2; round++) {
            assertEquals(1, engine.cycle(-1));
            assertTrue(isReady(handle));
            assertEquals(4, engine.drain(handle, batch));
            assertFalse(engine.sawEmpty(handle));
            releaseBatch();
        }
        assertEquals(2, drainAll(handle));
        assertArrayEquals(bytes(8), bytesOf(batch.id[0]));
        assertEquals(0, engine.cycle(0));
        assertFalse(isReady(handle));
    }

    @Test
    void shouldStayReadyUntilDrained() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        pair.send(bytes(1));
        for (int i = 0; i < 20; i++) {
            assertEquals(1, engine.cycle(-1));
            assertEquals(1, engine.readyCount());
            assertTrue(isReady(handle));
        }
        assertEquals(1, drainAll(handle));
    }

    @Test
    void shouldSeeAQuietQueueEmptyWhenAsked() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        assertFalse(engine.sawEmpty(handle));
        engine.cycle(0);
        assertEquals(0, engine.drain(handle, batch));
        assertTrue(engine.sawEmpty(handle));
    }

    @Test
    void shouldServeAQueueThatBecomesReadableWhileAnotherIsNeverEmpty() throws EngineException {
        final SocketPair busy = pair();
        final SocketPair late = pair();
        final int busyHandle = armed(busy);
        final int lateHandle = armed(late);
        send(busy, 0, 2);
        batch.limit = 1;
        engine.cycle(-1);
        late.send(bytes(7));
        int cycles = 0;
        while (!isReady(lateHandle) && cycles < 50) {
            engine.drain(busyHandle, batch);
            releaseBatch();
            busy.send(bytes(1));
            engine.cycle(0);
            cycles++;
        }
        assertTrue(cycles <= 5, cycles + " cycles");
        batch.limit = FrameBatch.CAPACITY;
        assertEquals(1, drainAll(lateHandle));
        releaseBatch();
        drainAll(busyHandle);
    }

    @Test
    void shouldNameEveryReadyQueueOnce() throws EngineException {
        final int[] handles = new int[40];
        for (int i = 0; i < handles.length; i++) {
            final SocketPair pair = pair();
            handles[i] = armed(pair);
            pair.send(bytes(i));
        }
        assertEquals(handles.length, engine.cycle(-1));
        for (int i = 0; i < handles.length; i++) {
            assertTrue(isReady(handles[i]));
            assertEquals(1, engine.drain(handles[i], batch));
            assertArrayEquals(bytes(i), bytesOf(batch.id[i]));
        }
        assertEquals(0, engine.cycle(0));
    }

    @Test
    void shouldDropFramesThatFillTheirSlotAndReadOn() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        final int capacity = FrameLayout.capacity(FrameLayout.SMALL);
        pair.send(bytes(1, capacity));
        pair.send(bytes(2, capacity + 500));
        pair.send(bytes(3, capacity - 1));
        assertEquals(1, drainAll(handle));
        assertArrayEquals(bytes(3, capacity - 1), bytesOf(batch.id[0]));
        assertEquals(2, count(handle, IoEngine.READ_TRUNCATED));
        assertEquals(1, count(handle, IoEngine.READ_FRAMES));
        assertEquals(capacity - 1, count(handle, IoEngine.READ_BYTES));
    }

    @Test
    void shouldReadIntoSlotsOfTheSizeAskedFor() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        engine.sizeClass(handle, FrameLayout.LARGE);
        pair.send(bytes(1, 65_535));
        assertEquals(1, drainAll(handle));
        assertEquals(FrameLayout.LARGE, FrameMemory.sizeClass(batch.id[0]));
        assertArrayEquals(bytes(1, 65_535), bytesOf(batch.id[0]));
        engine.sizeClass(handle, FrameLayout.SMALL);
        pair.send(bytes(2));
        assertEquals(1, drainAll(handle));
        assertEquals(FrameLayout.SMALL, FrameMemory.sizeClass(batch.id[1]));
    }

    @Test
    void shouldStopReadingWithoutFreeFramesAndLoseNothing() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        final List<Integer> taken = takeAll(FrameLayout.SMALL);
        releaseAll(taken.subList(0, 5));
        send(pair, 0, 20);
        engine.cycle(-1);
        assertEquals(5, engine.drain(handle, batch));
        assertFalse(engine.sawEmpty(handle));
        assertEquals(1, count(handle, IoEngine.POOL_EMPTY));
        assertEquals(0, engine.cycle(0));
        releaseAll(taken.subList(5, taken.size()));
        assertEquals(1, engine.cycle(-1));
        assertTrue(isReady(handle));
        drainUntil(20, handle);
        for (int i = 0; i < 20; i++) {
            assertArrayEquals(bytes(i), bytesOf(batch.id[i]));
        }
        assertEquals(20, count(handle, IoEngine.READ_FRAMES));
    }

    @Test
    void shouldServeSmallSlotsWhileNoLargeOneIsFree() throws EngineException {
        final SocketPair large = pair();
        final SocketPair small = pair();
        final int largeHandle = armed(large);
        final int smallHandle = armed(small);
        engine.sizeClass(largeHandle, FrameLayout.LARGE);
        final List<Integer> taken = takeAll(FrameLayout.LARGE);
        large.send(bytes(1));
        engine.cycle(-1);
        assertEquals(0, engine.drain(largeHandle, batch));
        small.send(bytes(2));
        assertEquals(1, engine.cycle(-1));
        assertEquals(1, drainAll(smallHandle));
        releaseAll(taken);
        drainUntil(2, largeHandle);
    }

    @Test
    void shouldHandOutEmptyDatagramsAsFramesOfNoLength() throws EngineException {
        final SocketPair pair = pair(LibC.SOCK_DGRAM);
        final int handle = armed(pair);
        pair.send(new byte[0]);
        pair.send(bytes(1));
        assertEquals(2, drainAll(handle));
        assertEquals(0, batch.len[0]);
        assertEquals(0, pool.memory().length(batch.id[0]));
        assertEquals(ANY_BYTES, batch.len[1]);
        assertEquals(IoEngine.OK, engine.state(handle));
    }

    @Test
    void shouldEndWhenThePeerIsGoneButNotBeforeItsLastFrame() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        send(pair, 0, 3);
        pair.hangUp();
        assertEquals(3, drainAll(handle));
        drainAll(handle);
        assertEquals(Errno.ENOTCONN, engine.state(handle));
        assertTrue(engine.disarmed(handle));
        assertEquals(0, engine.cycle(0));
    }

    @Test
    void shouldSayOfAQueueThatFillsUpAgainThatItIsNotEmpty() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        send(pair, 0, 3);
        batch.limit = 2;
        engine.cycle(0);
        engine.drain(handle, batch);
        assertFalse(engine.sawEmpty(handle));
        batch.limit = FrameBatch.CAPACITY;
        drainAll(handle);
        assertTrue(engine.sawEmpty(handle));
    }

    @Test
    void shouldCountWhatItLeavesBehindWhenAbandoned() throws Exception {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        send(pair, 0, 3);
        final CounterBlock counters = engine.counters(handle);
        engine.cycle(-1);
        batch.limit = 1;
        final int drained = engine.drain(handle, batch);
        send(pair, 3, 5);
        final Thread conductor = new Thread(engine::abandon);
        conductor.start();
        conductor.join();
        final long lost = counters.get(IoEngine.READ_FRAMES) - drained;
        releaseBatch();
        final IoEngine next = factory().create(pool);
        final int again = next.add(pair.engineFd(), FdKind.DATAGRAM, FrameLayout.SMALL);
        next.arm(again);
        batch.limit = FrameBatch.CAPACITY;
        int read = 0;
        while (read < 5 - drained - lost) {
            next.cycle(1_000_000_000L);
            read += next.drain(again, batch);
        }
        assertEquals(5, drained + lost + read);
        assertTrue(next.sawEmpty(again));
        releaseBatch();
        next.close();
        forgetFrames();
    }

    @Test
    void shouldGiveUpADescriptorThatReportsNothingButErrors() throws EngineException {
        // A stream socket that is not connected hangs up for ever, and reading it fails with EINVAL.
        final int fd = (int) Peer.must("socket", LibC.socket(LibC.AF_UNIX, SOCK_STREAM | LibC.CLOEXEC, 0));
        final int handle = engine.add(fd, FdKind.DATAGRAM, FrameLayout.SMALL);
        engine.arm(handle);
        int cycles = 0;
        while (engine.state(handle) == IoEngine.OK && cycles < 100) {
            engine.cycle(0);
            engine.drain(handle, batch);
            cycles++;
        }
        assertEquals(Errno.EINVAL, engine.state(handle));
        assertTrue(engine.sawEmpty(handle));
        assertEquals(0, engine.cycle(0));
        LibC.close(fd);
    }
}
