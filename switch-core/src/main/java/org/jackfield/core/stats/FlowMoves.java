package org.jackfield.core.stats;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;

/**
 * Which worker processed each flow last, to count how often that changes. All workers share it: who processes a flow next may be another one. A
 * flow that stays with its worker is only read; its place is written when it moves, by the worker that takes it over, and the exchange makes
 * each move count once, at that worker. {@value #SIZE} places; a flow that falls on the place of another takes it, and that one begins
 * anew, which is counted too.
 */
@HotPath
public final class FlowMoves {
    static final int SIZE = 1 << 16;

    private static final int MIX = 0x9E3779B1;
    private static final int PLACED_BY = Integer.SIZE - 16;

    /** Hash of a flow in the upper half, its worker plus 1 in the lower; 0 where no flow is. */
    private final AtomicLongArray places = new AtomicLongArray(SIZE);

    /** A worker processes the frames of a batch, whose descriptors have their hashes; counts into its own measures. */
    public void processed(
            final FrameBatch batch, final FrameMemory memory, final int worker, final CounterBlock counters) {
        int moved = 0;
        int displaced = 0;
        for (int i = 0; i < batch.count; i++) {
            final int id = batch.id[i];
            final int hash = memory.buffer(id).getInt(memory.base(id) + FrameLayout.FLOW_HASH);
            final long mine = (long) hash << Integer.SIZE | worker + 1;
            final long before = seen(hash, mine);
            if (before != mine && (int) before != 0) {
                final boolean same = before >>> Integer.SIZE == mine >>> Integer.SIZE;
                moved += same ? 1 : 0;
                displaced += same ? 0 : 1;
            }
        }
        counters.add(WorkerMeasures.FLOWS_MOVED, moved);
        counters.add(WorkerMeasures.FLOWS_DISPLACED, displaced);
    }

    /** What was in a flow's place, which has this now. */
    private long seen(final int hash, final long mine) {
        final int place = hash * MIX >>> PLACED_BY;
        final long before = places.getOpaque(place);
        return before == mine ? before : places.getAndSet(place, mine);
    }
}
