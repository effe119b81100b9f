package org.jackfield.steering.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {
    private static final int BUCKETS = 1024;

    @ParameterizedTest(name = "of {0} workers from {1} to {2}")
    @CsvSource({"2,1,2", "2,2,1", "4,1,2", "4,2,3", "4,3,4", "4,4,3", "4,4,1", "7,3,4", "64,1,2", "64,63,64", "64,64,5"
    })
    void shouldMoveNoMoreBucketsThanTheWidthNeeds(final int workers, final int from, final int to) {
        final short[] owners = new short[BUCKETS];
        Buckets.spread(owners, workers, 1);
        for (int width = 2; width <= from; width++) {
            Buckets.spread(owners, workers, width);
        }
        assertEquals(from, Buckets.width(owners, workers));
        final short[] before = owners.clone();
        Buckets.spread(owners, workers, to);
        assertEquals(to, Buckets.width(owners, workers));
        int moved = 0;
        for (int b = 0; b < BUCKETS; b++) {
            if (before[b] != owners[b]) {
                moved++;
                assertTrue(
                        before[b] >= to || owners[b] >= from, "bucket " + b + " moved between workers that stay awake");
            }
        }
        final int leaving =
                (int) Arrays.stream(counts(before, workers)).skip(to).sum();
        assertTrue(moved <= Math.max(leaving, BUCKETS / to), moved + " buckets moved");
        assertEven(owners, workers, to);
    }

    private static void assertEven(final short[] owners, final int workers, final int width) {
        final int[] counts = counts(owners, workers);
        for (int w = 0; w < workers; w++) {
            final int count = counts[w];
            assertEquals(w < width, count > 0, Arrays.toString(counts));
            assertTrue(count == 0 || Math.abs(count - BUCKETS / width) <= width, Arrays.toString(counts));
        }
    }

    @Test
    void shouldGoOnFromWhatWasMovedByHand() {
        final short[] owners = new short[BUCKETS];
        Arrays.fill(owners, 0, 8, (short) 3);
        assertEquals(2, Buckets.width(owners, 4));
        Buckets.spread(owners, 4, 3);
        for (int b = 0; b < 8; b++) {
            assertEquals(3, owners[b], "what somebody moved by hand stays when another worker joins");
        }
        Buckets.spread(owners, 4, 1);
        assertArrayEquals(new short[BUCKETS], owners);
    }

    @Test
    void shouldDealOutBucketsOfWorkersThatDoNotExist() {
        final short[] owners = new short[BUCKETS];
        Arrays.fill(owners, (short) 9);
        owners[0] = -1;
        owners[1] = 1;
        Buckets.spread(owners, 2, 2);
        assertArrayEquals(new int[] {BUCKETS / 2, BUCKETS / 2}, counts(owners, 2));
        assertEquals(1, owners[1]);
    }

    private static int[] counts(final short[] owners, final int workers) {
        final int[] counts = new int[workers];
        for (final short owner : owners) {
            counts[owner]++;
        }
        return counts;
    }
}
