package org.jackfield.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Measures two things in turn, so that whatever else the machine does disturbs both alike, and prints the median of the ratios with
 * the medians of both. One thread.
 */
final class Rounds {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int count;
    private final long lengthNs;

    /**
     * @param count rounds that are measured; one more goes before them
     * @param lengthMs milliseconds of each measurement
     */
    Rounds(final int count, final long lengthMs) {
        this.count = count;
        this.lengthNs = lengthMs * 1_000_000;
    }

    /** Measures both in turn and prints {@code first / second}. */
    double compare(final String what, final DoubleSupplier first, final DoubleSupplier second) {
        final double[] firsts = new double[count];
        final double[] seconds = new double[count];
        final double[] ratios = new double[count];
        first.getAsDouble();
        second.getAsDouble();
        for (int i = 0; i < count; i++) {
            firsts[i] = first.getAsDouble();
            seconds[i] = second.getAsDouble();
            ratios[i] = firsts[i] / seconds[i];
        }
        final double ratio = median(ratios);
        System.out.printf(
                Locale.ROOT,
                "%6.2f  %s: %,.1f / %,.1f (ratios %.2f to %.2f)%n",
                ratio,
                what,
                median(firsts),
                median(seconds),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
        return ratio;
    }

    /** CPU nanoseconds of this thread for each thing that the work says it has done, over one round. */
    double cpuNsEach(final LongSupplier work) {
        long done = 0;
        final long endNs = System.nanoTime() + lengthNs;
        final long startNs = THREADS.getCurrentThreadCpuTime();
        while (System.nanoTime() - endNs < 0) {
            done += work.getAsLong();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - startNs) / done;
    }

    /** Lets other threads work for the length of a round. */
    void pause() {
        try {
            Thread.sleep(lengthNs / 1_000_000);
        } catch (final InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", stop);
        }
    }

    private static double median(final double[] values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }
}
