package org.jackfield.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.api.Simulation;
import org.junit.jupiter.api.Test;

/** What the model shows of the switch: width, rings, processors, costs. */
class ModelTest {
    @Test
    void shouldUseOneWorkerOfAdaptiveWidthAtLowLoad() {
        final Outcome outcome = Simulation.of(Policies.of("adaptive-width"), Traffic.poisson(2e4, 200_000, 100))
                .workers(4)
                .queues(4)
                .run();

        assertEquals(1, outcome.require(Measure.WORKERS_AWAKE));
        assertEquals(0, outcome.require(Measure.LOSS));
    }

    /** At ten times the costs, 280 000 frames a second are what four workers can just carry: it has to find that out. */
    @Test
    void shouldUseSeveralWorkersOfAdaptiveWidthAtHighLoad() {
        final Costs slow = new Costs(7_400, 6_600, 1.4, 22_000, 11_000, 8_000, 1_140, 1_140, 150, 12e6);
        final Outcome outcome = Simulation.of(Policies.of("adaptive-width"), Traffic.poisson(2.8e5, 1_400_000, 500))
                .workers(4)
                .queues(4)
                .windowNs(250_000_000)
                .costs(slow)
                .run();

        assertTrue(awakeAtTheEnd(outcome) == 4, outcome.notes()::toString);
        assertEquals(0, outcome.require(Measure.REORDERED));
    }

    private static double awakeAtTheEnd(final Outcome outcome) {
        final double[] awake = series(outcome, "workers awake").values()[0];
        return awake[awake.length - 2]; // the last window is not whole
    }

