package org.jackfield.port.pcap;

import java.time.Instant;
import org.jackfield.api.frame.HotPath;

/**
 * The time of day in nanoseconds since 1970 for workers: {@code System.nanoTime}, which costs no allocation, and how far it is from the
 * clock of the system (CLOCK_REALTIME). Both are slewed alike, so the distance changes only when somebody sets the clock; the thread of
 * the file looks for that.
 */
final class WallClock {
    private static final int TRIES = 5;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    /** Differences up to this are taken for errors of reading two clocks one after the other. */
    private static final long TOLERANCE_NS = 20_000;

    private volatile long distanceNs;

    WallClock() {
        distanceNs = measure();
    }

    /** Now. Any thread. */
    @HotPath
    long ns() {
        return System.nanoTime() + distanceNs;
    }

    /** Follows the clock of the system when that was set. One thread. */
    void follow() {
        final long measured = measure();
        if (Math.abs(measured - distanceNs) > TOLERANCE_NS) {
            distanceNs = measured;
        }
    }

    /** The try with the shortest time between the two readings of one clock around that of the other. */
    private static long measure() {
        long best = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            final long before = System.nanoTime();
            final Instant now = Instant.now();
            final long after = System.nanoTime();
            if (after - before < least) {
                least = after - before;
                best = now.getEpochSecond() * NS_PER_SECOND + now.getNano() - (before + (after - before) / 2);
            }
        }
        return best;
    }
}
