package org.jackfield.core.conductor;

import org.jackfield.api.frame.FrameLayout;
import org.jackfield.core.fdb.FdbTable;

/**
 * How a switch is built; fixed while it runs.
 *
 * @param workers forwarding threads, at least 1
 * @param smallSlots frames of up to 2 KiB for each worker
 * @param largeSlots frames of up to 64 KiB for each worker
 * @param ringSlots slots of a handoff ring, a power of two; a slot carries up to 32 frames
 * @param fdbCapacity most FDB entries
 * @param fdbLimit most dynamic FDB entries of a bridge, 0 for no limit but the capacity
 * @param ageingSeconds how long a dynamic FDB entry lives without traffic
 * @param spinNs how long a worker polls before it sleeps while traffic comes in short gaps
 * @param trainingNs how long the code of the data path is exercised before the first port opens; 0 = not at all
 * @param lingerNs how long a port goes on forwarding when its code goes and its configuration stays; 0 = not at all
 */
public record SwitchOptions(
        int workers,
        int smallSlots,
        int largeSlots,
        int ringSlots,
        int fdbCapacity,
        int fdbLimit,
        long ageingSeconds,
        long spinNs,
        long trainingNs,
        long lingerNs) {
    /** Default of {@code lingerNs}. */
    public static final long LINGER_NS = 10_000_000_000L;

    /** Most large frames of a switch: the reach of one buffer. */
    public static final int MOST_LARGE_SLOTS = Integer.MAX_VALUE / FrameLayout.LARGE_STRIDE;

    /** Most workers of a switch. */
    public static final int MOST_WORKERS = 64;

    /**
     * The options for a number of workers, everything else by default.
     *
     * @param workers 0 for the default, which is one worker less than the machine has processors, at least 1 and at most 8:
     *     senders and receivers need processors too, and a tap costs more in the kernel than in the switch
     */
    public static SwitchOptions forWorkers(final int workers) {
        final int processors = Runtime.getRuntime().availableProcessors();
        final int chosen = workers > 0 ? workers : Math.max(1, Math.min(8, processors - 1));
        return new SwitchOptions(
                Math.min(chosen, MOST_WORKERS), 4096, 2048, 256, FdbTable.DEFAULT_CAPACITY, 0, 300, 0, 0, LINGER_NS);
    }
}
