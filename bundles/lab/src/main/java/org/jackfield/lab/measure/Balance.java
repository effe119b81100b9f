package org.jackfield.lab.measure;

import java.util.Arrays;
import org.jackfield.lab.api.Outcome;

/** How evenly frames are spread over workers, window by window. One thread. */
public final class Balance {
    private final Windows frames;

    /**
     * @param workers 1 or more
     * @param windowNs length of a window, in nanoseconds
     */
    public Balance(final int workers, final long windowNs) {
        frames = new Windows(workers, windowNs);
    }

    /** A worker processed frames. */
    public void processed(final int worker, final long atNs, final long count) {
        frames.add(worker, atNs, count);
    }

    /** Frames of the busiest worker against the mean: 1 is even; median of the windows with traffic, 0 without any. */
    public double imbalance() {
        return median(shape(false));
    }

    /** Jain's index: (sum x)^2 / (n sum x^2), from 1/n to 1; median of the windows with traffic, 0 without any. */
    public double jain() {
        return median(shape(true));
    }

    /** Workers that processed frames in a window; mean of the windows with traffic, 0 without any. */
    public double awake() {
        long workers = 0;
        int windows = 0;
        for (int window = 0; window < frames.count(); window++) {
            final int before = (int) workers;
            for (int worker = 0; worker < frames.lines(); worker++) {
                workers += frames.amount(window, worker) > 0 ? 1 : 0;
            }
            windows += workers > before ? 1 : 0;
        }
        return windows == 0 ? 0 : (double) workers / windows;
    }

    /** Frames a second of each worker, over the time. */
    public Outcome.Series series() {
        return frames.series("frames of workers", "frames/s", Windows.workers(frames.lines()), 1e9 / frames.windowNs());
    }

    private double[] shape(final boolean jain) {
        final double[] shapes = new double[frames.count()];
        int n = 0;
        for (int window = 0; window < frames.count(); window++) {
            if (frames.sum(window) > 0) {
                shapes[n++] = jain ? jain(window) : imbalance(window);
            }
        }
        return Arrays.copyOf(shapes, n);
    }

    private double imbalance(final int window) {
        double most = 0;
        for (int worker = 0; worker < frames.lines(); worker++) {
            most = Math.max(most, frames.amount(window, worker));
        }
        return most * frames.lines() / frames.sum(window);
    }

    private double jain(final int window) {
        double squares = 0;
        for (int worker = 0; worker < frames.lines(); worker++) {
            squares += frames.amount(window, worker) * frames.amount(window, worker);
        }
        return frames.sum(window) * frames.sum(window) / (frames.lines() * squares);
    }

    private static double median(final double[] values) {
        if (values.length == 0) {
            return 0;
        }
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
