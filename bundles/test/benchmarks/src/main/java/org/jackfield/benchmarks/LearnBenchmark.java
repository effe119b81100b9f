package org.jackfield.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.fdb.FdbWriter;
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

/** What the conductor does for one new address: learning it, and forgetting it again so that the table stays as full as it is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LearnBenchmark {
    private static final int TOGETHER = 32;
    private static final int FID = 1;
    private static final long FIRST = 0x0200_0000_0000L;
    private static final long LAST = 0x02FF_FFFF_FF00L;

    /** Addresses known all the time, in a table of twice as many entries and of the default size at least. */
    @Param({"1000", "1000000"})
    public int known;

    private final long[] keys = new long[TOGETHER];
    private FdbWriter writer;
    private long next;

    /** Fills the table. */
    @Setup
    public void fill() {
        writer = new FdbWriter(
                new FdbTable(Math.max(FdbTable.DEFAULT_CAPACITY, 2 * known), 1),
                port -> 1,
                new NoReaders(),
                () -> true);
        for (int i = 0; i < known; i++) {
            writer.learn(FID, FIRST + i, 0, 1, 0);
        }
        next = FIRST + known;
    }

    /** One address learned and forgotten. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public long learnAndForget() {
        for (int i = 0; i < TOGETHER; i++) {
            keys[i] = FdbTable.key(FID, next + i);
        }
        writer.preload(keys, TOGETHER);
        for (int i = 0; i < TOGETHER; i++) {
            writer.learn(FID, next + i, 0, 1, 0);
        }
        for (int i = 0; i < TOGETHER; i++) {
            writer.remove(FID, next + i);
        }
        next = next + TOGETHER < LAST ? next + TOGETHER : FIRST + known;
        return writer.count(FdbWriter.Outcome.LEARNED);
    }
}
