package org.jackfield.core.stats;

/** Indices into the counter block of a worker, which that worker alone writes. */
public final class WorkerCounters {
    /** Duty cycles done. */
    public static final int CYCLES = 0;
    /** Frames read from queues. */
    public static final int RX_FRAMES = 1;
    /** Frames processed as their owner. */
    public static final int PROCESSED = 2;
    /** Frames handed to their owners. */
    public static final int HANDOFF_OUT = 3;
    /** Frames taken from the handoff ring. */
    public static final int HANDOFF_IN = 4;
    /** Times another worker was woken. */
    public static final int WAKE_UPS = 5;
    /** Frames held back because their bucket was moving. */
    public static final int PARKED = 6;
    /** Learn requests lost because the conductor was behind. */
    public static final int LEARN_LOST = 7;
    /** Errors met and survived. */
    public static final int FAULTS = 8;
    /** Nanoseconds spent in cycles that found work. */
    public static final int BUSY_NS = 9;
    /** Times reading stopped for want of free frames, memory queues only; engines count their own. */
    public static final int POOL_EMPTY = 10;
    /** Kernel entries for reading, writing and waiting. */
    public static final int ENTRIES = 11;
    /** Batches read from queues. */
    public static final int BATCHES = 12;
    /** Number of counters. */
    public static final int SIZE = 13;

    private WorkerCounters() {}
}
