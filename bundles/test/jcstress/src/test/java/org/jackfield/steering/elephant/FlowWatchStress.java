package org.jackfield.steering.elephant;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A worker that counts flows, and a policy that asks it for a change of sketches and reads the one it has left. */
public final class FlowWatchStress {
    private FlowWatchStress() {}

    /** The policy reads while the worker counts on, and asks again when it has read. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "The worker has not turned to the other sketch yet.")
    @Outcome(
            id = {"0, 0", "8, 8", "16, 16", "24, 24"},
            expect = ACCEPTABLE,
            desc = "The first sketch is complete and stands still.")
    @Outcome(expect = FORBIDDEN, desc = "A count is missing, or the sketch was written while it was read.")
    @State
    public static class Turn {
        private static final FrameBatch BATCH = batch();
        private static final short[] OWNERS = new short[FrameBatch.CAPACITY];

        private final FlowWatch watch = new FlowWatch();

        private static FrameBatch batch() {
            final FrameBatch batch = new FrameBatch(new FramePool(new FrameReserve(FrameMemory.allocate(64, 64))));
            batch.hash[0] = 7;
            batch.add(0, 60);
            return batch;
        }

        @Actor
        @SuppressWarnings("NullAway") // the context is not looked at
        public void worker() {
            for (int batches = 0; batches < 4; batches++) {
                watch.assign(BATCH, OWNERS, null);
            }
        }

        @Actor
        public void policy(final II_Result result) {
            watch.request();
            result.r1 = -1;
            result.r2 = -1;
            if (watch.ready()) {
                final FlowSketch counted = watch.counted();
                result.r1 = (int) counted.sum();
                result.r2 = counted.count(FlowSketch.setOf(7));
                watch.request();
            }
        }
    }
}
