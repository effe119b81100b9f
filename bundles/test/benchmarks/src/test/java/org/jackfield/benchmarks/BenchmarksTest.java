package org.jackfield.benchmarks;

import static org.jackfield.benchmarks.ForwardingRig.Traffic.HANDED_OVER;
import static org.jackfield.benchmarks.ForwardingRig.Traffic.TO_ONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {
    @Test
    void shouldRunEveryBenchmarkForAMoment() throws RunnerException {
        final Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("org\\.jackfield\\.benchmarks\\..*")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(5))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        assertEquals(4 + 2 + 6 + 3 + 3 + 2 + 2 + 2 + 3 + 2 + 5 + 5, results.size(), "benchmarks times parameters");
        results.forEach(result -> assertTrue(result.getPrimaryResult().getScore() > 0));
    }

    @ParameterizedTest
    @EnumSource(ForwardingRig.Traffic.class)
    void shouldForwardEveryFrameOfTheForwardingBenchmark(final ForwardingRig.Traffic kind) {
        final ForwardingRig rig = new ForwardingRig(3, 4, 256, kind).withoutThreads();
        assertEquals(256, rig.forwardOneOfEach());
        assertEquals(512, rig.forwardOneOfEach());
        assertEquals(kind == ForwardingRig.Traffic.FLOODED ? 3 * 512 : 512, rig.copies());
        assertEquals(
                kind == ForwardingRig.Traffic.HANDED_OVER || kind == ForwardingRig.Traffic.TO_ONE ? 512 : 0,
                rig.handedOver());
    }

    @Test
    void shouldForwardOnThreads() throws InterruptedException {
        for (final ForwardingRig.Traffic kind : ForwardingRig.Traffic.values()) {
            try (ForwardingRig rig = new ForwardingRig(2, 2, 256, kind).withThreads()) {
                while (rig.processed() < 10_000) {
                    Thread.sleep(1);
                }
                assertEquals(kind == HANDED_OVER || kind == TO_ONE, rig.handedOver() > 0);
            }
        }
    }

    @Test
    void shouldForwardToOneOfManyAddresses() {
        final ForwardingRig rig = new ForwardingRig(10_000, 10_000).withoutThreads();
        assertEquals(256, rig.forwardOneOfEach());
        assertEquals(256, rig.copies());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100_000})
    void shouldLearnEveryAddressOfTheLearningTarget(final long rate) throws Exception {
        try (LearningRig rig = new LearningRig(65_536)) {
            final LearningRig.Learned learned = rig.learn(10_000, rate);
            assertEquals(10_000, learned.addresses());
            assertTrue(learned.conductorNs() > 0);
            assertEquals(10_000, rig.learn(10_000, rate).addresses());
        }
    }

    @ParameterizedTest
    @EnumSource(Looking.class)
    void shouldForwardEveryFrameWhateverLooksOn(final Looking looking) {
        final ForwardingRig rig = new ForwardingRig(2, 2, 256, HANDED_OVER).withoutThreads();
        rig.look(looking.at(2));
        assertEquals(256, rig.forwardOneOfEach());
        rig.look(Looking.NOTHING.at(2));
        assertEquals(512, rig.forwardOneOfEach());
    }

    @Test
    void shouldMeasureUntilTheIntervalIsNarrow() {
        final int[] calls = {0, 0};
        assertEquals(
                2, new Rounds(100, 1).compareUntil("test", 0.01, () -> 2 + 0 * calls[0]++, () -> 1 + 0 * calls[1]++));
        assertEquals(35, calls[0], "no more than the least number, and those before");
        calls[0] = 0;
        assertEquals(1.5, new Rounds(50, 1).compareUntil("test", 0.01, () -> 1 + calls[0]++ % 2, () -> 1));
        assertEquals(60, calls[0], "as many as there are to be");
    }

    @Test
    void shouldTellTheIntervalOfAMedian() {
        final double[] values = new double[100];
        Arrays.setAll(values, i -> 100 - i);
        final double[] interval = Rounds.interval(values);
        assertEquals(40, interval[0]);
        assertEquals(61, interval[1]);
    }

    @Test
    void shouldTellTheMedianOfRatiosMeasuredInTurn() {
        final double[] first = {100, 4, 6, 20};
        final double[] second = {100, 2, 2, 2};
        final int[] at = {0, 0};
        assertEquals(3, new Rounds(3, 1).compare("test", () -> first[at[0]++], () -> second[at[1]++]));
    }
}
