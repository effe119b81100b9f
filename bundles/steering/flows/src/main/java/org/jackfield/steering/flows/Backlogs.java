package org.jackfield.steering.flows;

import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;
import org.jackfield.api.steering.SteeringContext;

/**
 * How far workers are behind, as one worker sees it during one batch: read from the switch when first asked for,
 * because most batches begin no flow and need not look. Flows given away in the meantime count as a frame each, so
 * that many flows that begin in one batch do not all go to the worker that was least behind before it. That worker's
 * thread only.
 */
@HotPath
public final class Backlogs {
    /** Frames of a full batch in a handoff ring. */
    private static final int FRAMES_SHIFT = 5;
    /** Keeps the count of frames within an int. */
    private static final int MOST_BATCHES = 1 << 24;

    /** By worker: frames that wait, full batches assumed. */
    private final int[] frames;

    private boolean known;

    /** Room for so many workers. */
    public Backlogs(final int workers) {
        frames = new int[workers];
    }

    /** Forgets what was read: another batch begins. */
    public void start() {
        known = false;
    }

    /** Batches that wait for a worker. */
    public int of(final SteeringContext context, final int worker) {
        if (!known) {
            read(context);
        }
        return frames[worker] >> FRAMES_SHIFT;
    }

    /**
     * The worker that is least behind, and has one flow more from now on: {@code preferred} unless another one is
     * less so.
     */
    public int least(final SteeringContext context, final int preferred) {
        int best = preferred;
        int batches = of(context, preferred);
        for (int w = 0; w < frames.length && batches > 0; w++) {
            if (frames[w] >> FRAMES_SHIFT < batches) {
                best = w;
                batches = frames[w] >> FRAMES_SHIFT;
            }
        }
        frames[best]++;
        return best;
    }

    /** The one of two workers that is less behind, the first when both are alike; it has one flow more from now on. */
    public int lesser(final SteeringContext context, final int first, final int second) {
        final int best = of(context, second) < of(context, first) ? second : first;
        frames[best]++;
        return best;
    }

    @PerBatch
    private void read(final SteeringContext context) {
        for (int w = 0; w < frames.length; w++) {
            frames[w] = Math.min(context.backlog(w), MOST_BATCHES) << FRAMES_SHIFT;
        }
        known = true;
    }
}
