package org.jackfield.lab.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFCs count from 1, flows here from 0: {@link #arrive} takes the numbers as they are printed. */
class ReorderingTest {
    @Test
    void shouldAgreeWithRfc4737Section71ASinglePacketReordered() {
        final Reordering.Result result = arrive(1024, 1, 2, 3, 5, 6, 7, 8, 4, 9, 10);

        assertEquals(0.1, result.ratio());
        assertEquals(4, result.extentMost());
        assertEquals(4.0, result.extentMean());
        assertEquals(1, result.nReordered()[4], "packet 4 is 4-reordered");
        assertEquals(0, result.nReordered()[5]);
    }

    @Test
    void shouldAgreeWithRfc4737Section72TwoPacketsReordered() {
        final Reordering.Result result = arrive(1024, 1, 2, 3, 4, 7, 5, 6, 8, 9, 10);

        assertEquals(2, result.reordered());
        assertEquals(2, result.extentMost(), "packet 6");
        assertEquals(1.5, result.extentMean(), "packet 5 has 1");
        assertEquals(1, result.nReordered()[1], "packet 5 is 1-reordered, packet 6 is not n-reordered");
        assertEquals(0, result.nReordered()[2]);
    }

    @Test
    void shouldAgreeWithRfc4737Section73ThreePacketsReordered() {
        final Reordering.Result result = arrive(1024, 1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11);

        assertEquals(3, result.reordered());
        assertEquals(6, result.extentMost());
        assertEquals(5.0, result.extentMean(), "one each of 4, 5 and 6");
        assertEquals(1, result.nReordered()[3], "only packet 4 is n-reordered");
        assertEquals(1, result.nReordered()[4]);
        assertEquals(0, result.nReordered()[5]);
    }

    @Test
    void shouldAgreeWithRfc4737Section74MultipleDiscontinuities() {
        final Reordering.Result result = arrive(1024, 1, 2, 3, 6, 7, 4, 5, 8, 9, 10, 12, 13, 11, 14, 15, 16);

        assertEquals(3, result.reordered());
        assertEquals(3, result.extentMost(), "packet 5");
        assertEquals((2 + 3 + 2) / 3.0, result.extentMean(), 1e-12, "packets 4, 5 and 11");
    }

    @Test
    void shouldAgreeWithRfc4737Section53ABlockOfSuccessivePackets() {
        final Reordering.Result result = arrive(1024, 1, 2, 3, 7, 8, 9, 4, 5, 6);

        assertEquals(3, result.reordered(), "4, 5 and 6");
        assertEquals(1, result.nReordered()[3], "only packet 4 is n-reordered, with n = 3");
        assertEquals(0, result.nReordered()[4]);
    }

    @Test
    void shouldAgreeWithRfc5236Section8aNoLoss() {
        final Reordering.Result result = arrive(4, 1, 4, 2, 5, 3, 6, 7, 8);

        assertArrayEquals(new double[] {0, 0, 0.125, 0.125, 0.5, 0.125, 0.125, 0, 0}, result.density(), 1e-12);
        assertArrayEquals(new double[] {0.625, 0.25, 0.125, 0, 0}, result.bufferDensity(), 1e-12);
        assertEquals(0.5 * Math.log(2) + 0.5 * Math.log(8), result.entropy(), 1e-12);
    }

    @Test
    void shouldAgreeWithRfc5236Section8bLoss() {
        final Reordering.Result result = arrive(3, 1, 2, 4, 5, 6, 7);

        assertArrayEquals(new double[] {0, 0, 0, 1, 0, 0, 0}, result.density(), 1e-12);
        assertArrayEquals(new double[] {0.5, 1 / 6.0, 1 / 6.0, 1 / 6.0}, result.bufferDensity(), 1e-12);
        assertEquals(1, result.missing());
        assertEquals(0, result.reordered());
        assertEquals(0, result.entropy());
    }

    @Test
    void shouldAgreeWithRfc5236Section8cDuplicates() {
        final Reordering.Result result = arrive(2, 1, 3, 2, 3, 4, 5);

        assertArrayEquals(new double[] {0, 0.2, 0.6, 0.2, 0}, result.density(), 1e-12);
        assertArrayEquals(new double[] {0.8, 0.2, 0}, result.bufferDensity(), 1e-12);
        assertEquals(1, result.duplicates());
    }

    @Test
    void shouldAgreeWithRfc5236Section33Example3() {
        final Reordering.Result result = arrive(4, 1, 4, 3, 5, 3, 8, 7, 6);

        assertEquals(3 / 7.0, result.displaced(0), 1e-12);
        assertEquals(1 / 7.0, result.displaced(-1), 1e-12);
        assertEquals(1 / 7.0, result.displaced(1), 1e-12);
        assertEquals(1 / 7.0, result.displaced(-2), 1e-12);
        assertEquals(1 / 7.0, result.displaced(2), 1e-12);
    }

    @Test
    void shouldAgreeWithRfc5236Section4Example5() {
        final Reordering.Result result = arrive(4, 1, 2, 5, 3, 6, 2);

        assertEquals(0.6, result.displaced(0), 1e-12);
        assertEquals(0.2, result.displaced(2), 1e-12, "packet 3");
        assertEquals(0.2, result.displaced(-2), 1e-12, "packet 5");
        assertEquals(1, result.duplicates());
    }

    @Test
    void shouldCountALossWithoutReordering() {
        final Reordering.Result result = arrive(1024, 1, 3, 4, 5, 6);

        assertEquals(1, result.missing());
        assertEquals(0, result.reordered());
        assertEquals(0, result.entropy());
    }

    @Test
    void shouldKeepFlowsApart() {
        final Reordering reordering = new Reordering();
        for (int sequence = 0; sequence < 100; sequence++) {
            reordering.arrived(200, sequence);
            reordering.arrived(3, 99 - sequence);
        }
        final Reordering.Result result = reordering.finish();

        assertEquals(200, result.frames());
        assertEquals(99, result.reordered(), "all but the first of flow 3");
        assertEquals(99, result.extentMost());
    }

    @Test
    void shouldTellDuplicatesOfAFlowInOrderFromLateFrames() {
        final Reordering.Result result = arrive(1024, 1, 2, 3, 2, 4, 4, 1);

        assertEquals(3, result.duplicates());
        assertEquals(0, result.reordered());
        assertEquals(4, result.frames());
    }

    @Test
    void shouldLeaveOutANumberBeyondBelief() {
        final Reordering.Result result = arrive(1024, 1, 2, Long.MAX_VALUE, 3);

        assertEquals(1, result.strange());
        assertEquals(3, result.frames());
        assertEquals(0, result.missing());
    }

    /** Orders of all kinds, with losses and duplicates, against the definitions and algorithms of the RFCs, carried out to the letter. */
    @Test
    void shouldAgreeWithTheDefinitionsForAnyOrder() {
        final Random random = new Random(4737);
        for (int round = 0; round < 400; round++) {
            final long[] order = shuffled(random, 1 + random.nextInt(60), 1 + random.nextInt(12));
            final int threshold = 1 + random.nextInt(10);
            final Reordering.Result result = arrive(threshold, order);

            final String which = "threshold " + threshold + ", order " + Arrays.toString(order);
            assertExtents(order, result, which);
            assertArrayEquals(density(order, threshold), result.density(), 1e-12, which);
            assertArrayEquals(bufferDensity(order, threshold), result.bufferDensity(), 1e-12, which);
        }
    }

    private static Reordering.Result arrive(final int threshold, final long... order) {
        final Reordering reordering = new Reordering(threshold);
        for (final long number : order) {
            reordering.arrived(7, number - 1);
        }
        return reordering.finish();
    }

    private static long[] shuffled(final Random random, final int count, final int reach) {
        final List<Long> all = new ArrayList<>();
        for (long number = 1; number <= count; number++) {
            if (random.nextInt(10) > 0) {
                all.add(number);
            }
            if (random.nextInt(10) == 0) {
                all.add((long) (1 + random.nextInt((int) number)));
            }
        }
        for (int from = 0; from < all.size(); from += reach) {
            Collections.shuffle(all.subList(from, Math.min(all.size(), from + reach)), random);
        }
        return all.stream().mapToLong(Long::longValue).toArray();
    }

    private static void assertExtents(final long[] withDuplicates, final Reordering.Result result, final String which) {
        final long[] order = Arrays.stream(withDuplicates).distinct().toArray();
        long reordered = 0;
        long sum = 0;
        for (int i = 0; i < order.length; i++) {
            int j = 0;
            while (j < i && order[j] < order[i]) {
                j++;
            }
            reordered += j < i ? 1 : 0;
            sum += i - j;
        }
        assertEquals(reordered, result.reordered(), which);
        assertEquals(reordered == 0 ? 0 : (double) sum / reordered, result.extentMean(), 1e-12, which);
        assertEquals(withDuplicates.length - order.length, result.duplicates(), which);
    }

    /** Section 7.1 of RFC 5236, step by step. */
    private static double[] density(final long[] order, final int threshold) {
        final Deque<Long> stream = new ArrayDeque<>();
        Arrays.stream(order).distinct().forEach(stream::add);
        final long[] counts = new long[2 * threshold + 1];
        final Deque<Long> window = new ArrayDeque<>();
        final Set<Long> buffer = new HashSet<>();
        while (window.size() <= threshold && !stream.isEmpty()) {
            window.add(stream.remove());
        }
        long ri = 1;
        while (!window.isEmpty()) {
            if (!window.contains(ri) && !buffer.contains(ri)) {
                final long least =
                        Math.min(Collections.min(window), buffer.isEmpty() ? Long.MAX_VALUE : Collections.min(buffer));
                ri = ri < least ? least : ri + 1;
                continue;
            }
            final long s = window.remove();
            final long displacement = ri - s;
            if (Math.abs(displacement) <= threshold) {
                counts[threshold + (int) displacement]++;
                buffer.remove(ri);
                if (displacement < 0) {
                    buffer.add(s);
                }
                ri++;
            }
            Long next = stream.poll();
            while (next != null && (next < ri || buffer.contains(next) || window.contains(next))) {
                next = stream.poll();
            }
            if (next != null) {
                window.add(next);
            }
        }
        return shares(counts);
    }

    /** Section 7.2 of RFC 5236, step by step, but for a frame that makes the buffer overflow: it is stored, as section 3.8 says. */
    private static double[] bufferDensity(final long[] order, final int threshold) {
        final long[] counts = new long[threshold + 1];
        final Set<Long> buffer = new HashSet<>();
        long expected = 1;
        for (final long s : order) {
            if (buffer.contains(s) || s < expected) {
                continue;
            }
            if (s == expected) {
                expected++;
            } else if (buffer.size() < threshold) {
                buffer.add(s);
            } else {
                do {
                    expected++;
                } while (!buffer.contains(expected) && expected != s);
            }
            while (buffer.contains(expected) || expected == s) {
                buffer.remove(expected);
                expected++;
            }
            if (s > expected) {
                buffer.add(s);
            }
            counts[buffer.size()]++;
        }
        return shares(counts);
    }

    private static double[] shares(final long[] counts) {
        final double sum = Math.max(1, Arrays.stream(counts).sum());
        return Arrays.stream(counts).mapToDouble(count -> count / sum).toArray();
    }
}
