package org.jackfield.benchmarks;

import java.util.concurrent.TimeUnit;
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

/** One frame through the whole pipeline of two workers, without and with something that looks on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InstrumentsBenchmark {
    private static final int FLOWS = 256;
    private static final int WORKERS = 2;

    /** What looks on: nothing, measures, a shadow that decides by bucket, or one asked about the frames of one in 16 flows. */
    @Param({"NOTHING", "MEASURES", "ALL_MOVES", "BY_BUCKET", "BY_FRAME"})
    public String looking;

    private ForwardingRig rig;

    /** Builds the switch. */
    @Setup
    public void build() {
        rig = new ForwardingRig(WORKERS, 2, FLOWS, ForwardingRig.Traffic.OWN).withoutThreads();
        rig.look(Looking.valueOf(looking).at(WORKERS));
    }

    /** One frame. */
    @Benchmark
    @OperationsPerInvocation(FLOWS)
    public long forward() {
        return rig.forwardOneOfEach();
    }
}
