package org.jackfield.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.Plan.Planned;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final String BOTH = """
            name: both
            title: Both
            topology: {queues: [1, 2]}
            workloads: [imix, iperf3]
            policies: [symmetric-hash, rebalance, flowlet]
            repetitions: 2
            seconds: 0.25
            seed: 7
            questions:
              - {text: Q, compare: {measure: loss, against: flowlet}}
            """;

    /** Measuring inside of workers costs them time: only what somebody names is worth it. */
    @Test
    void shouldMeasureInsideOfWorkersOnlyWhatTheFileNames() throws LabException {
        assertEquals(EnumSet.complementOf(EnumSet.copyOf(Trial.ON_DEMAND)), measures(BOTH, Mode.LIVE));
        assertEquals(EnumSet.allOf(Measure.class), measures(BOTH, Mode.SIMULATED));
        assertEquals(
                EnumSet.of(Measure.LOSS, Measure.QUEUE_DEPTH),
                measures(BOTH + "measures: [loss, queue-depth]\n", Mode.LIVE));
        assertEquals(
                EnumSet.complementOf(EnumSet.of(Measure.QUEUE_DEPTH)),
                measures(BOTH.replace("measure: loss", "measure: migrations"), Mode.LIVE));
    }

    private static Set<Measure> measures(final String text, final Mode mode) throws LabException {
        return Plan.of(ExperimentFile.parse(text, "b.yaml", new TestKinds()), mode)
                .get(0)
                .trial()
                .measures();
    }

    private static Experiment experiment() throws LabException {
        return ExperimentFile.parse(BOTH, "b.yaml", new TestKinds());
    }

    @Test
    void shouldRepeatEverythingBeforeAnythingIsDoneTwiceAndBeginWithAnotherPolicyEachTime() throws LabException {
        final List<String> order = Plan.of(experiment(), Mode.LIVE).stream()
                .map(planned ->
                        planned.trial().repetition() + " " + planned.cell().queues() + " "
                                + planned.cell().workload() + " "
                                + planned.cell().policy().charAt(0))
                .toList();
        assertEquals(
                List.of(
                        "1 1 imix s",
                        "1 1 imix r",
                        "1 1 imix f",
                        "1 1 iperf3 r",
                        "1 1 iperf3 f",
                        "1 1 iperf3 s",
                        "1 2 imix f",
                        "1 2 imix s",
                        "1 2 imix r",
                        "1 2 iperf3 s",
                        "1 2 iperf3 r",
                        "1 2 iperf3 f",
                        "2 1 imix r",
                        "2 1 imix f",
                        "2 1 imix s",
                        "2 1 iperf3 f",
                        "2 1 iperf3 s",
                        "2 1 iperf3 r",
                        "2 2 imix s",
                        "2 2 imix r",
                        "2 2 imix f",
                        "2 2 iperf3 r",
                        "2 2 iperf3 f",
                        "2 2 iperf3 s"),
                order);
    }

    @Test
    void shouldLeaveOutWhatCannotBeSentInAMode() throws LabException {
        final List<Planned> simulated = Plan.of(experiment(), Mode.SIMULATED);
        assertEquals(12, simulated.size());
        assertEquals(6, Plan.cells(experiment(), Mode.SIMULATED).size());
        assertEquals(12, Plan.cells(experiment(), Mode.LIVE).size());
        simulated.forEach(planned -> assertEquals("imix", planned.cell().workload()));
    }

    @Test
    void shouldGiveAllTrialsOfARepetitionTheSameTraffic() throws LabException {
        for (final Planned planned : Plan.of(experiment(), Mode.LIVE)) {
            assertEquals(6 + planned.trial().repetition(), planned.trial().seed());
            assertEquals(Duration.ofMillis(250), planned.trial().duration());
            assertEquals(planned.cell().queues(), planned.trial().topology().workers());
        }
    }

    @Test
    void shouldLetWorkloadsLastAsLongAsTheirTrials() throws LabException {
        final String text =
                BOTH.replace("[imix, iperf3]", "[imix, udp, {kind: udp, as: short, settings: {duration-ms: 7}}]");
        final List<Map<String, String>> settings =
                Plan.of(ExperimentFile.parse(text, "b.yaml", new TestKinds()), Mode.LIVE).stream()
                        .map(planned -> planned.trial().workload().settings())
                        .distinct()
                        .toList();
        assertEquals(List.of(Map.of(), Map.of("duration-ms", "250"), Map.of("duration-ms", "7")), settings);
    }

    @Test
    void shouldKeepTheOrderOfTheFileInCells() throws LabException {
        assertEquals(
                "symmetric-hash, imix, 1 queue, 1 worker",
                Plan.cells(experiment(), Mode.LIVE).get(0).toString());
        assertEquals(
                "flowlet, iperf3, 2 queues, 2 workers",
                Plan.cells(experiment(), Mode.LIVE).get(11).toString());
    }
}
