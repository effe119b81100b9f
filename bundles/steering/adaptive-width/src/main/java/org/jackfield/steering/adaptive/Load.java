package org.jackfield.steering.adaptive;

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
        final String idle = Double.isNaN(idle()) ? "" : ", " + hundredths(idle()) + " idle";
        return hundredths(used()) + " processors used" + idle + ", " + framesPerSecond() + " frames/s";
    }

    /** Not by a formatter, which took 0.3 ms each time in a JVM that has little to do: this is said in each period. */
    private static String hundredths(final double value) {
        final long all = Math.round(value * 100);
        return all / 100 + (all % 100 < 10 ? ".0" : ".") + all % 100;
    }
}
