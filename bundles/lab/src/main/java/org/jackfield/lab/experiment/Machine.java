package org.jackfield.lab.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A machine, without its name.
 *
 * @param cpu model of the processors
 * @param processors how many are online
 * @param memoryBytes it has
 * @param kernel its version
 * @param java that runs this program
 */
public record Machine(String cpu, int processors, long memoryBytes, String kernel, String java) {
    private static final int KIB = 1024;

    /** This one. */
    public static Machine here() {
        return new Machine(
                value("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                System.getProperty("os.version", ""),
                System.getProperty("java.vendor", "") + " " + System.getProperty("java.runtime.version", ""));
    }

    private static long memory() {
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
    public String words() {
        return processors + " x " + cpu + ", " + Math.round(memoryBytes / (double) (1L << 30)) + " GiB, Linux "
                + kernel;
    }
}
