package org.jackfield.api.frame;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * No frame is in two hands and none is lost, however pools take from the reserve and give to it. Two actors cannot bring the same
 * head back with another successor (last out is first in): what the counter in the head word is for takes three.
 */
public final class FrameReserveStress {
    private static final int CHUNKS = 3;
    private static final int TURNS = 10;
    private static final int FRAMES = CHUNKS * FrameReserve.CHUNK;

    /** Shared by all instances: the reserve deals in ids and never touches the memory. */
    private static final FrameMemory MEMORY = new FrameMemory(
            new ByteBuffer[] {ByteBuffer.allocateDirect(FRAMES * FrameLayout.SMALL_STRIDE), ByteBuffer.allocateDirect(0)
            },
            new long[FrameLayout.SIZE_CLASSES]);

    private FrameReserveStress() {}

    /** What one pool holds. */
    private static final class Hand {
        private final int[] ids = new int[FrameReserve.CHUNK];
        private boolean full;

        void take(final FrameReserve reserve) {
            full = full || reserve.take(FrameLayout.SMALL, ids, 0);
        }

        void give(final FrameReserve reserve) {
            if (full) {
                reserve.give(FrameLayout.SMALL, ids, 0);
                full = false;
            }
        }

        int addTo(final int[] all, final int count) {
            System.arraycopy(ids, 0, all, count, full ? FrameReserve.CHUNK : 0);
            return count + (full ? FrameReserve.CHUNK : 0);
        }
    }

    /** Two workers take and give back two chunks each, of three, so that often one of them finds none. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Every frame is in exactly one place.")
    @Outcome(expect = FORBIDDEN, desc = "Frames are in two places, or lost.")
    @State
    public static class TakeAndGive {
        private final FrameReserve reserve = new FrameReserve(MEMORY);
        private final Hand[] first = {new Hand(), new Hand()};
        private final Hand[] second = {new Hand(), new Hand()};

        @Actor
        public void first() {
            takeAndGive(first);
        }

        @Actor
        public void second() {
            takeAndGive(second);
        }

        private void takeAndGive(final Hand[] hands) {
            for (int turn = 0; turn < TURNS; turn++) {
                hands[0].take(reserve);
                hands[1].take(reserve);
                hands[0].give(reserve);
                hands[1].give(reserve);
            }
            hands[0].take(reserve);
        }

        @Arbiter
        public void end(final II_Result result) {
            final int[] all = new int[FRAMES * 2];
            int count = first[0].addTo(all, second[0].addTo(all, 0));
            while (count < all.length && reserve.take(FrameLayout.SMALL, all, count)) {
                count += FrameReserve.CHUNK;
            }
            final int different = (int) Arrays.stream(all, 0, count).distinct().count();
            result.r1 = count - different;
            result.r2 = FRAMES - different;
        }
    }
}
