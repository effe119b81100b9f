package org.jackfield.launcher.traffic;

import java.util.concurrent.locks.LockSupport;

/**
 * Spreads bursts evenly over time: sleeps while the next one is far and spins the rest. A sender that was off the processor for
 * longer than {@link #MOST_LAG_NS} does not catch up, because a burst of all it missed would only test queue lengths.
 */
final class Pacer {
    static final long MOST_LAG_NS = 2_000_000;
    private static final long SPIN_NS = 120_000;

    private final long periodNs;
    private long nextNs;

    /** A pacer of bursts of {@code burst} frames at {@code rate} frames a second. */
    Pacer(final long rate, final int burst) {
        periodNs = 1_000_000_000L * burst / rate;
        nextNs = System.nanoTime();
    }

    /** Returns when the next burst is due. */
    void await() {
        long now = System.nanoTime();
        while (nextNs - now > 0) {
            if (nextNs - now > SPIN_NS) {
                LockSupport.parkNanos(nextNs - now - SPIN_NS);
            } else {
                Thread.onSpinWait();
            }
            now = System.nanoTime();
        }
        nextNs = Math.max(nextNs, now - MOST_LAG_NS) + periodNs;
    }
}
