package org.jackfield.core.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.frame.Offload;
import org.jackfield.testkit.Frames;

/** Checks and cuts frames as a worker does, with frame memory of its own. */
final class Cutter {
    final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(4096, 128)));
    final Segmenter segmenter = new Segmenter(pool);

    /** A frame as a port brings it, checked; one reference, the caller's. */
    int checked(final LongFrame frame) {
        final int id = frame.toMemory(pool);
        final FrameBatch batch = new FrameBatch(pool);
        batch.add(id, frame.frame.length);
        assertEquals(0, OffloadCheck.run(batch, pool, Offload.ALL), "a true frame is refused");
        return id;
    }

    /** The segments of a frame, each checked to be marked as finished. */
    List<byte[]> cut(final LongFrame frame) {
        final int id = checked(frame);
        if (!Unfinished.isLong(Unfinished.needs(pool.memory(), id))) {
            Unfinished.complete(pool.memory(), id);
            final byte[] only = Frames.bytesOf(pool.memory(), id);
            pool.release(id);
            return List.of(only);
        }
        final List<byte[]> segments = new ArrayList<>();
        for (int left = segmenter.begin(id); left > 0; left--) {
            final int segment = segmenter.next();
            assertEquals(0, pool.memory().buffer(segment).getShort(pool.memory().base(segment) + FrameLayout.FLAGS));
            segments.add(Frames.bytesOf(pool.memory(), segment));
            pool.release(segment);
        }
        assertArrayEquals(frame.frame, Frames.bytesOf(pool.memory(), id), "the frame itself was changed");
        pool.release(id);
        return segments;
    }
}
