package org.jackfield.linux.clock;

import java.util.OptionalLong;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * CPU time of other processes in nanoseconds: user and kernel part, of all threads, also of those that have ended. The numbers
 * of {@code /proc/PID/stat} count the same in steps of 10 ms, too coarse for a process that works a few milliseconds. What the
 * kernel does in interrupts belongs to nobody. Any thread.
 */
public final class ProcessClock {
    private static final int NS = 8;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    /** clock_getcpuclockid(3): the complement of the process id above three bits, of which 2 means scheduled time. */
    private static final int ID_SHIFT = 3;

    private static final int SCHEDULED = 2;

    private ProcessClock() {}

    /** CPU time a process has used so far, in nanoseconds; nothing when there is no such process. */
    public static OptionalLong cpuNs(final long pid) {
        final int clock = ((int) ~pid << ID_SHIFT) | SCHEDULED;
        try (NativeBlock time = new NativeBlock(2 * Long.BYTES)) {
            return LibC.clock_gettime(clock, time.address()) == 0
                    ? OptionalLong.of(time.getLong(0) * NS_PER_SECOND + time.getLong(NS))
                    : OptionalLong.empty();
        }
    }
}
