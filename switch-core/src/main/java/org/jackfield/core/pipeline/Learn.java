package org.jackfield.core.pipeline;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.stats.WorkerCounters;

/**
 * Keeps the FDB fresh: stamps the age of known sources and asks the conductor for unknown or moved ones, for all of a batch at
 * once. Used by one worker. A small cache of recent requests keeps a burst of a new source from filling the request ring; the FDB
 * itself is written by the conductor alone (architecture decision 3).
 */
@HotPath
final class Learn {
    private static final int RECENT = 64;
    private static final long REPEAT_NS = 1_000_000;

    private final FdbTable table;
    private final LearnRequests requests;
    private final Runnable conductorWake;
    private final CounterBlock counters;
    private final long[] recentKey = new long[RECENT];
    private final int[] recentPort = new int[RECENT];
    private final long[] recentNs = new long[RECENT];
    /** Keys of the present batch to ask for. */
    private final long[] wanted = new long[FrameBatch.CAPACITY];

    private int wantedCount;

    Learn(
            final FdbTable table,
            final LearnRequests requests,
            final Runnable conductorWake,
            final CounterBlock counters) {
        this.table = table;
        this.requests = requests;
        this.conductorWake = conductorWake;
        this.counters = counters;
    }

    void run(final FrameBatch batch, final int fid, final int tick, final long nowNs) {
        final int port = batch.ingressPort;
        final int generation = batch.generation & 0xFFFF;
        long last = 0; // no FDB key is 0: a source of all zeroes on FID 0 is simply looked up each time
        for (int i = 0; i < batch.count; i++) {
            final long key = FdbTable.key(fid, batch.src[i]);
            if (key != last && !Decision.isDrop(batch.egress[i])) {
                last = key;
                final int index = table.find(key);
                final long value = index < 0 ? 0 : table.value(index);
                if (value == 0 || isStale(value, port, generation)) {
                    slowPathWant(key, port, nowNs);
                } else if (FdbTable.tick(value) != tick && FdbTable.isDynamic(value)) {
                    table.touch(index, value, tick);
                }
            }
        }
        if (wantedCount > 0) {
            slowPathRequest(port, generation);
        }
    }

    private static boolean isStale(final long value, final int port, final int generation) {
        return FdbTable.isDynamic(value) && (FdbTable.port(value) != port || FdbTable.generation(value) != generation);
    }

    private void slowPathWant(final long key, final int port, final long nowNs) {
        final int at = recent(key);
        if (recentKey[at] == key && recentPort[at] == port && nowNs - recentNs[at] < REPEAT_NS) {
            return;
        }
        recentKey[at] = key;
        recentPort[at] = port;
        recentNs[at] = nowNs;
        wanted[wantedCount++] = key;
    }

    /** One claim and one look at the conductor a batch: at a million new addresses a second both count. */
    private void slowPathRequest(final int port, final int generation) {
        final int taken = requests.offer(wanted, wantedCount, port, generation);
        for (int i = taken; i < wantedCount; i++) {
            slowPathForget(wanted[i]);
        }
        counters.add(WorkerCounters.LEARN_LOST, wantedCount - taken);
        wantedCount = 0;
        conductorWake.run();
    }

    /** The next frame of this source is to ask again. */
    private void slowPathForget(final long key) {
        final int at = recent(key);
        if (recentKey[at] == key) {
            recentNs[at] -= REPEAT_NS;
        }
    }

    private static int recent(final long key) {
        return (int) (key ^ key >>> 6 ^ key >>> 17) & RECENT - 1;
    }
}
