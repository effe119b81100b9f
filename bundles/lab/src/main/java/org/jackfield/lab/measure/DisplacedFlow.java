package org.jackfield.lab.measure;

/**
 * RFC 5236 for one flow whose frames did not all come in order: the stay-back method of section 7.1, which gives a frame its receive index when
 * it is certain, and the buffer occupancy of section 7.2. Duplicates do not get here. One thread.
 *
 * <p>The window of the RFC is filled to DT + 1 before anything happens; here a frame leaves it as soon as the receive index is known to
 * have arrived, which changes no result: only a receive index that is not there has to wait for a full window.
 */
final class DisplacedFlow {
    private final Densities densities;
    /** Arrived, and neither passed by the receive index nor discarded: window and buffer of section 7.1. */
    private final SequenceSet here;

    private final SequenceFifo window = new SequenceFifo();
    /** RI. */
    private long index;
    /** E of section 7.2. */
    private long expected;
    /** B of section 7.2. */
    private int occupancy;

    /** A flow of which everything before {@code next} came in order. */
    DisplacedFlow(final Densities densities, final long next) {
        this.densities = densities;
        this.here = new SequenceSet(next);
        this.index = next;
        this.expected = next;
    }

    /**
     * A frame that is no duplicate.
     *
     * @param received all of the flow from the first one missing on, this one too
     */
    void arrived(final long sequence, final SequenceSet received) {
        occupy(sequence, received);
        if (sequence < index) {
            return; // its receive index was given up: lost, as far as this density goes
        }
        here.add(sequence);
        window.add(sequence);
        advance(densities.threshold);
    }

    /** Nothing more will come. */
    void finish() {
        advance(0);
    }

    /** Gives receive indices while more frames wait than may wait for a missing one, or nothing is missing. */
    private void advance(final int mayWait) {
        while (window.size() > 0) {
            if (here.contains(index)) {
                assign(window.take());
            } else if (window.size() > mayWait) {
                index = here.next(index);
            } else {
                return;
            }
        }
    }

    private void assign(final long sequence) {
        final long displacement = index - sequence;
        if (Math.abs(displacement) <= densities.threshold) {
            densities.displaced((int) displacement);
            index++;
        } else {
            here.remove(sequence);
        }
    }

    private void occupy(final long sequence, final SequenceSet received) {
        if (sequence < expected) {
            return;
        }
        if (sequence == expected) {
            expected++;
            release(sequence, received);
        } else if (occupancy < densities.threshold) {
            occupancy++;
        } else {
            expected = received.next(expected);
            release(sequence, received);
        }
        densities.occupied(occupancy);
    }

    /** Frees the places of what is expected next; this frame has none. */
    private void release(final long sequence, final SequenceSet received) {
        while (received.contains(expected)) {
            if (expected != sequence) {
                occupancy--;
            }
            expected++;
        }
    }
}
