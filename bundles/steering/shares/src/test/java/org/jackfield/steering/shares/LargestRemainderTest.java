package org.jackfield.steering.shares;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestRemainderTest {
    /** The example of most textbooks on apportionment: 100 000 votes, 10 seats. */
    @Test
    void shouldShareSeatsAsThePublishedExampleDoes() {
        assertArrayEquals(
                new int[] {5, 2, 1, 1, 1},
                LargestRemainder.seats(new long[] {47_000, 16_000, 15_900, 12_000, 9_100}, 10, new int[5]));
    }

    @Test
    void shouldLetWhoHasMoreKeepMoreWhereRemaindersAreEqual() {
        final long[] weights = {1, 1, 1};
        assertArrayEquals(new int[] {342, 341, 341}, LargestRemainder.seats(weights, 1024, new int[3]));
        assertArrayEquals(new int[] {341, 341, 342}, LargestRemainder.seats(weights, 1024, new int[] {341, 341, 342}));
    }

    @Test
    void shouldStayWithinTheQuotaAndShareOutEverySeat() {
        final Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            final long[] weights = random.longs(1 + random.nextInt(64), 0, 1001).toArray();
            weights[random.nextInt(weights.length)] = 1 + random.nextInt(1000);
            final long sum = Arrays.stream(weights).sum();
            final int seats = random.nextInt(8193);
            final int[] result = LargestRemainder.seats(weights, seats, new int[weights.length]);
            assertEquals(seats, Arrays.stream(result).sum());
            for (int i = 0; i < weights.length; i++) {
                final double quota = (double) seats * weights[i] / sum;
                assertTrue(Math.abs(result[i] - quota) < 1, () -> Arrays.toString(weights) + Arrays.toString(result));
                assertTrue(weights[i] > 0 || result[i] == 0);
            }
        }
    }
}
