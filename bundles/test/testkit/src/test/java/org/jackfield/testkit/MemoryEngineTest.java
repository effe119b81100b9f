package org.jackfield.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryEngineTest {
    private static final byte[] FRAME = Frames.unicast(1L << 41 | 1, 1L << 41 | 2);

    private final MemoryWire wire = new MemoryWire();
    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));
    private final MemoryEngine engine = new MemoryEngine(wire, pool);
    private final FrameBatch batch = new FrameBatch(pool);
    private int fd;
    private int handle;

    @BeforeEach
    void addOneDescriptor() throws EngineException {
        fd = wire.open();
        handle = engine.add(fd, FdKind.TAP, FrameLayout.SMALL);
    }

    @Test
    void shouldReadOnlyWhatIsArmed() {
        wire.inject(fd, FRAME);
        assertEquals(0, engine.cycle(0));
        engine.arm(handle);
        assertEquals(1, engine.cycle(0));
        assertEquals(handle, engine.readyHandle(0));
        assertEquals(1, engine.drain(handle, batch));
        assertTrue(engine.sawEmpty(handle));
        assertArrayEquals(FRAME, Frames.bytesOf(pool.memory(), batch.id[0]));
        assertEquals(1, engine.counters(handle).get(IoEngine.READ_FRAMES));
    }

    @Test
    void shouldStopDrainingAtTheBatchLimit() {
        engine.arm(handle);
        for (int i = 0; i < 3; i++) {
            wire.inject(fd, FRAME);
        }
        batch.limit = 2;
        engine.cycle(0);
        assertEquals(2, engine.drain(handle, batch));
        assertFalse(engine.sawEmpty(handle));
        batch.limit = 3;
        assertEquals(1, engine.drain(handle, batch));
        assertTrue(engine.sawEmpty(handle));
    }

    @Test
    void shouldWriteInOrderWhenTheCycleRuns() {
        final int[] frames = {Frames.toMemory(pool, FRAME), Frames.toMemory(pool, Frames.broadcast(5))};
        engine.submitWrites(handle, frames, 0, 2);
        assertEquals(List.of(), wire.written(fd));
        final long mark = engine.writesSubmitted();
        assertFalse(engine.writesDone(mark));
        engine.cycle(0);
        assertTrue(engine.writesDone(mark));
        assertArrayEquals(FRAME, wire.written(fd).get(0));
        assertEquals(2, wire.writtenCount(fd));
        assertEquals(FrameReserve.CHUNK, pool.held(FrameLayout.SMALL), "both frames are free again");
    }

    @Test
    void shouldHoldWritesUntilTold() {
        engine.holdWrites(true);
        final int[] frames = {Frames.toMemory(pool, FRAME), Frames.toMemory(pool, FRAME)};
        engine.submitWrites(handle, frames, 0, 2);
        engine.cycle(0);
        assertEquals(2, engine.outstandingWrites());
        engine.completeWrites(1);
        engine.cycle(0);
        assertEquals(1, engine.outstandingWrites());
        engine.completeWrites();
        engine.cycle(0);
        assertEquals(0, engine.outstandingWrites());
        assertEquals(2, wire.writtenCount(fd));
    }

    @Test
    void shouldJoinTheTwoPiecesOfAGatheredWrite() {
        final int head = Frames.toMemory(pool, new byte[] {1, 2, 3, 4});
        final int rest = Frames.toMemory(pool, new byte[] {5, 6, 7, 8});
        engine.submitGathered(handle, head, 3, rest, 2);
        engine.cycle(0);
        assertArrayEquals(new byte[] {1, 2, 3, 7, 8}, wire.written(fd).get(0));
        assertEquals(5, engine.counters(handle).get(IoEngine.WRITTEN_BYTES));
    }

    @Test
    void shouldCountWritesThatFailByTheirReason() {
        wire.capacity(fd, 0);
        write();
        wire.failWrites(fd, MemoryWire.EIO);
        write();
        wire.vanish(fd);
        write();
        wire.failWrites(fd, MemoryWire.EINVAL);
        write();
        for (final int counter :
                new int[] {IoEngine.WRITE_FULL, IoEngine.WRITE_DOWN, IoEngine.WRITE_GONE, IoEngine.WRITE_ERROR}) {
            assertEquals(1, engine.counters(handle).get(counter));
        }
        assertEquals(0, engine.counters(handle).get(IoEngine.WRITTEN_FRAMES));
    }

    @Test
    void shouldCutAndCountFramesThatDoNotFit() {
        engine.arm(handle);
        wire.inject(fd, new byte[FrameLayout.capacity(FrameLayout.SMALL)]);
        assertEquals(0, engine.cycle(0));
        assertEquals(1, engine.counters(handle).get(IoEngine.READ_TRUNCATED));
        engine.sizeClass(handle, FrameLayout.LARGE);
        wire.inject(fd, new byte[FrameLayout.capacity(FrameLayout.SMALL)]);
        assertEquals(1, engine.cycle(0));
    }

    @Test
    void shouldStopReadingWhenThePoolIsEmpty() {
        engine.arm(handle);
        for (int i = 0; i < FrameReserve.CHUNK + 1; i++) {
            wire.inject(fd, FRAME);
        }
        engine.cycle(0);
        assertEquals(FrameReserve.CHUNK, engine.drain(handle, batch));
        assertEquals(1, engine.counters(handle).get(IoEngine.POOL_EMPTY));
        assertFalse(engine.sawEmpty(handle));
    }

    @Test
    void shouldReportADeviceThatVanishedByItsState() {
        engine.arm(handle);
        wire.inject(fd, FRAME);
        wire.vanish(fd);
        assertEquals(1, engine.cycle(0), "the frame it still had");
        assertEquals(MemoryWire.EBADFD, engine.state(handle));
        assertFalse(engine.disarmed(handle));
        assertEquals(1, engine.drain(handle, batch));
        assertEquals(0, engine.cycle(0));
        assertTrue(engine.sawEmpty(handle));
        assertTrue(engine.disarmed(handle));
        engine.remove(handle);
        assertEquals(MemoryWire.EBADFD, engine.state(handle));
    }

    @Test
    void shouldNotForgetADescriptorBeforeItIsQuiet() {
        engine.arm(handle);
        assertThrows(IllegalStateException.class, () -> engine.remove(handle));
        assertThrows(IllegalStateException.class, () -> wire.close(fd));
        engine.disarm(handle);
        assertFalse(engine.disarmed(handle), "a cycle must collect the last completion first");
        engine.cycle(0);
        assertTrue(engine.disarmed(handle));
        engine.remove(handle);
        wire.close(fd);
        assertEquals(0, wire.openCount());
        assertThrows(EngineException.class, () -> engine.add(fd, FdKind.TAP, FrameLayout.SMALL));
    }

    @Test
    void shouldWaitUnlessWoken() {
        engine.wake();
        engine.cycle(-1);
        assertEquals(0, engine.waits());
        engine.cycle(5);
        assertEquals(1, engine.waits());
        assertEquals(5, engine.lastWaitNs());
        assertEquals(1, engine.wakeUps());
    }

    @Test
    void shouldReleaseWhatIsOutstandingWhenClosed() {
        engine.holdWrites(true);
        write();
        engine.arm(handle);
        wire.inject(fd, FRAME);
        engine.cycle(0);
        engine.close();
        engine.close();
        assertEquals(FrameReserve.CHUNK, pool.held(FrameLayout.SMALL));
        assertEquals(1, wire.writtenCount(fd), "closing carries out what was submitted");
        assertEquals(0, wire.users(fd));
    }

    @Test
    void shouldForgetWhatIsOutstandingWhenAbandonedAndCountWhatItHadRead() throws Exception {
        engine.holdWrites(true);
        write();
        engine.arm(handle);
        wire.inject(fd, FRAME);
        engine.cycle(0);
        final Thread other = new Thread(engine::abandon);
        other.start();
        other.join();
        assertEquals(0, wire.writtenCount(fd));
        assertEquals(1, engine.counters(handle).get(IoEngine.READ_FRAMES));
        assertEquals(FrameReserve.CHUNK - 2, pool.held(FrameLayout.SMALL), "no frame is given back");
        assertEquals(0, wire.users(fd));
        engine.wake();
    }

    private void write() {
        engine.submitWrites(handle, new int[] {Frames.toMemory(pool, FRAME)}, 0, 1);
        engine.cycle(0);
    }
}
