package org.jackfield.steering.shares;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DealingTest {
    private static final int BUCKETS = 1024;
    private static final boolean[] NONE = new boolean[BUCKETS];

    @Test
    void shouldMoveNoMoreBucketsThanTheSharesNeed() {
        final Random random = new Random(2);
        for (int round = 0; round < 200; round++) {
            final int workers = 1 + random.nextInt(16);
            final short[] owners = new short[BUCKETS];
            for (int b = 0; b < BUCKETS; b++) {
                owners[b] = (short) (random.nextInt(workers + 2) - 1);
            }
            final long[] weights = random.longs(workers, 0, 9).toArray();
            weights[random.nextInt(workers)] = 1;
            final int[] before = Dealing.owned(owners, workers, NONE);
            final int[] quotas = LargestRemainder.seats(weights, BUCKETS, before);
            final short[] present = owners.clone();
            final int moved = Dealing.byWeights(owners, weights, NONE);
            assertArrayEquals(quotas, Dealing.owned(owners, workers, NONE));
            int least = 0;
            for (int w = 0; w < workers; w++) {
                least += Math.max(0, quotas[w] - before[w]);
            }
            assertEquals(least, moved);
            assertEquals(least, differences(present, owners));
            assertEquals(0, Dealing.byWeights(owners, weights, NONE), "once is enough");
        }
    }

    @Test
    void shouldLeaveFixedBucketsWhereTheyAreAndNotCountThem() {
        final short[] owners = new short[BUCKETS];
        final boolean[] fixed = new boolean[BUCKETS];
        Arrays.fill(fixed, 0, 100, true);
        Dealing.byWeights(owners, new long[] {0, 1, 1}, fixed);
        for (int b = 0; b < 100; b++) {
            assertEquals(0, owners[b]);
        }
        assertArrayEquals(new int[] {0, 462, 462}, Dealing.owned(owners, 3, fixed));
    }

    @Test
    void shouldKnowBucketsOfWorkersThatDoNotExist() {
        assertFalse(Dealing.foreign(new short[] {0, 1}, 2));
        assertTrue(Dealing.foreign(new short[] {0, 2}, 2));
        assertTrue(Dealing.foreign(new short[] {-1, 0}, 2));
    }

    /** Also after weights have changed again and again. */
    @Test
    void shouldSpreadTheBucketsOfAWorkerOverItsQueues() {
        final Random random = new Random(3);
        for (int workers = 1; workers <= 8; workers++) {
            final short[] owners = new short[BUCKETS];
            for (int round = 0; round < 20; round++) {
                Dealing.byWeights(owners, random.longs(workers, 1, 5).toArray(), NONE);
                for (int queues = 2; queues <= Dealing.MOST_QUEUES; queues++) {
                    assertSpread(owners, workers, queues);
                }
            }
        }
    }

    private static void assertSpread(final short[] owners, final int workers, final int queues) {
        final int[][] counts = new int[workers][queues];
        for (int b = 0; b < BUCKETS; b++) {
            counts[owners[b]][b / workers % queues]++;
        }
        for (final int[] worker : counts) {
            final int total = Arrays.stream(worker).sum();
            final int most = Arrays.stream(worker).max().orElse(0);
            assertTrue(
                    most <= 1.1 * total / queues + 2,
                    () -> workers + " workers, " + queues + " queues each: " + Arrays.toString(worker));
        }
    }

    private static int differences(final short[] before, final short[] after) {
        int differences = 0;
        for (int b = 0; b < before.length; b++) {
            differences += before[b] != after[b] ? 1 : 0;
        }
        return differences;
    }
}
