package org.jackfield.core.stats;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.HotPath;

/**
 * Counts values in classes whose width grows with them: values below {@value #STEPS} exactly, above with {@value #STEPS} classes to each
 * doubling, so that a class is at most 1/{@value #STEPS} wide of what it holds. One writer; any thread reads, as with {@link CounterBlock}.
 *
 * <p>This is the layout of HdrHistogram, which the core does not import: of that library it would need the class index, a dozen lines,
 * while the counters have to be those every other counter of a worker is: a fixed block, written by one thread without a fence, read by
 * any without stopping it, made by the conductor and never grown. HdrHistogram's recorder needs two phased copies for that.
 */
@HotPath
public final class Histogram {
    /** Classes to a doubling. */
    public static final int STEPS = 32;

    private static final int STEP_BITS = 5;
    private static final int SUM = 0;
    private static final int GREATEST = 1;
    private static final int CLASSES = 2;

    private final CounterBlock counters;
    private final long most;

    /**
     * Counters at 0.
     *
     * @param bits values of more bits count in the highest class, 6 to 62
     */
    public Histogram(final int bits) {
        counters = new CounterBlock(CLASSES + classes(bits));
        most = (1L << bits) - 1;
    }

    private static int classes(final int bits) {
        return (bits - STEP_BITS + 1) * STEPS;
    }

    /** Counts a value so often; below 0, which a clock of another thread may yield, as 0. The writer only. */
    public void add(final long value, final int times) {
        final long known = Math.max(0, value);
        counters.add(CLASSES + indexOf(Math.min(known, most)), times);
        counters.add(SUM, known * times);
        final long greatest = counters.get(GREATEST);
        if (known > greatest) {
            counters.add(GREATEST, known - greatest);
        }
    }

    private static int indexOf(final long value) {
        if (value < STEPS) {
            return (int) value;
        }
        final int shift = Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(value);
        return (shift << STEP_BITS) + (int) (value >>> shift);
    }

    /** Greatest value of a class. */
    public static long mostOf(final int index) {
        final int shift = Math.max(0, (index >>> STEP_BITS) - 1);
        return ((long) (index - (shift << STEP_BITS)) + 1 << shift) - 1;
    }

    /** Number of classes. */
    public int size() {
        return counters.size() - CLASSES;
    }

    /** Values in a class; any thread. */
    public long count(final int index) {
        return counters.get(CLASSES + index);
    }

    /** Sum of all values; any thread. */
    public long sum() {
        return counters.get(SUM);
    }

    /** The greatest value; any thread. */
    public long greatest() {
        return counters.get(GREATEST);
    }
}