    private static Outcome.Series series(final Outcome outcome, final String name) {
        return outcome.series().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldHandOverOnlyWhereTheKernelDoesNotSteer() {
        final Traffic traffic = Traffic.poisson(4e5, 100_000, 1000).sentBy(4);
        final Simulation steered =
                Simulation.of(Policies.of("symmetric-hash"), traffic).workers(4).queues(4);

        assertEquals(0, steered.run().require(Measure.HANDOFFS));
        assertEquals(0.75, steered.kernelSteering(false).run().require(Measure.HANDOFFS), 0.02);
    }

    /** With fewer queues than workers, the readers of queues 0 and 1 hand over what belongs to 2 and 3. */
    @Test
    void shouldHandOverHalfWithHalfAsManyQueues() {
        final Outcome outcome = Simulation.of(Policies.of("symmetric-hash"), Traffic.poisson(4e5, 100_000, 1000))
                .workers(4)
                .queues(2)
                .run();

        assertEquals(0.5, outcome.require(Measure.HANDOFFS), 0.03);
        assertEquals(0, outcome.require(Measure.REORDERED));
    }

    /** Where nobody steers, the driver sends answers where their flow was written: to the worker that processed it. */
    @Test
    void shouldLetAnswersComeBackWhereTheirFlowWasWritten() {
        final Traffic traffic = Traffic.poisson(2e5, 200_000, 200);
        final Simulation oneWay = Simulation.of(Policies.of("symmetric-hash"), traffic)
                .workers(2)
                .queues(2)
                .kernelSteering(false);
        final Simulation bothWays = Simulation.of(Policies.of("symmetric-hash"), traffic.answered(0.5))
                .workers(2)
                .queues(2)
                .kernelSteering(false);

        assertEquals(0.5, oneWay.run().require(Measure.HANDOFFS), 0.1, "by chance");
        assertTrue(bothWays.run().require(Measure.HANDOFFS) < 0.02, "but for the first frames of a flow");
    }

    @Test
    void shouldShareAProcessor() {
        final Traffic traffic = Traffic.poisson(1.2e6, 300_000, 1000);
        final Simulation own =
                Simulation.of(Policies.of("symmetric-hash"), traffic).workers(4).queues(4);
        final double four = own.run().require(Measure.FRAME_RATE);
        final double one = own.processors(1).run().require(Measure.FRAME_RATE);

        assertEquals(1.2e6, four, 0.02e6);
        assertTrue(one < 0.75e6, () -> "one processor carries one processor's worth, not " + one);
        assertTrue(one > 0.6e6, () -> "and not less, as nobody has to be woken, but " + one);
    }

    /** Alone on its processor a worker's latency is its own; behind another one's slices it waits for them. */
    @Test
    void shouldWaitForTheSlicesOfOthers() {
        final Simulation shared = Simulation.of(Policies.of("symmetric-hash"), Traffic.poisson(6e5, 300_000, 1000))
                .workers(2)
                .queues(2)
                .processors(1);
        final double brief = shared.sliceNs(100_000).run().require(Measure.LATENCY_P99);
        final double lengthy = shared.sliceNs(6_000_000).run().require(Measure.LATENCY_P99);

        assertTrue(lengthy > 2 * brief, () -> lengthy + " after " + brief);
    }

    /** One frame every 10 ms: a wake-up, a turn, a read, a write each. */
    @Test
    void shouldCostWhatTheCostsSay() {
        final Costs costs = new Costs(700, 600, 1, 2_000, 9_000, 0, 0, 0, 0, 0);
        final Outcome outcome = Simulation.of(Policies.of("symmetric-hash"), Traffic.poisson(100, 1_000, 10))
                .costs(costs)
                .run();

        final double each = 700 + 600 + 60 + 2_000 + 9_000;
        assertEquals(each, outcome.require(Measure.CPU_PER_FRAME), 0.01 * each);
        assertEquals(each, outcome.require(Measure.LATENCY_P50), 0.001 * each);
        assertEquals(1, outcome.require(Measure.WAKE_UPS), 0.01);
        assertEquals(1, outcome.require(Measure.BATCH), 0.01);
    }

    @Test
    void shouldWaitForAProcessorThatOthersHave() {
        final Costs costs = new Costs(700, 600, 1, 2_000, 9_000, 0, 0, 0, 0, 0, 50_000);
        final Outcome outcome = Simulation.of(Policies.of("symmetric-hash"), Traffic.poisson(100, 1_000, 10))
                .costs(costs)
                .run();

        final double each = 700 + 600 + 60 + 2_000 + 9_000;
        assertEquals(each, outcome.require(Measure.CPU_PER_FRAME), 0.01 * each);
        assertEquals(each + 50_000, outcome.require(Measure.LATENCY_P50), 0.001 * each);
    }

    /** README of the project, CPU a frame at full rate, the switch's processes: 1464 ns (1104 to 1662). */
    @Test
    void shouldCostAboutWhatWasMeasuredUnderFullLoad() {
        final Outcome outcome = Simulation.of(Policies.of("symmetric-hash"), Traffic.poisson(3e6, 500_000, 100))
                .workers(1)
                .queues(1)
                .run();

        assertEquals(1_464, outcome.require(Measure.CPU_PER_FRAME), 100);
        assertEquals(256, outcome.require(Measure.BATCH), 10);
    }

    /** The same at 100 kpps, sent in bursts of about ten: 2.97 us (2.54 to 3.67). */
    @Test
    void shouldCostAboutWhatWasMeasuredAtATenthOfTheLoad() {
        final Outcome outcome = Simulation.of(
                        Policies.of("symmetric-hash"),
                        Traffic.poisson(1e5, 100_000, 16).inBurstsOf(10))
                .workers(1)
                .queues(1)
                .run();

        final double cpu = outcome.require(Measure.CPU_PER_FRAME);
        assertTrue(cpu > 2_540 && cpu < 3_670, () -> cpu + " ns");
    }

    /** The same, round trip: 59.7 us with the switch (51.2 to 67.2), 28.0 without (21.3 to 34.4); the switch is crossed twice. */
    @Test
    void shouldTakeAboutTheTimeThatWasMeasuredWhenIdle() {
        final Outcome outcome = Simulation.of(Policies.of("symmetric-hash"), Traffic.poisson(1_000, 10_000, 1))
                .workers(1)
                .queues(1)
                .run();

        final double measured = (59_700 - 28_000) / 2.0;
        assertEquals(measured, outcome.require(Measure.LATENCY_P50), 0.15 * measured);
    }

    @Test
    void shouldTellTheSeriesAndDistributionsOfCharts() {
        final Outcome outcome = Simulation.of(Policies.of("symmetric-hash"), Traffic.poisson(1e5, 50_000, 100))
                .groups(flow -> flow < 20 ? "few" : "many")
                .windowNs(50_000_000)
                .run();

        assertEquals(
                List.of("new flows", "frames of workers", "workers awake", "frames that wait"),
                outcome.series().stream().map(Outcome.Series::name).toList());
        assertEquals(
                List.of("all", "few", "many", "worker 0", "worker 1"),
                outcome.latencies().stream()
                        .map(Outcome.Distribution::name)
                        .sorted()
                        .toList());
        for (final Outcome.Series series : outcome.series()) {
            assertEquals(series.lines().size(), series.values().length, series.name());
            assertEquals(series.atNs().length, series.values()[0].length, series.name());
        }
    }
}
