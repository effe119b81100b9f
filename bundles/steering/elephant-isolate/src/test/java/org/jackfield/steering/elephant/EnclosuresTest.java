package org.jackfield.steering.elephant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnclosuresTest {
    private static final int BUCKETS = 1024;

    @Test
    void shouldLeaveAnElephantWhereItIsAndMoveItsNeighbours() {
        final short[] owners = even(4);
        final short[] before = owners.clone();
        assertEquals(255, Enclosures.fence(Map.of(10, 0.4), owners, 4));
        for (int b = 0; b < BUCKETS; b++) {
            assertEquals(b == 10, owners[b] == 2);
            assertTrue(owners[b] == before[b] || before[b] == 2);
        }
    }

    @Test
    void shouldPartTwoElephantsOfOneWorker() {
        final short[] owners = even(4);
        Enclosures.fence(Map.of(10, 0.3, 14, 0.4), owners, 4);
        assertEquals(2, owners[14], "the heavier one stays");
        assertEquals(3, owners[10]);
        assertEquals(1, count(owners, 2));
        assertEquals(1, count(owners, 3));
        assertEquals(511, count(owners, 0));
    }

    /** Four of eight workers for a third of everything would leave too few to the others. */
    @Test
    void shouldConfineSmallElephantsToAsFewWorkersAsLeaveTheBusiestLeast() {
        final short[] owners = even(8);
        final Map<Integer, Double> elephants = Map.of(0, 0.08, 1, 0.08, 2, 0.08, 3, 0.08);
        final short[] before = owners.clone();
        Enclosures.fence(elephants, owners, 8);
        assertEquals(
                3,
                elephants.keySet().stream()
                        .map(bucket -> owners[bucket])
                        .distinct()
                        .count());
        assertEquals(0.08 + 0.68 / 8, Enclosures.most(elephants, before, 8), 1e-3);
        assertEquals(0.16, Enclosures.most(elephants, owners, 8), 1e-3);
    }

    @Test
    void shouldLeaveAWorkerToTheOthers() {
        final short[] owners = even(2);
        Enclosures.fence(Map.of(0, 0.5, 1, 0.5), owners, 2);
        assertEquals(owners[0], owners[1]);
        assertEquals(BUCKETS - 2, count(owners, 1 - owners[0]));
    }

    @Test
    void shouldSpreadEvenlyWithoutElephants() {
        final short[] owners = new short[BUCKETS];
        assertEquals(682, Enclosures.fence(Map.of(), owners, 3));
        assertEquals(0, Enclosures.fence(Map.of(), owners, 3));
    }

    @Test
    void shouldEncloseEachElephantAloneAndSpreadTheOthersEvenlyWhateverCame() {
        final Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            final int workers = 2 + random.nextInt(15);
            final short[] owners = new short[BUCKETS];
            for (int b = 0; b < BUCKETS; b++) {
                owners[b] = (short) (random.nextInt(workers + 2) - 1);
            }
            final Map<Integer, Double> elephants = new HashMap<>();
            for (int i = random.nextInt(workers + 1); i > 0; i--) {
                elephants.put(random.nextInt(BUCKETS), 1.0 / workers);
            }
            Enclosures.fence(elephants, owners, workers);
            assertFenced(elephants, owners, workers);
            assertEquals(0, Enclosures.fence(elephants, owners, workers), "once is enough");
        }
    }

    private static void assertFenced(final Map<Integer, Double> elephants, final short[] owners, final int workers) {
        final int[] heavy = new int[workers];
        final int[] others = new int[workers];
        for (int b = 0; b < BUCKETS; b++) {
            (elephants.containsKey(b) ? heavy : others)[owners[b]]++;
        }
        final int enclosures =
                (int) Arrays.stream(heavy).filter(count -> count > 0).count();
        assertEquals(Math.min(elephants.size(), workers - 1), enclosures);
        for (int w = 0; w < workers; w++) {
            assertTrue(elephants.size() >= workers || heavy[w] <= 1, Arrays.toString(heavy));
            final int share = (BUCKETS - elephants.size()) / (workers - enclosures);
            assertTrue(
                    heavy[w] > 0 ? others[w] == 0 : others[w] == share || others[w] == share + 1,
                    () -> Arrays.toString(heavy) + Arrays.toString(others));
        }
    }

    private static short[] even(final int workers) {
        final short[] owners = new short[BUCKETS];
        for (int b = 0; b < BUCKETS; b++) {
            owners[b] = (short) (b % workers);
        }
        return owners;
    }

    private static int count(final short[] owners, final int worker) {
        int count = 0;
        for (final short owner : owners) {
            count += owner == worker ? 1 : 0;
        }
        return count;
    }
}
