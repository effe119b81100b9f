package org.jackfield.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.frame.Offload;
import org.jackfield.core.offload.OffloadCheck;
import org.jackfield.core.offload.Segmenter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A frame of TCP over IPv4 with an unfinished checksum, checked and cut into segments of 1448 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SegmentationBenchmark {
    private static final int SEGMENT_BYTES = 1448;
    private static final int HEADER_BYTES = 66;
    private static final int NEEDS_CSUM = 1;
    private static final int GSO_TCPV4 = 1;

    /** Segments the frame has. */
    @Param({"2", "44"})
    public int segments;

    private FramePool pool;
    private FrameBatch batch;
    private Segmenter segmenter;
    private int frame;

    /** Writes the frame. */
    @Setup
    public void build() {
        final FrameMemory memory = FrameMemory.allocate(256, 64);
        pool = new FramePool(new FrameReserve(memory));
        batch = new FrameBatch(pool);
        segmenter = new Segmenter(pool);
        frame = pool.allocate(FrameLayout.LARGE);
        final ByteBuffer buffer = memory.buffer(frame);
        final int base = memory.base(frame);
        final int at = base + FrameLayout.DATA;
        final int length = HEADER_BYTES + segments * SEGMENT_BYTES;
        buffer.putInt(base + FrameLayout.LENGTH, length);
        buffer.putShort(at + 12, (short) 0x0800)
                .putShort(at + 14, (short) 0x4500)
                .putShort(at + 16, (short) (length - 14));
        buffer.putInt(at + 18, 0x0001_4000).putShort(at + 22, (short) 0x4006);
        buffer.putInt(at + 26, 0x0A00_0001).putInt(at + 30, 0x0A00_0002);
        buffer.putInt(at + 34, 1000 << 16 | 2000)
                .putInt(at + 38, 1)
                .putInt(at + 42, 1)
                .putInt(at + 46, 0x8010_FFFF);
        final int header = at - FrameLayout.VNET_BYTES;
        buffer.put(header, (byte) NEEDS_CSUM).put(header + 1, (byte) GSO_TCPV4);
        buffer.putShort(header + 2, Short.reverseBytes((short) HEADER_BYTES));
        buffer.putShort(header + 4, Short.reverseBytes((short) SEGMENT_BYTES));
        buffer.putShort(header + 6, Short.reverseBytes((short) 34))
                .putShort(header + 8, Short.reverseBytes((short) 16));
    }

    /** Checks the header as of a frame just read, cuts, and releases the segments. */
    @Benchmark
    public int cut() {
        final ByteBuffer buffer = pool.memory().buffer(frame);
        final int base = pool.memory().base(frame);
        buffer.putShort(base + FrameLayout.FLAGS, (short) FrameLayout.HAS_VNET);
        batch.count = 0;
        batch.add(frame, buffer.getInt(base + FrameLayout.LENGTH));
        if (OffloadCheck.run(batch, pool, Offload.ALL) != 0) {
            throw new IllegalStateException("the frame of the benchmark is refused");
        }
        final int n = segmenter.begin(frame);
        for (int i = 0; i < n; i++) {
            pool.release(segmenter.next());
        }
        if (n != segments) {
            throw new IllegalStateException(n + " segments");
        }
        return n;
    }
}
