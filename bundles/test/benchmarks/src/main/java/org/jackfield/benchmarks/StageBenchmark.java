package org.jackfield.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageScope;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.stage.mirror.MirrorStage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One frame through the whole pipeline of one worker, without and with a stage of a bundle. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StageBenchmark {
    private static final int FLOWS = 256;
    private static final int PROBE = 2;

    /** What the frames go through. */
    @Param({"none", "nothing", "mirror", "filter", "sample"})
    public String stage;

    private ForwardingRig rig;

    /** Builds the switch. */
    @Setup
    public void build() throws StageException {
        rig = new ForwardingRig(1, 3, FLOWS, ForwardingRig.Traffic.OWN);
        switch (stage) {
            case "none" -> {}
            case "nothing" ->
                rig.through(StagePhase.FILTER, new StagePlan(StageScope.everything(), List.of(), worker ->
                        (batch, context) -> {}));
            case "mirror" -> mirror("sample", "1");
            case "filter" -> mirror("filter", "tcp port 443 or host 192.0.2.1");
            case "sample" -> mirror("sample", "16");
            default -> throw new IllegalArgumentException(stage);
        }
        rig.withoutThreads();
    }

    private void mirror(final String key, final String value) throws StageException {
        final StageSettings settings = new StageSettings(Map.of("name", "m", "to", "p2", "ports", "p0:rx", key, value));
        rig.through(StagePhase.OBSERVE, new MirrorStage().plan(settings, 1), PROBE, 0);
    }

    /** One frame, with its copy. */
    @Benchmark
    @OperationsPerInvocation(FLOWS)
    public long forward() {
        return rig.forwardOneOfEach();
    }
}
