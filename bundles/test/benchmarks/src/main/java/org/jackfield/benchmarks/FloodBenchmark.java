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

/** One broadcast frame through the whole pipeline of one worker, which copies it to all other ports. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FloodBenchmark {
    private static final int FLOWS = 256;

    /** Ports the frame goes to. */
    @Param({"2", "8", "32"})
    public int copies;

    private ForwardingRig rig;

    /** Builds the switch. */
    @Setup
    public void build() {
        rig = new ForwardingRig(1, copies + 1, FLOWS, ForwardingRig.Traffic.FLOODED).withoutThreads();
    }

    /** One frame with all its copies. */
    @Benchmark
    @OperationsPerInvocation(FLOWS)
    public long flood() {
        return rig.forwardOneOfEach();
    }
}
