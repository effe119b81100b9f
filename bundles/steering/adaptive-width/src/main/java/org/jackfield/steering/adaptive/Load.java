package org.jackfield.steering.adaptive;

import java.util.Locale;

/**
 * What all workers together did in some time, as sums, so that neighbouring times can be added up.
 *
 * @param ns how long that was
 * @param cpuNs CPU time the workers used in it
 * @param frames frames they processed in it
 * @param idleNs time the machine's processors were idle in it, added up; NaN when unknown
 */
record Load(long ns, long cpuNs, long frames, double idleNs) {
    static final Load NONE = new Load(0, 0, 0, 0);

    Load plus(final Load later) {
        return new Load(ns + later.ns, cpuNs + later.cpuNs, frames + later.frames, idleNs + later.idleNs);
    }

    /** Processors the workers kept busy; 1.5 is one all the time and another for half of it. */
    double used() {
        return ns == 0 ? 0 : (double) cpuNs / ns;
    }

    /** Processors that had nothing to do; NaN when unknown. */
    double idle() {
        return ns == 0 ? Double.NaN : idleNs / ns;
    }

    long framesPerSecond() {
        return ns == 0 ? 0 : Math.round(frames * 1e9 / ns);
    }

    @Override
    public String toString() {
        final String idle = Double.isNaN(idle()) ? "" : String.format(Locale.ROOT, ", %.2f idle", idle());
        return String.format(Locale.ROOT, "%.2f processors used%s, %d frames/s", used(), idle, framesPerSecond());
    }
}
