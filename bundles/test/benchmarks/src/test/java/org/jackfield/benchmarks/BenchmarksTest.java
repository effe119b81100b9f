package org.jackfield.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertEquals(4 + 2 + 4 + 2, results.size(), "benchmarks times parameters");
        results.forEach(result -> assertTrue(result.getPrimaryResult().getScore() > 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldForwardEveryFrameOfTheForwardingBenchmark(final boolean handoff) throws Exception {
        final ForwardingRig rig = new ForwardingRig(256, handoff);
        assertEquals(256, rig.forwardOneOfEach());
        assertEquals(512, rig.forwardOneOfEach());
    }
}
