package org.jackfield.launcher.traffic;

/**
 * What arrived of one flow.
 *
 * @param flow its number
 * @param received frames, duplicates included
 * @param missing numbers below the highest one that never came; what was lost behind it only the sender knows
 * @param reordered frames that came after one with a higher number
 * @param duplicated frames that came again
 * @param highest highest number that came, -1 when none
 * @param mostDisplaced how far behind the highest number a reordered frame came at most
 * @param longestGapUs longest time between two frames in microseconds
 * @param firstTrouble the first frame out of sequence, empty when there was none
 */
public record FlowReport(
        int flow,
        long received,
        long missing,
        long reordered,
        long duplicated,
        long highest,
        long mostDisplaced,
        long longestGapUs,
        String firstTrouble) {}
