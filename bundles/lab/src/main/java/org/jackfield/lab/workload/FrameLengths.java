package org.jackfield.lab.workload;

import java.util.function.IntSupplier;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How long frames are: each call yields the next length, in bytes without FCS.
 *
 * <p>{@code imix} is the "simple IMIX": of 12 IP packets 7 have 40 bytes, 4 have 576, 1 has 1500. In Ethernet that makes 64, 594 and 1518
 * bytes with header, padding and FCS, so 60, 590 and 1514 without FCS. Lengths are drawn independently with these shares, so a sequence
 * is that of its seed; RFC 6985 has a notation for sequences that are repeated.
 */
final class FrameLengths {
    static final String IMIX = "imix";
    /** Least length Ethernet allows. */
    static final int LEAST = 60;
    /** What an IPv4 packet of 65 535 bytes allows, less 14 bytes to have a round number. */
    static final int MOST = 65_535;

    private static final int DOZEN = 12;
    private static final int SMALL_OF_DOZEN = 7;
    private static final int MIDDLE_OF_DOZEN = 4;
    private static final int SMALL = 60;
    private static final int MIDDLE = 590;
    private static final int LARGE = 1514;

    private FrameLengths() {}

    /** Lengths of one checked setting. */
    static IntSupplier of(final String text, final UniformRandomProvider random) {
        if (text.equals(IMIX)) {
            return () -> imix(random.nextInt(DOZEN));
        }
        final int hyphen = text.indexOf('-');
        final int most = Integer.parseInt(text.substring(hyphen + 1));
        final int least = hyphen < 0 ? most : Integer.parseInt(text.substring(0, hyphen));
        return least == most ? () -> least : () -> random.nextInt(least, most + 1);
    }

    private static int imix(final int ofDozen) {
        if (ofDozen < SMALL_OF_DOZEN) {
            return SMALL;
        }
        return ofDozen < SMALL_OF_DOZEN + MIDDLE_OF_DOZEN ? MIDDLE : LARGE;
    }
}
