package org.jackfield.launcher.bench.cpu;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jackfield.linux.clock.ProcessClock;

/** Measures what machine and switch use from its making until {@link #stop}. One thread. */
public final class CpuMeter {
    private static final double NS_PER_SECOND = 1e9;

    private final List<Long> processes;
    private final CpuTimes before;
    private final OptionalLong switchBeforeNs;
    private final long startNs;

    /**
     * What was used.
     *
     * @param busySeconds processor seconds of the whole machine
     * @param machine the same by kinds, sampled by the kernel
     * @param switchSeconds processor seconds of the switch's processes; nothing when it has none
     */
    public record Use(double busySeconds, CpuTimes machine, OptionalDouble switchSeconds) {}

    /**
     * Starts to measure.
     *
     * @param processes the switch's processes
     */
    public CpuMeter(final List<Long> processes) {
        this.processes = processes;
        switchBeforeNs = switchNs();
        before = CpuTimes.now();
        startNs = System.nanoTime();
    }

    /** What was used until now. */
    public Use stop() {
        final double wallSeconds = (System.nanoTime() - startNs) / NS_PER_SECOND;
        final CpuTimes used = CpuTimes.now().since(before);
        final OptionalLong now = switchNs();
        final OptionalDouble bySwitch = switchBeforeNs.isPresent() && now.isPresent()
                ? OptionalDouble.of((now.getAsLong() - switchBeforeNs.getAsLong()) / NS_PER_SECOND)
                : OptionalDouble.empty();
        return new Use(used.busySeconds(wallSeconds), used, bySwitch);
    }

    /** Nothing when there are no processes or one of them has ended. */
    private OptionalLong switchNs() {
        long sum = 0;
        for (final long process : processes) {
            final OptionalLong cpuNs = ProcessClock.cpuNs(process);
            if (cpuNs.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += cpuNs.getAsLong();
        }
        return processes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
    }
}
