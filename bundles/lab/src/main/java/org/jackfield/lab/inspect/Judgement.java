package org.jackfield.lab.inspect;

import java.util.List;

/**
 * What was told of the frames of a flow in one direction.
 *
 * @param by how
 * @param judged frames that were judged
 * @param unjudged frames of which nothing can be told: no payload, fragments, cut off, contradictory, jumps
 * @param reordered frames later than one sent after them (RFC 4737, 3.3)
 * @param extentMost greatest extent of these (RFC 4737, 4.2)
 * @param duplicates frames that came twice, though sent once
 * @param retransmitted TCP: segments sent again whose data had been here before
 * @param repaired TCP: segments sent again whose data had not been here before: lost upstream
 * @param lost frames (RTP) or gaps (TCP) that never came; {@link #UNKNOWN} where that cannot be told
 * @param lostBytes TCP: bytes of these gaps
 * @param note what a reader must know, empty for nothing
 */
public record Judgement(
        Heuristic by,
        long judged,
        long unjudged,
        long reordered,
        long extentMost,
        long duplicates,
        long retransmitted,
        long repaired,
        long lost,
        long lostBytes,
        String note) {
    /** Stands for a number that cannot be told. */
    public static final long UNKNOWN = -1;

    static Judgement none(final long frames, final String why) {
        return new Judgement(Heuristic.NONE, 0, frames, 0, 0, 0, 0, 0, UNKNOWN, 0, why);
    }

    /** Reordered frames of those judged, without duplicates; 0 to 1. */
    public double reorderedRatio() {
        return judged == duplicates ? 0 : (double) reordered / (judged - duplicates);
    }

    /** Sums, whatever they were told by. What is unknown of some counts as nothing, what is unknown of all stays so. */
    public static Judgement sum(final List<Judgement> all) {
        long judged = 0;
        long unjudged = 0;
        long reordered = 0;
        long extentMost = 0;
        long duplicates = 0;
        long retransmitted = 0;
        long repaired = 0;
        long lost = UNKNOWN;
        long lostBytes = 0;
        for (final Judgement each : all) {
            judged += each.judged;
            unjudged += each.unjudged;
            reordered += each.reordered;
            extentMost = Math.max(extentMost, each.extentMost);
            duplicates += each.duplicates;
            retransmitted += each.retransmitted;
            repaired += each.repaired;
            lost = each.lost == UNKNOWN ? lost : Math.max(0, lost) + each.lost;
            lostBytes += each.lostBytes;
        }
        return new Judgement(
                Heuristic.NONE,
                judged,
                unjudged,
                reordered,
                extentMost,
                duplicates,
                retransmitted,
                repaired,
                lost,
                lostBytes,
                "");
    }
}
