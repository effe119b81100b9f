package org.jackfield.launcher.traffic;

import java.util.BitSet;

/**
 * What arrived of one flow. A frame is reordered when one with a higher number came before it (RFC 4737, section 3), and
 * duplicated when its number came before; a duplicate is not counted as reordered too.
 */
final class FlowAccount {
    private final BitSet seen = new BitSet();
    private long received;
    private long reordered;
    private long duplicated;
    private long highest = -1;
    private long lastArrivalNs;
    private long longestGapNs;
    private long mostDisplaced;
    private String firstTrouble = "";

    /** Takes account of one frame. */
    void arrive(final long sequence, final long arrivalNs) {
        if (received > 0) {
            longestGapNs = Math.max(longestGapNs, arrivalNs - lastArrivalNs);
        }
        lastArrivalNs = arrivalNs;
        received++;
        if (sequence == highest + 1) {
            highest = sequence;
            seen.set((int) sequence);
        } else {
            outOfSequence(sequence);
        }
    }

    private void outOfSequence(final long sequence) {
        if (firstTrouble.isEmpty()) {
            firstTrouble = "expected " + (highest + 1) + ", got " + sequence;
        }
        if (seen.get((int) sequence)) {
            duplicated++;
            return;
        }
        seen.set((int) sequence);
        if (sequence < highest) {
            reordered++;
            mostDisplaced = Math.max(mostDisplaced, highest - sequence);
        } else {
            highest = sequence;
        }
    }

    /** The account so far. */
    FlowReport report(final int flow) {
        final long missing = highest + 1 - seen.cardinality();
        return new FlowReport(
                flow,
                received,
                missing,
                reordered,
                duplicated,
                highest,
                mostDisplaced,
                longestGapNs / 1_000,
                firstTrouble);
    }
}
