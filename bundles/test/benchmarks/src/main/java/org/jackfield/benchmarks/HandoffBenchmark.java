package org.jackfield.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jackfield.core.worker.HandoffInside;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * The handoff ring alone between threads, without frames behind the ids: what it costs a producer to hand over one frame, 32 in a
 * slot, while the owner takes them. Includes waiting for room when the owner is the slower.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HandoffBenchmark {
    private static final int SLOTS = 256;
    private static final int FRAMES = HandoffInside.FRAMES;

    private HandoffInside ring;

    /** Frames of one producer. */
    @State(Scope.Thread)
    public static class Frames {
        private final int[] ids = new int[HandoffInside.FRAMES];
    }

    /** Makes the ring. */
    @Setup
    public void make() {
        ring = new HandoffInside(SLOTS);
    }

    /** One producer. */
    @Benchmark
    @Group("oneProducer")
    @OperationsPerInvocation(FRAMES)
    public void offerAlone(final Frames frames, final Control control) {
        offer(frames, control);
    }

    /** The owner behind one producer. */
    @Benchmark
    @Group("oneProducer")
    public long takeFromOne() {
        return ring.poll();
    }

    /** One of three producers. */
    @Benchmark
    @Group("threeProducers")
    @GroupThreads(3)
    @OperationsPerInvocation(FRAMES)
    public void offerWithOthers(final Frames frames, final Control control) {
        offer(frames, control);
    }

    /** The owner behind three producers. */
    @Benchmark
    @Group("threeProducers")
    public long takeFromThree() {
        return ring.poll();
    }

    private void offer(final Frames frames, final Control control) {
        while (!ring.offer(frames.ids) && !control.stopMeasurement) {
            Thread.yield(); // the owner may need this very processor
        }
    }
}
