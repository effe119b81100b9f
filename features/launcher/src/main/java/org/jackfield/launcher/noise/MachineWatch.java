package org.jackfield.launcher.noise;

import org.jackfield.lab.experiment.Quiet;
import org.jackfield.launcher.bench.cpu.CpuTimes;
import org.jackfield.launcher.bench.cpu.Processes;

/**
 * What was used between two looks.
 *
 * @param startNs when it began
 * @param times of the machine until then
 * @param processes of others until then
 */
public record MachineWatch(long startNs, CpuTimes times, Processes processes) {
    private static final double PERCENT = 100;
    private static final double NS_PER_SECOND = 1e9;

    /** Begins to look. */
    public static MachineWatch start() {
        return new MachineWatch(
                System.nanoTime(),
                CpuTimes.now(),
                Processes.besides(ProcessHandle.current().pid()));
    }

    /** Shares of the whole machine since then; what was busy before is given. */
    public Quiet stop(final double beforePct) {
        final MachineWatch now = start();
        final CpuTimes used = now.times.since(times);
        final double all = (now.startNs - startNs) / NS_PER_SECOND * used.processors();
        final double foreign = now.processes.foreignSeconds() - processes.foreignSeconds();
        return new Quiet(beforePct, Math.max(0, PERCENT * foreign / all), PERCENT * used.steal() / all);
    }

    /**
     * Waits a little for other work to end.
     *
     * @param looks how often to look at most
     * @param lookMs how long each look takes
     * @return how busy the machine was at the last look, in percent
     */
    public static double awaitQuiet(final int looks, final long lookMs) throws InterruptedException {
        double busyPct = Double.MAX_VALUE;
        for (int look = 0; look < looks && busyPct > Quiet.MOST_PCT; look++) {
            final CpuTimes before = CpuTimes.now();
            final long startNs = System.nanoTime();
            Thread.sleep(lookMs);
            final double seconds = (System.nanoTime() - startNs) / NS_PER_SECOND;
            final CpuTimes used = CpuTimes.now().since(before);
            busyPct = PERCENT * used.busySeconds(seconds) / (seconds * used.processors());
        }
        return busyPct;
    }
}
