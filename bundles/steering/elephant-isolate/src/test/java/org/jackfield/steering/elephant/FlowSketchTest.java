package org.jackfield.steering.elephant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowSketchTest {
    private final FlowSketch sketch = new FlowSketch();

    @Test
    void shouldCountExactlyWhileThereAreCounters() {
        for (int flow = 1; flow <= FlowSketch.WAYS; flow++) {
            sketch.add(flow, flow);
            sketch.add(flow, 10);
        }
        for (int i = 0; i < FlowSketch.WAYS; i++) {
            assertEquals(sketch.flow(i) + 10, sketch.count(i));
            assertEquals(0, sketch.error(i));
        }
        assertEquals(36 + 80, sketch.sum());
    }

    /** The step the method is named after: the newcomer takes the place of the smallest and inherits its count. */
    @Test
    void shouldLetANewFlowTakeOverTheSmallestCounterWithItsCountAsError() {
        for (int flow = 1; flow <= FlowSketch.WAYS; flow++) {
            sketch.add(flow, 10 * flow);
        }
        sketch.add(99, 3);
        assertEquals(99, sketch.flow(0));
        assertEquals(13, sketch.count(0));
        assertEquals(10, sketch.error(0));
    }

    @Test
    void shouldForgetEverything() {
        sketch.add(1, 5);
        sketch.clear();
        assertEquals(0, sketch.sum());
        sketch.add(2, 4);
        assertEquals(2, sketch.flow(0));
        assertEquals(4, sketch.count(0));
        assertEquals(0, sketch.error(0));
    }

    /** Theorems 1 to 3 of the paper, for each set. */
    @ParameterizedTest(name = "{0} flows, Zipf exponent {1}, {2} sets")
    @CsvSource({"20,0,64", "500,0,64", "5000,0.5,64", "5000,1.0,64", "100000,1.0,64", "100000,1.3,64", "3000,0.8,1"})
    void shouldKeepTheErrorBoundsOfSpaceSaving(final int flows, final double exponent, final int sets) {
        final Random random = new Random(flows);
        final Map<Integer, Long> exact = new HashMap<>();
        final long[] sums = new long[FlowSketch.SETS];
        final int[] names = random.ints(flows)
                .map(name -> sets == 1 ? name & 0x03FF_FFFF : name)
                .toArray();
        for (int i = 0; i < 200_000; i++) {
            final int flow = names[zipf(random, flows, exponent)];
            final int amount = 8 + random.nextInt(64);
            sketch.add(flow, amount);
            exact.merge(flow, (long) amount, Long::sum);
            sums[FlowSketch.setOf(flow) / FlowSketch.WAYS] += amount;
        }
        final Map<Integer, Integer> counters = new HashMap<>();
        for (int i = 0; i < FlowSketch.SETS * FlowSketch.WAYS; i++) {
            if (sketch.count(i) > 0) {
                assertBounds(i, exact, sums[i / FlowSketch.WAYS]);
                counters.put(sketch.flow(i), i);
            }
        }
        exact.forEach((flow, count) -> assertTrue(
                counters.containsKey(flow) || count <= sums[FlowSketch.setOf(flow) / FlowSketch.WAYS] / FlowSketch.WAYS,
                () -> "flow " + flow + " with " + count + " has no counter"));
        assertEquals(exact.values().stream().mapToLong(Long::longValue).sum(), sketch.sum());
    }

    private void assertBounds(final int counter, final Map<Integer, Long> exact, final long sum) {
        final long real = exact.getOrDefault(sketch.flow(counter), 0L);
        assertTrue(real <= sketch.count(counter), "a count is never too low");
        assertTrue(sketch.count(counter) - sketch.error(counter) <= real, "nor too high by more than its error");
        assertTrue(
                sketch.error(counter) <= sum / FlowSketch.WAYS, "which is at most the sum by the number of counters");
    }

    /** By bisection of the continuous law; near enough to have few heavy and many light flows. */
    private static int zipf(final Random random, final int flows, final double exponent) {
        final double u = random.nextDouble();
        final double rank = Math.abs(exponent - 1) < 1e-9
                ? Math.pow(flows, u)
                : Math.pow(u * (Math.pow(flows, 1 - exponent) - 1) + 1, 1 / (1 - exponent));
        return Math.min(flows - 1, (int) rank - 1);
    }
}
