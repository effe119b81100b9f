package org.jackfield.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.core.pipeline.Parse;
import org.jackfield.testkit.Frames;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Both readings of a frame's headers: the flow hash of UDP over IPv4, and addresses with VID. A full batch, hot in the cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ParseBenchmark {
    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(1024, 0)));
    private final FrameBatch batch = new FrameBatch(pool);

    /** Fills the batch. */
    @Setup
    public void fill() {
        for (int f = 0; f < FrameBatch.CAPACITY; f++) {
            final byte[] frame = Frames.numbered(0x0200_0000_0001L, 0x0200_0000_0002L, f, 0);
            batch.add(Frames.toMemory(pool, frame), frame.length);
        }
    }

    /** The hash of one frame, written to its descriptor. */
    @Benchmark
    @OperationsPerInvocation(FrameBatch.CAPACITY)
    public int hashes() {
        Parse.hashes(batch, pool.memory());
        return batch.hash[0];
    }

    /** The addresses of one frame. */
    @Benchmark
    @OperationsPerInvocation(FrameBatch.CAPACITY)
    public long addresses() {
        Parse.addresses(batch, pool.memory());
        return batch.dst[0];
    }
}
