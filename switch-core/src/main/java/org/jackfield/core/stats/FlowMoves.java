package org.jackfield.core.stats;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jackfield.api.admin.MeasuresInfo;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.steering.IndirectionTable;
import org.jspecify.annotations.Nullable;

/**
 * To which worker each flow went last, to count how often that changes: by all frames, or those of one in {@value MeasuresInfo#MOVE_SAMPLE}
 * batches, which finds a flow that moved a little later. All workers share it: a flow may be read by several. A flow that stays with its worker is only read; its place is written when it moves, and
 * the exchange makes each move count once, at the worker that has read the frame. {@value #SIZE} places; a flow that falls on the place of
 * another takes it, and that one begins anew, which is counted too.
 */
@HotPath
public final class FlowMoves {
    static final int SIZE = 1 << 16;

    private static final int MIX = 0x9E3779B1;
    private static final int PLACED_BY = Integer.SIZE - 16;

    /** Hash of a flow in the upper half, its worker plus 1 in the lower; 0 where no flow is. */
    private final AtomicLongArray places = new AtomicLongArray(SIZE);

    private final int mask;

    /**
     * @param all whether all frames are looked at
     */
    FlowMoves(final boolean all) {
        mask = all ? 0 : MeasuresInfo.MOVE_SAMPLE - 1;
    }

    /** One in how many batches is looked at. */
    public int sample() {
        return mask + 1;
    }

    /**
     * It is decided where the frames of a batch with hashes go.
     *
     * @param owners who gets the frames of each bucket
     * @param workers who gets each frame; null where owners say it
     * @param reader measures of the worker that has read them
     */
    public void steered(
            final FrameBatch batch,
            final short[] owners,
            final short @Nullable [] workers,
            final WorkerMeasures reader) {
        if ((reader.steered++ & mask) == 0) {
            look(batch, owners, workers, reader.counters);
        }
    }

    private void look(
            final FrameBatch batch,
            final short[] owners,
            final short @Nullable [] workers,
            final CounterBlock counters) {
        int moved = 0;
        int displaced = 0;
        for (int i = 0; i < batch.count; i++) {
            final int hash = batch.hash[i];
            final int worker = workers == null ? owners[hash & IndirectionTable.MASK] : workers[i];
            final long mine = (long) hash << Integer.SIZE | worker + 1;
            final long before = seen(hash * MIX >>> PLACED_BY, mine);
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
    private long seen(final int place, final long mine) {
        final long before = places.getOpaque(place);
        return before == mine ? before : places.getAndSet(place, mine);
    }
}
