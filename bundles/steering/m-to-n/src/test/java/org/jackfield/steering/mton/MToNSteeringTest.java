package org.jackfield.steering.mton;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.testkit.FakeLoad;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MToNSteeringTest extends SteeringContractTest {
    private static final int BUCKETS = FlowHash.BUCKETS;

    @Override
    protected SteeringPolicy newPolicy() {
        return new MToNSteering(Map.of());
    }

    @Test
    void shouldKeepOrderAndNotBeTheDefault() {
        assertTrue(newPolicy().preservesOrder());
        assertEquals("m-to-n", newPolicy().policyName());
    }

    @Test
    void shouldGiveWorkersBucketsByWeightAndExcludedOnesNone() {
        assertArrayEquals(new int[] {256, 0, 512, 256}, counts(decide("0,2,3", "1,2,1", 4, new short[BUCKETS]), 4));
        assertArrayEquals(new int[] {768, 256}, counts(decide("", "3,1", 2, new short[BUCKETS]), 2));
    }

    @Test
    void shouldUseAllWorkersWhereNoneOfThoseNamedExists() {
        final MToNSteering policy = new MToNSteering(Map.of("workers", "5,6"));
        final short[] owners = new short[BUCKETS];
        policy.decide(new FakeLoad(2).state(), owners);
        assertArrayEquals(new int[] {512, 512}, counts(owners, 2));
        assertEquals(
                "workers 5,6, evenly: none of them can process frames, so all do; there are workers 0 to 1; 512 buckets moved",
                policy.lastDecision());
    }

    @Test
    void shouldMoveOnlyWhatAChangedWeightNeeds() {
        final short[] owners = decide("", "", 4, new short[BUCKETS]);
        final short[] heavier = decide("", "2,1,1,1", 4, owners);
        assertArrayEquals(new int[] {409, 205, 205, 205}, counts(heavier, 4));
        for (int b = 0; b < BUCKETS; b++) {
            assertTrue(owners[b] == heavier[b] || heavier[b] == 0, "only the heavier worker takes");
        }
    }

    @Test
    void shouldTakeAChangedConfigurationAndKeepTheFormerWhereItIsBad() {
        final MToNSteering policy = new MToNSteering(Map.of("weights", "1,3"));
        final short[] owners = new short[BUCKETS];
        policy.decide(new FakeLoad(2).state(), owners);
        assertArrayEquals(new int[] {256, 768}, counts(owners, 2));
        policy.modified(Map.of("weights", "1,nonsense"));
        policy.decide(new FakeLoad(2).state(), owners);
        assertArrayEquals(new int[] {256, 768}, counts(owners, 2));
        policy.modified(Map.of("weights", "3,1"));
        policy.decide(new FakeLoad(2).state(), owners);
        assertArrayEquals(new int[] {768, 256}, counts(owners, 2));
        assertEquals("all workers, weights 3,1; 512 buckets moved", policy.lastDecision());
        policy.modified(Map.of());
        policy.decide(new FakeLoad(2).state(), owners);
        assertArrayEquals(new int[] {512, 512}, counts(owners, 2));
    }

    @Test
    void shouldServeEvenlyWhenABadConfigurationIsTheFirst() {
        final short[] owners = new short[BUCKETS];
        new MToNSteering(Map.of("workers", "none")).decide(new FakeLoad(2).state(), owners);
        assertArrayEquals(new int[] {512, 512}, counts(owners, 2));
    }

    /** M queues on N workers: every worker processes its share, whatever M is. */
    @ParameterizedTest(name = "{0} queues on {1} workers")
    @CsvSource({
        "1,1", "1,4", "2,3", "3,2", "3,4", "4,4", "5,3", "7,4", "8,3", "8,4", "10,4", "16,2", "16,7", "64,48", "256,64"
    })
    void shouldLoadWorkersEvenlyWhateverTheNumberOfQueues(final int queues, final int workers) {
        final short[] owners = decide("", "", workers, new short[BUCKETS]);
        final int[] processed = counts(owners, workers);
        assertTrue(max(processed) - min(processed) <= 1, Arrays.toString(processed));
        final int[] byQueue = new int[queues];
        final int[] handed = new int[workers];
        for (int b = 0; b < BUCKETS; b++) {
            final int queue = IndirectionTable.queueOf(b, owners[b], queues, workers);
            byQueue[queue]++;
            handed[owners[b]] += queue % workers == owners[b] ? 0 : 1;
        }
        if (queues >= workers) {
            assertEquals(0, max(handed), "every worker reads its own frames itself");
            assertEvenOverTheQueuesOfEachWorker(byQueue, workers);
        } else {
            // Queue q carries the owners q, q + M, q + 2M ...: no assignment of equal shares to owners can make these
            // equal.
            for (int q = 0; q < queues; q++) {
                final double carried = (workers - q + queues - 1) / queues;
                assertEquals(carried * BUCKETS / workers, byQueue[q], carried);
            }
        }
    }

    private static void assertEvenOverTheQueuesOfEachWorker(final int[] byQueue, final int workers) {
        for (int w = 0; w < workers; w++) {
            int most = 0;
            int least = BUCKETS;
            for (int q = w; q < byQueue.length; q += workers) {
                most = Math.max(most, byQueue[q]);
                least = Math.min(least, byQueue[q]);
            }
            assertTrue(most - least <= 2, "queues of worker " + w + ": " + Arrays.toString(byQueue));
        }
    }

    /** Where the kernel steers, a worker that is excluded reads nothing either, if ports have as many queues as there are workers. */
    @Test
    void shouldLeaveTheQueuesOfExcludedWorkersEmpty() {
        final short[] owners = decide("0,2,3", "1,2,1", 4, new short[BUCKETS]);
        final int[] byQueue = new int[8];
        for (int b = 0; b < BUCKETS; b++) {
            byQueue[IndirectionTable.queueOf(b, owners[b], 8, 4)]++;
        }
        assertEquals(0, byQueue[1] + byQueue[5], Arrays.toString(byQueue));
    }

    @Test
    void shouldReachAnyWeightsFromAnyOwnersWithAsFewMovesAsThatNeeds() {
        final Random random = new Random(4);
        short[] owners = new short[BUCKETS];
        for (int round = 0; round < 100; round++) {
            final int workers = 2 + random.nextInt(7);
            final int[] weights = random.ints(workers, 0, 20).toArray();
            weights[random.nextInt(workers)]++;
            final short[] before = owners;
            owners = decide("", text(weights), workers, before);
            final int[] after = counts(owners, workers);
            final int sum = Arrays.stream(weights).sum();
            int gained = 0;
            int differing = 0;
            for (int w = 0; w < workers; w++) {
                assertTrue(Math.abs(after[w] - (double) BUCKETS * weights[w] / sum) < 1);
                final int worker = w;
                final int had = (int) count(before, worker);
                gained += Math.max(0, after[w] - had);
            }
            for (int b = 0; b < BUCKETS; b++) {
                differing += before[b] == owners[b] ? 0 : 1;
            }
            assertEquals(gained, differing);
        }
    }

    private static long count(final short[] owners, final int worker) {
        long count = 0;
        for (final short owner : owners) {
            count += owner == worker ? 1 : 0;
        }
        return count;
    }

    private static String text(final int[] numbers) {
        return String.join(",", Arrays.stream(numbers).mapToObj(String::valueOf).toList());
    }

    private static short[] decide(final String workers, final String weights, final int count, final short[] present) {
        final short[] owners = present.clone();
        new MToNSteering(Map.of("workers", workers, "weights", weights)).decide(new FakeLoad(count).state(), owners);
        return owners;
    }

    private static int[] counts(final short[] owners, final int workers) {
        final int[] counts = new int[workers];
        for (final short owner : owners) {
            counts[owner]++;
        }
        return counts;
    }

    private static int max(final int[] numbers) {
        return Arrays.stream(numbers).max().orElse(0);
    }

    private static int min(final int[] numbers) {
        return Arrays.stream(numbers).min().orElse(0);
    }
}
