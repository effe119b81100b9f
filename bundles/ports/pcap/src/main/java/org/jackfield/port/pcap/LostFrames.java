package org.jackfield.port.pcap;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jackfield.api.frame.CounterBlock;
import org.jspecify.annotations.Nullable;

/**
 * Frames there was no room for, by queue and by ingress port. The worker of a queue counts in the block of that queue, which stays when
 * the queue goes; all ingress ports from the {@value #MOST_PORTS}th on are counted as one.
 */
final class LostFrames {
    static final int MOST_PORTS = 1024;

    private final AtomicReferenceArray<@Nullable CounterBlock> byQueue =
            new AtomicReferenceArray<>(PcapKeys.MOST_QUEUES);

    /** The counters of a queue, by ingress port. Port-ops thread. */
    CounterBlock block(final int queue) {
        final CounterBlock known = byQueue.get(queue);
        if (known != null) {
            return known;
        }
        final CounterBlock made = new CounterBlock(MOST_PORTS);
        byQueue.set(queue, made);
        return made;
    }

    /** What {@link #of} says of each port now. Any thread. */
    long[] all() {
        final long[] all = new long[MOST_PORTS];
        for (int queue = 0; queue < byQueue.length(); queue++) {
            final CounterBlock block = byQueue.get(queue);
            for (int port = 0; block != null && port < MOST_PORTS; port++) {
                all[port] += block.get(port);
            }
        }
        return all;
    }

    /** All frames lost from an ingress port. Any thread. */
    long of(final int portIndex) {
        long sum = 0;
        for (int queue = 0; queue < byQueue.length(); queue++) {
            final CounterBlock block = byQueue.get(queue);
            sum += block == null ? 0 : block.get(Math.min(portIndex, MOST_PORTS - 1));
        }
        return sum;
    }
}
