package org.jackfield.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The whole pipeline on worker threads: time for one frame of all that the workers forward together. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WorkersBenchmark {
    private static final int FLOWS = 256;
    private static final int FRAMES = 1 << 18;
    private static final long LOOK_NS = 50_000;

    /** Workers, and whether each frame is handed to the other. */
    @Param({"1 OWN", "2 OWN", "2 HANDED_OVER"})
    public String workers;

    private ForwardingRig rig;

    /** Starts the workers. */
    @Setup
    public void start() {
        final ForwardingRig.Traffic kind = ForwardingRig.Traffic.valueOf(workers.substring(2));
        rig = new ForwardingRig(Integer.parseInt(workers.substring(0, 1)), 2, FLOWS, kind).withThreads();
    }

    /** Ends them. */
    @TearDown
    public void stop() {
        rig.close();
    }

    /** Waits for as many frames as make the wait exact to a hundredth. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long forward() {
        final long end = rig.processed() + FRAMES;
        while (rig.processed() < end) {
            LockSupport.parkNanos(LOOK_NS);
        }
        return end;
    }
}
