package org.jackfield.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
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

/** Taking and giving back one frame: within one worker's pool, and through the reserve when frames travel between workers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FramePoolBenchmark {
    private static final int FRAMES = 256;

    /** Whether frames are released by another worker than took them, so that chunks go through the reserve. */
    @Param({"false", "true"})
    public boolean travelling;

    private final int[] ids = new int[FRAMES];
    private FramePool taker;
    private FramePool giver;

    /** Makes the pools. */
    @Setup
    public void make() {
        final FrameReserve reserve = new FrameReserve(FrameMemory.allocate(4096, 0));
        taker = new FramePool(reserve);
        giver = travelling ? new FramePool(reserve) : taker;
    }

    /** One frame taken and given back. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int takeAndGive() {
        for (int i = 0; i < FRAMES; i++) {
            ids[i] = taker.allocate(FrameLayout.SMALL);
        }
        for (int i = 0; i < FRAMES; i++) {
            giver.release(ids[i]);
        }
        return ids[0];
    }
}
