package org.jackfield.lab.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How the tun driver chooses a queue of a tap by itself ({@code drivers/net/tun.c} of Linux 6.18): the queue that user space last wrote
 * the flow to, for 3 s and for at most 4096 flows; otherwise the hash scaled to the number of queues. Its hash is symmetric; the model takes
 * the switch's. One thread.
 */
final class TunFlows {
    private static final int MOST_FLOWS = 4096;
    private static final long EXPIRE_NS = TimeUnit.SECONDS.toNanos(3);

    private int queues;
    private final Map<Integer, Entry> flows = new HashMap<>();
    private long nextCleanupNs = EXPIRE_NS;

    /** Where a flow was written to last. */
    private static final class Entry {
        int queue;
        long atNs;
    }

    TunFlows(final int queues) {
        this.queues = queues;
    }

    /**
     * The device has this many queues from now on. What the table says about flows stays: by its source the driver forgets those of a queue one
     * beyond the one it detaches.
     */
    void queues(final int count) {
        queues = count;
    }

    /** User space wrote a frame of a flow to a queue: {@code tun_flow_update}. */
    void wrote(final int hash, final int queue, final long nowNs) {
        cleanUp(nowNs);
        Entry entry = flows.get(hash);
        if (entry == null) {
            if (flows.size() == MOST_FLOWS) {
                return;
            }
            entry = new Entry();
            flows.put(hash, entry);
        }
        entry.queue = queue;
        entry.atNs = nowNs;
    }

    /**
     * The queue for a frame to user space: {@code tun_automq_select_queue}. A queue that is there no more becomes the first one
     * ({@code netdev_cap_txqueue}).
     */
    int choose(final int hash, final long nowNs) {
        cleanUp(nowNs);
        final Entry entry = flows.get(hash);
        if (entry == null) {
            return (int) ((hash & 0xFFFF_FFFFL) * queues >>> 32);
        }
        return entry.queue < queues ? entry.queue : 0;
    }

    /** The driver's timer, which looks for old entries now and then. */
    private void cleanUp(final long nowNs) {
        if (nowNs >= nextCleanupNs) {
            flows.values().removeIf(entry -> nowNs - entry.atNs >= EXPIRE_NS);
            nextCleanupNs = nowNs + EXPIRE_NS / 4;
        }
    }
}
