package org.jackfield.launcher.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jackfield.launcher.run.Home;

/** Starts programs: tools to their end, traffic in namespaces. Everything started is ended by the cleanup. */
final class Tools {
    private static final long TOOL_SECONDS = 30;

    private final Cleanup cleanup;

    Tools(final Cleanup cleanup) {
        this.cleanup = cleanup;
    }

    /** Runs a program to its end and returns what it printed; refuses a status other than 0. */
    static String run(final String... command) throws DemoException {
        try {
            final Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new DemoException(String.join(" ", command) + " failed: " + output.strip());
            }
            return output;
        } catch (final IOException missing) {
            throw new DemoException(
                    command[0] + " cannot be run: " + missing.getMessage() + "; apt-get install iproute2 iputils-ping",
                    missing);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DemoException("stopped", stopped);
        }
    }

    /** Starts a program in a namespace; its errors go to ours. */
    Process start(final String namespace, final List<String> command) throws DemoException {
        // Not 'ip netns exec': that mounts /sys anew, which user namespaces in containers often may not.
        final List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        words.addAll(command);
        try {
            final Process process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            cleanup.add(() -> end(process));
            return process;
        } catch (final IOException failed) {
            throw new DemoException(String.join(" ", words) + " cannot be run: " + failed.getMessage(), failed);
        }
    }

    /** Starts a role of {@link Traffic} in a namespace. */
    Process traffic(final String namespace, final Object... role) throws DemoException {
        return java(namespace, Traffic.class, role);
    }

    /** Starts a class of this program in a namespace. */
    Process java(final String namespace, final Class<?> type, final Object... arguments) throws DemoException {
        final List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Home.jar().toString(),
                type.getName()));
        for (final Object word : arguments) {
            command.add(String.valueOf(word));
        }
        return start(namespace, command);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Ends a process: politely, then not. */
    static void end(final Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(4, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Reads what a process prints, line by line, from one thread. */
    static BufferedReader lines(final Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Reads until a line begins so; refuses when the process ends before. */
    static String await(final BufferedReader lines, final String start) throws DemoException {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
        } catch (final IOException failed) {
            throw new DemoException("a traffic process cannot be read: " + failed.getMessage(), failed);
        }
        throw new DemoException("a process ended before it said '" + start + "'");
    }
}
