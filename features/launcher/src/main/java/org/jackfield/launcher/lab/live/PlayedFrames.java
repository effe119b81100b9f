package org.jackfield.launcher.lab.live;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.lab.api.Workload;

/**
 * What must be known of a workload before it is played: the beginning of it, looked through once.
 *
 * @param longest bytes of the longest frame, with room for its number
 * @param destinations addresses that frames of a port go to, six bytes in a number each
 */
record PlayedFrames(int longest, Set<Long> destinations) {
    private static final int MOST_FRAMES = 200_000;
    private static final int MOST_DESTINATIONS = 4_096;
    private static final int LEAST_BYTES = 60;

    /**
     * Looks.
     *
     * @param port whose frames, 0 or 1
     * @param durationNs how long it is played
     */
    static PlayedFrames of(final Workload workload, final long seed, final int port, final long durationNs) {
        final FrameSource source = workload.open(seed);
        final Set<Long> destinations = new LinkedHashSet<>();
        int longest = LEAST_BYTES;
        for (int i = 0; i < MOST_FRAMES && source.next() && source.atNs() < durationNs; i++) {
            longest = Math.max(longest, length(source));
            if (source.port() == port && destinations.size() < MOST_DESTINATIONS) {
                destinations.add(address(source.header()));
            }
        }
        return new PlayedFrames(longest, destinations);
    }

    /** Bytes of a frame as it is played: behind its headers there is room for its number. */
    static int length(final FrameSource source) {
        return Math.max(source.length(), source.headerLength() + Stamp.BYTES);
    }

    private static long address(final byte[] header) {
        long address = 0;
        for (int i = 0; i < 6; i++) {
            address = address << Byte.SIZE | header[i] & 0xFF;
        }
        return address;
    }
}
