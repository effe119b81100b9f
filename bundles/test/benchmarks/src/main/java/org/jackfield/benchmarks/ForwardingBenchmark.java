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

/** One known unicast frame from port to port through the whole pipeline, all workers driven by the benchmark's thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ForwardingBenchmark {
    private static final int FLOWS = 256;

    /** Run to completion, every frame handed over by each of two workers, or by three to a fourth. */
    @Param({"OWN", "HANDED_OVER", "TO_ONE"})
    public String traffic;

    private ForwardingRig rig;

    /** Builds the switch. */
    @Setup
    public void build() {
        final ForwardingRig.Traffic kind = ForwardingRig.Traffic.valueOf(traffic);
        rig = new ForwardingRig(kind == ForwardingRig.Traffic.TO_ONE ? 4 : 2, 2, FLOWS, kind).withoutThreads();
    }

    /** One frame. */
    @Benchmark
    @OperationsPerInvocation(FLOWS)
    public long forward() {
        return rig.forwardOneOfEach();
    }
}
