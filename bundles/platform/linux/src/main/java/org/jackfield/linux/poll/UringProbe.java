package org.jackfield.linux.poll;

import java.io.IOException;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.linux.mem.FrameMemories;

/**
 * Tries whether this kernel, and the container around us, let an {@link UringEngine} do its work: two frames through a multishot read and
 * back out by a write, over a pair of local sockets. A version number would not tell: distributions backport, profiles forbid.
 */
final class UringProbe {
    private static final int FRAMES = 64;
    private static final int BYTES = 60;
    private static final long PATIENCE_NS = 1_000_000_000L;

    private UringProbe() {}

    /**
     * Succeeds when the engine works. Any thread; takes some milliseconds.
     *
     * @throws EngineException naming what does not work
     */
    static void run() throws EngineException {
        try (FrameMemories memories = new FrameMemories(FRAMES, 0);
                DescriptorPair pair = new DescriptorPair()) {
            tryEngine(new FramePool(new FrameReserve(memories.frames())), pair.left(), pair.right());
        } catch (final IOException refused) {
            throw new EngineException("trying io_uring failed: " + refused.getMessage());
        }
    }

    private static void tryEngine(final FramePool pool, final int ours, final int theirs) throws EngineException {
        final UringEngine engine = new UringEngine(pool, FRAMES);
        final FrameBatch batch = new FrameBatch(pool);
        try (NativeBlock bytes = new NativeBlock(BYTES + 1)) {
            final int handle = engine.add(ours, FdKind.DATAGRAM, FrameLayout.SMALL);
            engine.arm(handle);
            engine.cycle(0);
            for (int i = 0; i < 2; i++) {
                LibC.write(theirs, bytes.address(), BYTES);
                require(readOne(engine, handle, batch), "a multishot read brings no frame (needs Linux 6.7 or newer)");
            }
            engine.submitWrites(handle, batch.id, 0, 2);
            engine.cycle(0);
            require(engine.counters(handle).get(IoEngine.WRITTEN_FRAMES) == 2, "a write fails");
            for (int i = 0; i < 2; i++) {
                require(LibC.read(theirs, bytes.address(), BYTES + 1) == BYTES, "a write does not arrive");
            }
        } finally {
            engine.close();
        }
    }

    private static boolean readOne(final UringEngine engine, final int handle, final FrameBatch batch) {
        final int before = batch.count;
        engine.cycle(PATIENCE_NS);
        engine.drain(handle, batch);
        return batch.count == before + 1 && batch.len[before] == BYTES && engine.state(handle) == IoEngine.OK;
    }

    private static void require(final boolean works, final String what) throws EngineException {
        if (!works) {
            throw new EngineException("io_uring does not work here: " + what);
        }
    }
}
