package org.jackfield.core.fdb;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A table with its writer and ager, ports whose generations the test sets, a clock and grace periods the test moves. */
final class FdbRig {
    static final int BRIDGE = 7;
    static final int PORTS = 8;
    static final long AGEING_NS = TimeUnit.SECONDS.toNanos(300);
    static final long TICK_NS = AGEING_NS / 100;

    final FdbTable table;
    final FdbWriter writer;
    final FdbAger ager;
    final int[] generation = new int[PORTS];
    long nowNs = 1_000_000_007L;
    boolean conductor = true;
    private long freed;
    private long graceOver;

    FdbRig(final int capacity) {
        this(capacity, 0x1234_5678_9ABC_DEF1L);
    }

    FdbRig(final int capacity, final long seed) {
        table = new FdbTable(capacity, seed);
        final GracePeriods grace = new GracePeriods() {
            @Override
            public long mark() {
                return ++freed;
            }

            @Override
            public boolean passed(final long mark) {
                return mark <= graceOver;
            }
        };
        writer = new FdbWriter(table, port -> port < PORTS ? generation[port] : -1, grace, () -> conductor);
        ager = new FdbAger(table, writer, AGEING_NS, nowNs);
        Arrays.fill(generation, 1);
    }

    /** All workers have been between two batches. */
    FdbRig grace() {
        graceOver = freed;
        return this;
    }

    FdbRig pass(final long ns) {
        nowNs += ns;
        return this;
    }

    /** Runs the sweep that is due, if one is. */
    FdbRig sweep() {
        while (ager.step(nowNs, 64)) {
            continue;
        }
        return this;
    }

    /** Runs every sweep that falls due within a time. */
    FdbRig passSweeping(final long ns) {
        final long endNs = nowNs + ns;
        while (nowNs < endNs) {
            nowNs = Math.min(endNs, nowNs + ager.ageingNs() / 100);
            sweep();
        }
        return this;
    }

    FdbWriter.Outcome learn(final long mac, final int port) {
        return learn(BRIDGE, mac, port);
    }

    FdbWriter.Outcome learn(final int fid, final long mac, final int port) {
        return writer.learn(fid, mac, port, generation[port], ager.tick(nowNs));
    }

    /** The port a worker would send to, -1 to flood. */
    int lookup(final long mac) {
        return lookup(BRIDGE, mac);
    }

    int lookup(final int fid, final long mac) {
        final int index = table.find(FdbTable.key(fid, mac));
        final long value = index < 0 ? 0 : table.value(index);
        final int port = FdbTable.port(value);
        return value != 0 && generation[port] == FdbTable.generation(value) ? port : -1;
    }

    /** A worker sees a frame of a known address. */
    void touch(final long mac) {
        final int index = table.find(FdbTable.key(BRIDGE, mac));
        table.touch(index, table.value(index), ager.tick(nowNs));
    }

    int flush(final int port) {
        generation[port]++;
        return writer.flush(port);
    }

    /** What {@link FdbWriter#forEach} shows: port by key. */
    TreeMap<Long, Integer> shown() {
        final TreeMap<Long, Integer> shown = new TreeMap<>();
        writer.forEach((fid, mac, value) -> shown.put(FdbTable.key(fid, mac), FdbTable.port(value)));
        return shown;
    }
}
