package org.jackfield.launcher.bench.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs programs to their end, and starts others, in namespaces or not. */
public final class Programs {
    private static final long TOOL_SECONDS = 60;
    private static final long PATIENCE_MS = 4_000;
    private static final long LOOK_MS = 20;
    private static final int TAIL_LINES = 5;

    private Programs() {}

    /** Runs a program to its end and returns what it printed; refuses a status other than 0. */
    public static String run(final String... command) throws BenchException {
        return run(List.of(command), "", TOOL_SECONDS);
    }

    /** The same with a standard input and a limit in seconds. */
    public static String run(final List<String> command, final String input, final long seconds) throws BenchException {
        final Process process = begin(command);
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            final String output = output(process, seconds);
            if (process.exitValue() != 0) {
                throw new BenchException(String.join(" ", command) + " failed: " + output.strip());
            }
            return output;
        } catch (final IOException failed) {
            throw new BenchException(String.join(" ", command) + " failed: " + failed.getMessage(), failed);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchException("stopped", stopped);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process begin(final List<String> command) throws BenchException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (final IOException missing) {
            throw new BenchException(command.get(0) + " cannot be run: " + missing.getMessage(), missing);
        }
    }

    /** All it prints; it is ended when it takes longer than it may. */
    private static String output(final Process process, final long seconds)
            throws IOException, InterruptedException, BenchException {
        final Thread alarm = new Thread(() -> endLate(process, seconds), "alarm");
        alarm.setDaemon(true);
        alarm.start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        alarm.interrupt();
        return output;
    }

    private static void endLate(final Process process, final long seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (final InterruptedException endedInTime) {
            Thread.currentThread().interrupt();
        }
    }

    /** A command in a network namespace. Not 'ip netns exec': that mounts /sys anew, which containers often forbid. */
    public static List<String> inside(final String namespace, final String... command) {
        final List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        words.addAll(Arrays.asList(command));
        return words;
    }

    /**
     * Starts a program whose output goes to a file and whose input stays open; the cleanup ends it.
     *
     * @param more environment variables
     */
    public static Process start(
            final Cleanup cleanup, final List<String> command, final Path log, final Map<String, String> more)
            throws BenchException {
        final ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(more);
        try {
            final Process process = builder.start();
            cleanup.add(() -> end(process));
            return process;
        } catch (final IOException missing) {
            throw new BenchException(String.join(" ", command) + " cannot be run: " + missing.getMessage(), missing);
        }
    }

    /** Ends a process: politely, then not. */
    public static void end(final Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Waits until a process has written a text to its log; refuses when it ends before, with the end of its log. */
    public static void awaitText(final Process process, final Path log, final String text, final long ms)
            throws BenchException {
        await(process, log, "'" + text + "'", ms, () -> text(log).contains(text));
    }

    /** Waits until something is so; refuses when the process ends before, with the end of its log. */
    public static void await(
            final Process process, final Path log, final String what, final long ms, final BooleanSupplier so)
            throws BenchException {
        final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (!so.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new BenchException("it ended before " + what + ": " + tail(log));
            }
            if (System.nanoTime() > endNs) {
                throw new BenchException("no " + what + " after " + ms + " ms: " + tail(log));
            }
            sleep(LOOK_MS);
        }
    }

    /** Sleeps; refuses when interrupted. */
    public static void sleep(final long ms) throws BenchException {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchException("stopped", stopped);
        }
    }

    /** What is in a file; empty when there is none. */
    static String text(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException none) {
            return "";
        }
    }

    private static String tail(final Path log) {
        final List<String> lines = text(log).strip().lines().toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** Whether a program is on the path. */
    public static boolean isInstalled(final String program) {
        final String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Version of an installed Debian package; empty when unknown. */
    public static String packageVersion(final String name) {
        try {
            return run("dpkg-query", "-W", "-f", "${Version}", name).strip();
        } catch (final BenchException notDebian) {
            return "";
        }
    }
}
