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

/** Looking up one address, known or not, in a table of the default size filled to a half. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FdbBenchmark {
    private static final int LOOKUPS = 256;
    private static final int KNOWN = FdbTable.DEFAULT_CAPACITY / 2;
    private static final int FID = 1;
    private static final long FIRST_KNOWN = 0x0200_0000_0000L;
    private static final long FIRST_UNKNOWN = 0x0600_0000_0000L;

    /** Whether the addresses looked up are known. */
    @Param({"true", "false"})
    public boolean known;

    /** Number of different addresses looked up: few stay in the first-level cache, many do not. */
    @Param({"256", "32768"})
    public int addresses;

    private final FdbTable table = new FdbTable(FdbTable.DEFAULT_CAPACITY, 1);
    private final long[] keys = new long[KNOWN];
    private int from;

    /** Fills the table. */
    @Setup
    public void fill() {
        final FdbWriter writer = new FdbWriter(table, port -> 1, new NoReaders(), () -> true);
        for (int i = 0; i < KNOWN; i++) {
            writer.learn(FID, FIRST_KNOWN + i, 0, 1, 0);
            keys[i] = FdbTable.key(FID, (known ? FIRST_KNOWN : FIRST_UNKNOWN) + i * 31L % addresses);
        }
    }

    /** One look-up with its value. */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public long find() {
        long all = 0;
        from = (from + LOOKUPS) % KNOWN;
        for (int i = from; i < from + LOOKUPS; i++) {
            final int index = table.find(keys[i]);
            all += index < 0 ? 1 : table.value(index);
        }
        return all;
    }
}
