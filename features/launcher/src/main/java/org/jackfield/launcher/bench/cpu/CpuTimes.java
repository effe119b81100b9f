package org.jackfield.launcher.bench.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The machine's line {@code cpu} of {@code /proc/stat} (proc(5)), in seconds.
 *
 * @param processors processors that are online
 * @param user programs
 * @param nice programs of low priority
 * @param system the kernel on behalf of programs
 * @param idle nothing to do; waiting for a disk or in a ring counts as idle
 * @param irq interrupts
 * @param softirq what interrupts leave for later
 * @param steal the hypervisor ran somebody else
 */
public record CpuTimes(
        int processors,
        double user,
        double nice,
        double system,
        double idle,
        double irq,
        double softirq,
        double steal) {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on all architectures we support
    private static final int COLUMNS = 9;

    /** The times now. */
    public static CpuTimes now() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/stat")));
        } catch (final IOException impossible) {
            throw new IllegalStateException("/proc/stat cannot be read: " + impossible.getMessage(), impossible);
        }
    }

    static CpuTimes parse(final List<String> lines) {
        int processors = 0;
        String[] all = {};
        for (final String line : lines) {
            if (line.startsWith("cpu ")) {
                all = line.split(" +");
            } else if (line.startsWith("cpu")) {
                processors++;
            }
        }
        if (all.length < COLUMNS) {
            throw new IllegalArgumentException("/proc/stat has no line cpu with eight columns");
        }
        return new CpuTimes(
                processors,
                seconds(all[1]),
                seconds(all[2]),
                seconds(all[3]),
                seconds(all[4]) + seconds(all[5]),
                seconds(all[6]),
                seconds(all[7]),
                seconds(all[8]));
    }

    private static double seconds(final String ticks) {
        return Long.parseLong(ticks) / TICKS_PER_SECOND;
    }

    /** What was added since an earlier look. */
    public CpuTimes since(final CpuTimes earlier) {
        return new CpuTimes(
                processors,
                user - earlier.user,
                nice - earlier.nice,
                system - earlier.system,
                idle - earlier.idle,
                irq - earlier.irq,
                softirq - earlier.softirq,
                steal - earlier.steal);
    }

    /**
     * Processor seconds used in a time, from the idle time: the kernel knows when it idles to the microsecond, whereas it only
     * samples what it does else.
     */
    public double busySeconds(final double wallSeconds) {
        return Math.max(0, wallSeconds * processors - idle);
    }
}
