package org.jackfield.launcher.bench.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jackfield.lab.experiment.Machine;

/**
 * When, where and how was measured.
 *
 * @param date when the run began, in UTC
 * @param cpu model of the processors
 * @param processors how many are online
 * @param memoryBytes of the machine
 * @param kernel its version
 * @param java that runs the benchmark and Jackfield
 * @param version of Jackfield
 * @param quick whether it was a quick run
 * @param repetitions of each device under test
 * @param seconds each workload sends
 */
public record About(
        String date,
        String cpu,
        int processors,
        long memoryBytes,
        String kernel,
        String java,
        String version,
        boolean quick,
        int repetitions,
        double seconds) {
    /** This machine, now. */
    public static About here(final String version, final boolean quick, final int repetitions, final double seconds) {
        final Machine machine = Machine.here();
        return new About(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                machine.cpu(),
                machine.processors(),
                machine.memoryBytes(),
                machine.kernel(),
                machine.java(),
                version,
                quick,
                repetitions,
                seconds);
    }

    /** The machine in one line. */
    public String machine() {
        return new Machine(cpu, processors, memoryBytes, kernel, java).words();
    }
}
