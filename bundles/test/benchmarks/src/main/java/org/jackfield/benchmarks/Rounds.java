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

    private static final int LEAST = 25;
    /** Rounds that do not count: what is measured is compiled by then. */
    private static final int BEFORE = 10;

    private static final double NORMAL_95 = 1.96;

    private final int count;
    private final long lengthNs;

    /**
     * @param count rounds that are measured, or most of them; one more goes before them
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

    /**
     * Measures both in turn, after {@value #BEFORE} rounds that do not count, until the 95 % interval of the median ratio is narrower than {@code width}, {@value #LEAST} rounds at least and
     * as many as there are to be at most, and prints {@code first / second} with the interval.
     */
    double compareUntil(
            final String what, final double width, final DoubleSupplier first, final DoubleSupplier second) {
        final double[] firsts = new double[count];
        final double[] seconds = new double[count];
        final double[] ratios = new double[count];
        for (int i = 0; i < BEFORE; i++) {
            first.getAsDouble();
            second.getAsDouble();
        }
        int n = 0;
        double[] interval = {0, Double.MAX_VALUE};
        while (n < count && (n < LEAST || interval[1] - interval[0] > width)) {
            final boolean turned = n % 2 == 1; // neither is always the one that comes after the other
            final double before = (turned ? second : first).getAsDouble();
            final double after = (turned ? first : second).getAsDouble();
            firsts[n] = turned ? after : before;
            seconds[n] = turned ? before : after;
            ratios[n] = firsts[n] / seconds[n];
            interval = interval(Arrays.copyOf(ratios, ++n));
        }
        final double ratio = median(Arrays.copyOf(ratios, n));
        System.out.printf(
                Locale.ROOT,
                "%6.3f  %s: %,.1f / %,.1f (95 %% interval %.3f to %.3f, %d rounds)%n",
                ratio,
                what,
                median(Arrays.copyOf(firsts, n)),
                median(Arrays.copyOf(seconds, n)),
                interval[0],
                interval[1],
                n);
        return ratio;
    }

    /**
     * The 95 % interval of the median, whatever the distribution: order statistics whose ranks a normal approximation of the binomial
     * distribution gives (W. J. Conover, Practical Nonparametric Statistics, 3rd edition, section 3.2).
     */
    static double[] interval(final double[] values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        final double reach = NORMAL_95 * Math.sqrt(sorted.length) / 2;
        final int low = (int) Math.floor(sorted.length / 2.0 - reach);
        final int high = (int) Math.ceil(sorted.length / 2.0 + reach);
        return new double[] {sorted[Math.max(0, low - 1)], sorted[Math.min(sorted.length - 1, high)]};
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
