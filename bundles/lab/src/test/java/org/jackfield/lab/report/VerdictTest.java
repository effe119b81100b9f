package org.jackfield.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.Experiment;
import org.jackfield.lab.experiment.Fakes;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.ResultFolder;
import org.jackfield.lab.experiment.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {
    private static final String HEAD = """
            name: small
            title: Small
            topology: {queues: [1, 2]}
            workloads: [imix]
            policies: [symmetric-hash, rebalance]
            repetitions: 6
            measures: [frame-rate, loss]
            questions:
            """;
    private static final String FASTER =
            "  - {text: Faster?, compare: {measure: frame-rate, against: symmetric-hash}}\n";

    @TempDir
    private Path parent;

    private Results results(final String text, final Mode mode, final ToDoubleBiFunction<Trial, Measure> value)
            throws LabException {
        final Experiment experiment = Fakes.experiment(text);
        final ResultFolder folder = Fakes.folder(parent.resolve("r"), text, mode);
        return new Results(experiment, folder.about(), Fakes.run(folder, experiment, value));
    }

    private Verdict verdict(final String question, final ToDoubleBiFunction<Trial, Measure> value) throws LabException {
        return Verdict.of(results(HEAD + question, Mode.LIVE, value)).get(0);
    }

    private static boolean rebalances(final Trial trial) {
        return trial.policy().name().equals("rebalance");
    }

    @Test
    void shouldSayYesWhenTheWholeIntervalIsBetter() throws LabException {
        final Verdict verdict = verdict(FASTER, (trial, measure) -> rebalances(trial) ? 120 + trial.repetition() : 100);
        assertEquals("yes (yes in 2 of 2 cases)", verdict.words());
        assertEquals(
                "rebalance against symmetric-hash, imix, 1 queue: frame-rate 1.235 times (1.210 to 1.260), 6 of 6 repetitions,"
                        + " order statistics: yes",
                verdict.cases().get(0).words());
    }

    @Test
    void shouldSayNoWhenTheWholeIntervalIsWorse() throws LabException {
        assertEquals(
                "no (no in 2 of 2 cases)",
                verdict(FASTER, (trial, measure) -> rebalances(trial) ? 80 + trial.repetition() : 100)
                        .words());
    }

    @Test
    void shouldLeaveItUndecidedWhenTheIntervalHoldsNoDifference() throws LabException {
        assertEquals(
                "undecided (undecided in 2 of 2 cases)",
                verdict(FASTER, (trial, measure) -> rebalances(trial) ? 97 + trial.repetition() : 100)
                        .words());
    }

    @Test
    void shouldSayThatItDepends() throws LabException {
        assertEquals(
                "it depends (yes in 1, no in 1 of 2 cases)",
                verdict(
                                FASTER,
                                (trial, measure) ->
                                        rebalances(trial) == (trial.topology().queues() == 1) ? 50 : 100)
                        .words());
    }

    @Test
    void shouldNotCallEqualNumbersBetter() throws LabException {
        assertEquals(
                "no (no in 2 of 2 cases)",
                verdict(FASTER, (trial, measure) -> 100).words());
    }

    @Test
    void shouldCompareDifferencesWhereValuesMayBeZero() throws LabException {
        final String less = "  - {text: Less loss?, compare: {measure: loss, against: symmetric-hash}}\n";
        final Verdict verdict = verdict(less, (trial, measure) -> rebalances(trial) ? 0 : trial.repetition() / 100.0);
        assertEquals("yes (yes in 2 of 2 cases)", verdict.words());
        assertEquals(
                "rebalance against symmetric-hash, imix, 2 queues: loss -0.035 (-0.060 to -0.010) share, 6 of 6 repetitions,"
                        + " order statistics: yes",
                verdict.cases().get(1).words());
    }

    /** Three differences above zero are no proof: by a sign test that happens in one of four cases by chance. */
    @Test
    void shouldNotTakeFewDifferencesOfOneSignForADecision() throws LabException {
        final String text = HEAD.replace("repetitions: 6", "repetitions: 3")
                + "  - {text: More loss?, compare: {measure: loss, against: symmetric-hash, expect: higher}}\n";
        final double[] losses = {0.001, 0.5, 0.3};
        final Results results =
                results(text, Mode.LIVE, (trial, measure) -> rebalances(trial) ? losses[trial.repetition() - 1] : 0);
        assertEquals(Answer.UNDECIDED, Verdict.of(results).get(0).answer());
    }

    @Test
    void shouldAskForSamenessWithinALimit() throws LabException {
        final String same = "  - {text: Same?, compare: {measure: frame-rate, against: symmetric-hash, expect: same,"
                + " within-percent: 5}}\n";
        assertEquals(
                Answer.YES,
                verdict(same, (trial, measure) -> rebalances(trial) ? 100 + trial.repetition() / 2.0 : 100)
                        .answer());
    }

    @Test
    void shouldSayThatASureDifferenceIsTiny() throws LabException {
        final String words = verdict(
                        FASTER, (trial, measure) -> rebalances(trial) ? 100.2 + trial.repetition() / 100.0 : 100)
                .cases()
                .get(0)
                .words();
        assertTrue(
                words.endsWith(
                        "1.002 times (1.002 to 1.003), 6 of 6 repetitions, order statistics: yes, but by less than 1 %"),
                words);
    }

    @Test
    void shouldNotCallWideIntervalsTheSame() throws LabException {
        final String same = "  - {text: Same?, compare: {measure: frame-rate, against: symmetric-hash, expect: same,"
                + " within-percent: 1}}\n";
        assertEquals(
                Answer.UNDECIDED,
                verdict(same, (trial, measure) -> rebalances(trial) ? 97 + trial.repetition() : 100)
                        .answer());
    }

    @Test
    void shouldCompareNumbersOfQueuesOfOnePolicy() throws LabException {
        final String queues = "  - {text: Cost?, compare: {measure: frame-rate, of: rebalance, against: rebalance,"
                + " of-queues: 2, against-queues: 1}}\n";
        final Verdict verdict =
                verdict(queues, (trial, measure) -> trial.topology().queues());
        assertEquals("yes", verdict.words());
        assertEquals(
                "rebalance with 2 queues against rebalance with 1 queue, imix: frame-rate 2.000 times (2.000 to 2.000), 6 of 6"
                        + " repetitions, order statistics: yes",
                verdict.cases().get(0).words());
    }

    @Test
    void shouldDecideNothingFromOneRepetition() throws LabException {
        final Results results = results(
                HEAD.replace("repetitions: 6", "repetitions: 1") + FASTER,
                Mode.LIVE,
                (trial, measure) -> rebalances(trial) ? 200 : 100);
        final Verdict verdict = Verdict.of(results).get(0);
        assertEquals(Answer.UNDECIDED, verdict.answer());
        assertTrue(verdict.cases().get(0).words().endsWith("2.000 times, 1 of 1 repetition, no interval: undecided"));
        assertTrue(Remarks.of(results).contains("one repetition: there are no intervals, and nothing is decided"));
    }

    @Test
    void shouldSayWhatWasNotMeasured() throws LabException {
        final Results results = results(
                HEAD + FASTER, Mode.SIMULATED, (trial, measure) -> measure == Measure.FRAME_RATE ? Double.NaN : 1);
        final Verdict verdict = Verdict.of(results).get(0);
        assertEquals("simulated: not measured (not measured in 2 of 2 cases)", verdict.words());
        assertEquals(
                "rebalance against symmetric-hash, imix, 1 queue: frame-rate was not measured in both",
                verdict.cases().get(0).words());
        assertTrue(Remarks.of(results).contains("not measured: frame-rate"), () -> "" + Remarks.of(results));
    }

    @Test
    void shouldSayWhatIntervalsAssumeAndHowManyComparisonsThereAre() throws LabException {
        final List<String> remarks = Remarks.of(results(
                HEAD.replace("repetitions: 6", "repetitions: 3").replace("[imix]", "[imix, iperf3]") + FASTER,
                Mode.SIMULATED,
                (trial, measure) -> 1));
        assertTrue(remarks.get(0).startsWith("simulated: a model in virtual time"), remarks::toString);
        assertTrue(
                remarks.get(1).contains("Student's t") && remarks.get(1).contains("assumes a normal distribution"),
                remarks::toString);
        assertTrue(
                remarks.get(2)
                        .startsWith("2 comparisons, nothing is corrected for their number: of intervals with 95 %"
                                + " about 0.1 of 2"),
                remarks::toString);
        assertEquals("not measured: workload iperf3 can be sent live only", remarks.get(3));
    }
}
