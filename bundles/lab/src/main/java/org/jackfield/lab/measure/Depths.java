package org.jackfield.lab.measure;

import org.jackfield.lab.api.Outcome;

/** How many frames wait for each worker: means over the time, exact to the nanosecond. Times never go back. One thread. */
public final class Depths {
    private final Windows waits;
    private final long[] depth;
    private final long[] sinceNs;
    private long nowNs;

    /** Nothing waits. */
    public Depths(final int workers, final long windowNs) {
        waits = new Windows(workers, windowNs);
        depth = new long[workers];
        sinceNs = new long[workers];
    }

    /** From now on so many more frames wait for a worker; less when negative. */
    public void change(final int worker, final long atNs, final int by) {
        settle(worker, atNs);
        depth[worker] += by;
    }

    /** Frames that wait for a worker. */
    public long depth(final int worker) {
        return depth[worker];
    }

    /** The time is over. */
    public void finish(final long atNs) {
        for (int worker = 0; worker < depth.length; worker++) {
            settle(worker, atNs);
        }
    }

    /** Mean of the worker for which most waited, from 0 until the end. */
    public double busiest() {
        double most = 0;
        for (int worker = 0; worker < depth.length; worker++) {
            double sum = 0;
            for (int window = 0; window < waits.count(); window++) {
                sum += waits.amount(window, worker);
            }
            most = Math.max(most, sum);
        }
        return nowNs == 0 ? 0 : most / nowNs;
    }

    /** Mean of each worker, over the time. */
    public Outcome.Series series() {
        return waits.series("frames that wait", "frames", Windows.workers(depth.length), 1.0 / waits.windowNs());
    }

    /** Books the frames that have waited since the last change to the windows in which they did. */
    private void settle(final int worker, final long atNs) {
        nowNs = Math.max(nowNs, atNs);
        long from = sinceNs[worker];
        sinceNs[worker] = atNs;
        if (depth[worker] == 0) {
            return;
        }
        while (from < atNs) {
            final long end = Math.min(atNs, (from / waits.windowNs() + 1) * waits.windowNs());
            waits.add(worker, from, (double) depth[worker] * (end - from));
            from = end;
        }
    }
}
