package org.jackfield.lab.measure;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * In which order frames arrive, flow by flow, from their numbers (0, 1, 2, ... in each flow): RFC 4737 (reordered ratio, extent,
 * n-reordering) and RFC 5236 (reorder density, buffer-occupancy density). Fed in the order of arrival; one thread.
 *
 * <p>A flow in order costs 8 bytes. One that ever has a gap costs two bits for each frame after it, and a few hundred bytes; so duplicates are told
 * from late frames exactly, however late.
 */
public final class Reordering {
    /** Usual threshold of RFC 5236: a frame displaced by more places counts as lost in the densities. */
    public static final int THRESHOLD = 1024;
    /** A number further ahead than this is an error of the recording, not a gap. */
    private static final long MOST_AHEAD = 1L << 24;

    private final Densities densities;
    private long[] next = new long[64];
    private @Nullable Irregular[] irregular = new Irregular[64];

    private long frames;
    private long duplicates;
    private long reordered;
    private long strange;
    private long extentSum;
    private long extentMost;
    private final long[] degrees = new long[LateFlow.MOST_N + 1];

    /** What there is to know of a flow that had a gap. */
    private static final class Irregular {
        final SequenceSet received;
        final LateFlow late;
        final DisplacedFlow displaced;

        Irregular(final Densities densities, final long next) {
            received = new SequenceSet(next);
            late = new LateFlow(next);
            displaced = new DisplacedFlow(densities, next);
        }
    }

    /**
     * What came out.
     *
     * @param frames frames that arrived, without duplicates
     * @param duplicates frames that had arrived before
     * @param missing numbers below the greatest of their flow that did not arrive
     * @param reordered frames later than a younger one of their flow (RFC 4737, section 3.3)
     * @param extentMost greatest reordering extent (section 4.2), 0 when nothing was reordered
     * @param extentMean mean of the extents of reordered frames
     * @param nReordered how many frames are n-reordered (section 5.3), for n from 1 to 16; entry 0 is 0
     * @param density reorder density (RFC 5236, section 3.6): shares of displacements -threshold to threshold
     * @param bufferDensity buffer-occupancy density (section 3.11): shares of occupancies 0 to threshold
     * @param strange frames left out of everything, because their number is beyond belief
     */
    public record Result(
            long frames,
            long duplicates,
            long missing,
            long reordered,
            long extentMost,
            double extentMean,
            long[] nReordered,
            double[] density,
            double[] bufferDensity,
            long strange) {
        /** Reordered frames of all (section 4.1.3), 0 to 1. */
        public double ratio() {
            return frames == 0 ? 0 : (double) reordered / frames;
        }

        /** Entropy of the reorder density in nats: 0 when nothing is displaced. */
        public double entropy() {
            double entropy = 0;
            for (final double share : density) {
                entropy -= share > 0 ? share * Math.log(share) : 0;
            }
            return Math.max(0, entropy);
        }

        /** Share of the frames displaced by this many places, negative for early ones. */
        public double displaced(final int by) {
            return density[density.length / 2 + by];
        }
    }

    /** With the usual threshold. */
    public Reordering() {
        this(THRESHOLD);
    }

    /** With a threshold of displacement and of buffer occupancy, 1 or more. */
    public Reordering(final int threshold) {
        this.densities = new Densities(threshold);
    }

    /** A frame arrived. */
    public void arrived(final int flow, final long sequence) {
        if (flow >= next.length) {
            widen(flow);
        }
        final Irregular state = irregular[flow];
        final long expected = next[flow];
        if (state == null && sequence == expected) {
            next[flow] = expected + 1;
            frames++;
            densities.displaced(0);
            densities.occupied(0);
        } else if (sequence - expected > MOST_AHEAD || sequence < 0) {
            strange++;
        } else {
            rare(flow, sequence, expected, state);
        }
    }

    private void rare(final int flow, final long sequence, final long expected, final @Nullable Irregular known) {
        if (known == null && sequence < expected) {
            duplicates++;
            return;
        }
        final Irregular state = known == null ? new Irregular(densities, expected) : known;
        irregular[flow] = state;
        if (duplicate(state, sequence)) {
            duplicates++;
            return;
        }
        frames++;
        state.received.add(sequence);
        if (sequence < expected) {
            late(state, sequence);
        } else {
            if (sequence > expected) {
                state.late.gap(sequence);
            }
            next[flow] = sequence + 1;
        }
        state.late.arrived(sequence);
        state.displaced.arrived(sequence, state.received);
    }

    private static boolean duplicate(final Irregular state, final long sequence) {
        return state.received.contains(sequence) || sequence < state.received.least();
    }

    private void late(final Irregular state, final long sequence) {
        reordered++;
        final long extent = state.late.extent(sequence);
        extentSum += extent;
        extentMost = Math.max(extentMost, extent);
        degrees[state.late.degree(sequence)]++;
    }

    private void widen(final int flow) {
        final int length = Math.max(flow + 1, 2 * next.length);
        next = Arrays.copyOf(next, length);
        irregular = Arrays.copyOf(irregular, length);
    }

    /** What came out; nothing may arrive afterwards. */
    public Result finish() {
        long sent = 0;
        for (int flow = 0; flow < next.length; flow++) {
            sent += next[flow];
            final Irregular state = irregular[flow];
            if (state != null) {
                state.displaced.finish();
            }
        }
        return new Result(
                frames,
                duplicates,
                sent - frames,
                reordered,
                extentMost,
                reordered == 0 ? 0 : (double) extentSum / reordered,
                atLeast(),
                densities.reorderDensity(),
                densities.bufferDensity(),
                strange);
    }

    /** Who is n-reordered is so for every lesser n too. */
    private long[] atLeast() {
        final long[] sums = degrees.clone();
        for (int n = sums.length - 2; n > 0; n--) {
            sums[n] += sums[n + 1];
        }
        sums[0] = 0;
        return sums;
    }
}
