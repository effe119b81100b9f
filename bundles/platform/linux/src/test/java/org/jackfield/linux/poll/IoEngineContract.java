package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.mem.FrameMemories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the contract tests of an {@link IoEngine} share: an engine with a small pool, links to it, and the check after every test
 * that each frame is back in the pool exactly once. A test class of an engine nests one class for each contract.
 */
abstract class IoEngineContract {
    static final int SMALL_FRAMES = 256;
    static final int LARGE_FRAMES = 64;
    static final int ANY_BYTES = 60;
    private static final int MOST_DRAINS = 10_000;

    protected FramePool pool;
    protected IoEngine engine;
    protected FrameBatch batch;

    private final List<AutoCloseable> links = new ArrayList<>();
    private FrameMemories memories;
    private FrameReserve reserve;
    private boolean framesLost;

    /** The engine under test. */
    abstract IoEngineFactory factory();

    @BeforeEach
    void createEngine() throws IOException, EngineException {
        memories = new FrameMemories(SMALL_FRAMES, LARGE_FRAMES);
        reserve = new FrameReserve(memories.frames());
        pool = new FramePool(reserve);
        engine = factory().create(pool);
        batch = new FrameBatch(pool);
    }

    @AfterEach
    void findEveryFrameFreeAgain() throws Exception {
        releaseBatch();
        engine.close();
        for (final AutoCloseable link : links) {
            link.close();
        }
        final int small = takeAll(FrameLayout.SMALL).size();
        final int large = takeAll(FrameLayout.LARGE).size();
        memories.close();
        if (framesLost) {
            return;
        }
        assertEquals(SMALL_FRAMES, small, "small frames free at the end");
        assertEquals(LARGE_FRAMES, large, "large frames free at the end");
    }

    /** For a test that loses frames on purpose. */
    final void forgetFrames() {
        framesLost = true;
    }

    /** A link that is closed after the test. */
    final SocketPair pair() {
        return pair(LibC.SOCK_SEQPACKET);
    }

    final SocketPair pair(final int type) {
        final SocketPair pair = SocketPair.open(type);
        links.add(pair);
        return pair;
    }

    final IsolatedTap tap(final int queues) {
        final IsolatedTap tap = IsolatedTap.open(queues);
        links.add(tap);
        return tap;
    }

    final int add(final SocketPair pair) throws EngineException {
        return engine.add(pair.engineFd(), FdKind.DATAGRAM, FrameLayout.SMALL);
    }

    final int armed(final SocketPair pair) throws EngineException {
        final int handle = add(pair);
        engine.arm(handle);
        return handle;
    }

    final int armed(final IsolatedTap tap, final int queue) throws EngineException {
        final int handle = engine.add(tap.queueFd(queue), FdKind.TAP, FrameLayout.SMALL);
        engine.arm(handle);
        return handle;
    }

    /** Bytes of a frame: broadcast, experimental EtherType, then a number and a pattern that depends on it. */
    static byte[] bytes(final int number, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i < 6 ? 0xFF : i < 12 ? 2 : number + i);
        }
        if (length >= 18) {
            ByteBuffer.wrap(bytes).putShort(12, (short) 0x88B5).putInt(14, number);
        }
        return bytes;
    }

    static byte[] bytes(final int number) {
        return bytes(number, ANY_BYTES);
    }

    static void send(final Peer peer, final int from, final int to) {
        for (int i = from; i < to; i++) {
            peer.send(bytes(i));
        }
    }

    /** A frame of the pool with these bytes and one reference. */
    final int frame(final byte[] bytes) {
        return frameAt(FrameLayout.DATA, bytes);
    }

    /** A frame whose data begins elsewhere in its slot. */
    final int frameAt(final int offset, final byte[] bytes) {
        final int id = pool.allocate(FrameLayout.SMALL);
        final FrameMemory memory = pool.memory();
        final int base = memory.base(id);
        memory.buffer(id).putInt(base + FrameLayout.LENGTH, bytes.length);
        memory.buffer(id).putShort(base + FrameLayout.DATA_OFFSET, (short) offset);
        memory.buffer(id).put(base + offset, bytes);
        return id;
    }

    final void submit(final int handle, final int... frames) {
        engine.submitWrites(handle, frames, 0, frames.length);
    }

    /** Bytes of a frame, found through its descriptor. */
    final byte[] bytesOf(final int id) {
        final byte[] bytes = new byte[pool.memory().length(id)];
        pool.memory().buffer(id).get(pool.memory().data(id), bytes);
        return bytes;
    }

    final void releaseBatch() {
        for (int i = 0; i < batch.count; i++) {
            pool.release(batch.id[i]);
        }
        batch.count = 0;
    }

    /** Cycles and drains a handle, without waiting, until it is seen empty; leaves the frames in the batch. */
    final int drainAll(final int handle) {
        int added = 0;
        int drains = 0;
        do {
            assertTrue(drains++ < MOST_DRAINS, "the queue is never seen empty");
            engine.cycle(0);
            added += engine.drain(handle, batch);
        } while (!engine.sawEmpty(handle));
        return added;
    }

    /** Cycles and drains, for a moment if needed, until so many frames are in the batch. */
    final void drainUntil(final int frames, final int... handles) {
        final long deadline = System.nanoTime() + 5_000_000_000L;
        while (batch.count < frames && System.nanoTime() < deadline) {
            engine.cycle(1_000_000);
            for (final int handle : handles) {
                engine.drain(handle, batch);
            }
        }
        assertEquals(frames, batch.count);
    }

    /** Takes every free frame of a size class. */
    final List<Integer> takeAll(final int sizeClass) {
        final List<Integer> taken = new ArrayList<>();
        for (int id = pool.allocate(sizeClass); id >= 0; id = pool.allocate(sizeClass)) {
            taken.add(id);
        }
        return taken;
    }

    final void releaseAll(final List<Integer> frames) {
        frames.forEach(pool::release);
    }

    final long count(final int handle, final int counter) {
        return engine.counters(handle).get(counter);
    }

    final boolean isReady(final int handle) {
        for (int i = 0; i < engine.readyCount(); i++) {
            if (engine.readyHandle(i) == handle) {
                return true;
            }
        }
        return false;
    }
}
