package org.jackfield.benchmarks;

import java.util.Arrays;
import org.jackfield.api.admin.ShadowInfo;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.core.stats.Measures;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.view.ActiveShadow;
import org.jackfield.core.view.ActiveSteering;
import org.jackfield.core.view.Instruments;

/** What may look at the frames of a rig. */
enum Looking {
    /** Nothing. */
    NOTHING,
    /** Workers measure. */
    MEASURES,
    /** The same, looking at all frames for moves of flows. */
    ALL_MOVES,
    /** A shadow that decides by bucket. */
    BY_BUCKET,
    /** A shadow that decides by frame, with the usual sample. */
    BY_FRAME;

    /** New ones at a switch of so many workers. */
    Instruments at(final int workers) {
        return switch (this) {
            case NOTHING -> Instruments.NONE;
            case MEASURES -> Instruments.NONE.with(new Measures(workers));
            case ALL_MOVES -> Instruments.NONE.with(new Measures(workers, true));
            case BY_BUCKET -> Instruments.NONE.with(shadow(workers, null));
            case BY_FRAME -> Instruments.NONE.with(shadow(workers, frames(workers)));
        };
    }

    private static ActiveShadow shadow(final int workers, final ActiveSteering frames) {
        return new ActiveShadow(workers, ShadowInfo.USUAL_SAMPLE, IndirectionTable.even(workers), frames, null);
    }

    private static ActiveSteering frames(final int workers) {
        final FrameSteering[] each = new FrameSteering[workers];
        Arrays.setAll(each, w -> new ByHash());
        return new ActiveSteering("by-hash", each, (broken, reason) -> {
            throw new IllegalStateException(reason);
        });
    }

    /** As cheap as a policy can be, so that what is measured is what the switch does for it. */
    private static final class ByHash implements FrameSteering {
        @Override
        public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
            final int workers = context.workers();
            for (int i = 0; i < batch.count; i++) {
                owners[i] = (short) ((batch.hash[i] >>> 16) % workers);
            }
        }
    }
}
