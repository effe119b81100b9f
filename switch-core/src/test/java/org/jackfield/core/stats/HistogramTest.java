package org.jackfield.core.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Classes of values: no gaps, no overlaps, and narrow enough. */
class HistogramTest {
    private static final int BITS = 36;

    private static int classOf(final long value) {
        final Histogram one = new Histogram(BITS);
        one.add(value, 1);
        for (int i = 0; i < one.size(); i++) {
            if (one.count(i) == 1) {
                return i;
            }
        }
        throw new AssertionError(value + " is in no class");
    }

    @Test
    void shouldPutEachValueIntoTheClassThatEndsNextAboveIt() {
        final Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            final long value = random.nextLong() >>> 64 - 1 - random.nextInt(BITS);
            final int index = classOf(value);
            final long most = Histogram.mostOf(index);
            final long before = index == 0 ? -1 : Histogram.mostOf(index - 1);
            assertTrue(before < value && value <= most, () -> value + " is not between " + before + " and " + most);
            assertTrue(most - before <= Math.max(1, value / Histogram.STEPS), () -> "class of " + value);
        }
    }

    @Test
    void shouldCountWhatIsBeyondItsEndsInTheClassesAtItsEnds() {
        final Histogram histogram = new Histogram(BITS);
        histogram.add(Long.MAX_VALUE / 4, 1);
        histogram.add(-5, 2);
        assertEquals(1, histogram.count(histogram.size() - 1));
        assertEquals((1L << BITS) - 1, Histogram.mostOf(histogram.size() - 1));
        assertEquals(2, histogram.count(0));
        assertEquals(Long.MAX_VALUE / 4, histogram.greatest());
    }

    @Test
    void shouldKnowSumAndGreatestExactly() {
        final Histogram histogram = new Histogram(BITS);
        histogram.add(1_000_003, 3);
        histogram.add(7, 2);
        assertEquals(3_000_023, histogram.sum());
        assertEquals(1_000_003, histogram.greatest());
    }
}
