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

/** Looking up one address after the other, known or not, in a table filled to a half at most. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FdbBenchmark {
    private static final int LOOKUPS = 256;
    private static final int FID = 1;
    /** Coprime to all numbers of addresses. */
    private static final long STRIDE = 611_953;

    private static final long FIRST_KNOWN = 0x0200_0000_0000L;
    private static final long FIRST_UNKNOWN = 0x0600_0000_0000L;

    /** Whether the addresses looked up are known. */
    @Param({"true", "false"})
    public boolean known;

    /** Number of addresses in the table and looked up: few stay in the first-level cache, many in no cache at all. */
    @Param({"256", "32768", "1000000"})
    public int addresses;

    private FdbTable table = new FdbTable(FdbTable.LEAST_CAPACITY, 1);
    private long[] keys = new long[0];
    private int from;

    /** Fills the table. */
    @Setup
    public void fill() {
        table = new FdbTable(Math.max(FdbTable.DEFAULT_CAPACITY, 2 * addresses), 1);
        keys = new long[Math.max(LOOKUPS, addresses / LOOKUPS * LOOKUPS)];
        final FdbWriter writer = new FdbWriter(table, port -> 1, new NoReaders(), () -> true);
        for (int i = 0; i < addresses; i++) {
            writer.learn(FID, FIRST_KNOWN + i, 0, 1, 0);
        }
        for (int i = 0; i < keys.length; i++) {
            keys[i] = FdbTable.key(FID, (known ? FIRST_KNOWN : FIRST_UNKNOWN) + i * STRIDE % addresses);
        }
    }

    /** One look-up with its value. */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public long find() {
        long all = 0;
        from = (from + LOOKUPS) % keys.length;
        for (int i = from; i < from + LOOKUPS; i++) {
            final int index = table.find(keys[i]);
            all += index < 0 ? 1 : table.value(index);
        }
        return all;
    }
}
