package org.jackfield.core.worker;

import org.jackfield.api.frame.HotPath;

/**
 * Decides how long a worker's next kernel entry may wait. Under load: not at all. Without work it sleeps at once, unless spinning
 * is configured and traffic has lately come in gaps shorter than the spin time: then it polls that long first. An idle worker
 * therefore sleeps without a timeout and uses no CPU.
 */
@HotPath
final class WorkerIdle {
    /** Wait for ever. */
    static final long FOREVER = -1;

    private static final long POLLED_QUEUES_WAIT_NS = 1_000_000;

    private final long spinNs;
    private long idleSinceNs;
    private boolean idle;
    private boolean gapsShort;

    WorkerIdle(final long spinNs) {
        this.spinNs = spinNs;
    }

    /**
     * Nanoseconds to wait, 0 for none, {@link #FOREVER}.
     *
     * @param worked whether the cycle before did something
     * @param mayRest whether that does not ask for another cycle
     * @param polled whether some queues have to be looked at
     */
    long waitNs(final boolean worked, final boolean mayRest, final long nowNs, final boolean polled) {
        if (worked) {
            if (idle) {
                gapsShort = nowNs - idleSinceNs < spinNs;
                idle = false;
            }
            if (!mayRest || spinNs > 0) {
                return 0;
            }
        }
        if (!idle) {
            idle = true;
            idleSinceNs = nowNs;
        }
        if (gapsShort && nowNs - idleSinceNs < spinNs) {
            return 0;
        }
        return polled ? POLLED_QUEUES_WAIT_NS : FOREVER;
    }
}
