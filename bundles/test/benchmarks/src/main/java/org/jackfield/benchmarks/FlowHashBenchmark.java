package org.jackfield.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;
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

/** The flow hash of one frame, over 64 frames of different flows so that branches are as in traffic of one kind. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FlowHashBenchmark {
    private static final int FRAMES = 64;
    private static final int STRIDE = 256;

    /** Kind of frame. */
    @Param({"udp4", "tcp6", "qinq", "macs"})
    public String kind;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(FRAMES * STRIDE);
    private int length;

    /** Writes the frames. */
    @Setup
    public void write() {
        for (int i = 0; i < FRAMES; i++) {
            final byte[] frame = frame(i);
            length = frame.length;
            buffer.put(i * STRIDE, frame);
        }
    }

    /** One hash. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int hash() {
        int all = 0;
        for (int i = 0; i < FRAMES; i++) {
            all ^= FlowHash.of(buffer, i * STRIDE, length);
        }
        return all;
    }

    private byte[] frame(final int i) {
        final FrameBuilder from = Frames.from(0x0200_0000_0100L + i, 0x0200_0000_0200L);
        return switch (kind) {
            case "udp4" ->
                from.ipv4("10.0.0." + i, "10.0.1.1")
                        .udp(1000 + i, 53)
                        .length(64)
                        .build();
            case "tcp6" ->
                from.ipv6("fd00::" + i, "fd01::1")
                        .tcp(1000 + i, 443, 1)
                        .length(128)
                        .build();
            case "qinq" ->
                from.tag(0x88A8, 7)
                        .vlan(42)
                        .ipv4("10.0.0." + i, "10.0.1.1")
                        .udp(1000 + i, 53)
                        .length(72)
                        .build();
            default -> from.length(64).build();
        };
    }
}
