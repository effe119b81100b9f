package org.jackfield.launcher.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

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
    private static final int KIB = 1024;

    /** This machine, now. */
    public static About here(final String version, final boolean quick, final int repetitions, final double seconds) {
        return new About(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                value("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                machineMemory(),
                System.getProperty("os.version", ""),
                System.getProperty("java.vendor", "") + " " + System.getProperty("java.runtime.version", ""),
                version,
                quick,
                repetitions,
                seconds);
    }

    private static long machineMemory() {
        final String kib = value("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return kib.isEmpty() ? 0 : Long.parseLong(kib) * KIB;
    }

    /** Value of the first line that begins with a key; "unknown" when there is none, as for processors of some architectures. */
    private static String value(final String file, final String key) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(key) && line.contains(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (final IOException unreadable) {
            return "unknown";
        }
    }

    /** The machine in one line. */
    public String machine() {
        return processors + " x " + cpu + ", " + Math.round(memoryBytes / (double) (1L << 30)) + " GiB, Linux "
                + kernel;
    }
}
