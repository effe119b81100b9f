package org.jackfield.lab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long SECOND = 1_000_000_000;

    private final Arrivals arrivals = new Arrivals(2, 100_000_000, flow -> flow == 0 ? "elephants" : "mice");

    @Test
    void shouldBookWhatArrives() {
        for (int i = 0; i < 8; i++) {
            arrivals.arrived(0, i, 0, 1000, 0, 125);
        }
        arrivals.arrived(1, 0, 0, 3000, 1, 1000);
        final Map<Measure, Double> values = arrivals.values(10, 2 * SECOND);

        assertEquals(9, values.get(Measure.DELIVERED));
        assertEquals(0.1, values.get(Measure.LOSS), 1e-12);
        assertEquals(4.5, values.get(Measure.FRAME_RATE));
        assertEquals(8000, values.get(Measure.BIT_RATE));
        assertEquals(1, values.get(Measure.CHURN), "two flows in two seconds");
        assertEquals(1000, values.get(Measure.LATENCY_P50), 1);
        assertEquals(3000, values.get(Measure.LATENCY_P999), 3);
        assertEquals(0, values.get(Measure.MIGRATIONS));
    }

    @Test
    void shouldDeliverDuplicatesOnce() {
        arrivals.arrived(0, 0, 0, 10, 0, 60);
        arrivals.arrived(0, 0, 0, 20, 0, 60);
        final Map<Measure, Double> values = arrivals.values(1, SECOND);

        assertEquals(1, values.get(Measure.DELIVERED));
        assertEquals(0, values.get(Measure.LOSS));
        assertEquals(0.5, values.get(Measure.DUPLICATES));
    }

    @Test
    void shouldCountChangesOfTheWorkerOfAFlow() {
        final int[] workers = {0, 0, 1, 1, 0};
        for (int i = 0; i < workers.length; i++) {
            arrivals.arrived(100, i, 0, i, workers[i], 60);
            arrivals.arrived(101, i, 0, i, 1, 60);
        }
        assertEquals(2, arrivals.values(10, SECOND).get(Measure.MIGRATIONS));
    }

    @Test
    void shouldNotTellOfWorkersNobodyKnows() {
        arrivals.arrived(0, 0, 0, 10, -1, 60);

        assertFalse(arrivals.values(1, SECOND).containsKey(Measure.MIGRATIONS));
    }

    @Test
    void shouldTellLatenciesOfGroupsAndWorkers() {
        for (int i = 0; i < 1000; i++) {
            arrivals.arrived(0, i, 0, 1000, 0, 60);
            arrivals.arrived(1, i, 0, 1_000_000, 1, 60);
        }
        final List<Outcome.Distribution> all = arrivals.distributions();

        assertEquals(
                List.of("all", "elephants", "mice", "worker 0", "worker 1"),
                all.stream().map(Outcome.Distribution::name).toList());
        final Outcome.Distribution mice = all.get(2);
        assertEquals(mice.shares().length, mice.ns().length);
        assertEquals(0, mice.shares()[0]);
        assertEquals(1, mice.shares()[mice.shares().length - 1]);
        assertEquals(1_000_000, mice.ns()[0], 1000);
        for (int i = 1; i < mice.shares().length; i++) {
            assertTrue(mice.shares()[i] > mice.shares()[i - 1], "share " + i);
            assertTrue(mice.ns()[i] >= mice.ns()[i - 1], "latency " + i);
        }
    }

    @Test
    void shouldTakeClocksThatDifferForNoTime() {
        arrivals.arrived(0, 0, 500, 10, 0, 60);

        assertEquals(0, arrivals.values(1, SECOND).get(Measure.LATENCY_P50));
    }
}
