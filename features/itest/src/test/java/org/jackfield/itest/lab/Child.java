package org.jackfield.itest.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process we started, its output line by line, and its end. */
public final class Child implements AutoCloseable {
    private final List<String> command;
    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    /** Starts a command with these variables added to the environment. */
    public Child(final List<String> command, final Map<String, String> environment) {
        this.command = List.copyOf(command);
        final ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (final IOException cannot) {
            throw new AssertionError("cannot start " + command + ": " + cannot.getMessage(), cannot);
        }
        read(process.getInputStream(), output);
        read(process.getErrorStream(), errors);
    }

    private void read(final InputStream from, final List<String> lines) {
        final Thread reader = new Thread(
                () -> {
                    try (BufferedReader in = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            synchronized (this) {
                                lines.add(line);
                            }
                        }
                    } catch (final IOException killed) {
                        // its output ends here
                    }
                },
                "output of " + command.get(0));
        reader.setDaemon(true);
        reader.start();
        readers.add(reader);
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** What it has written to standard output. */
    public synchronized List<String> output() {
        return List.copyOf(output);
    }

    /** What it has written to standard error. */
    public synchronized List<String> errors() {
        return List.copyOf(errors);
    }

    /** Waits until a line of standard output or standard error matches. */
    public void awaitLine(final String description, final long timeoutMs, final Predicate<String> matches) {
        Await.until(() -> description + " of " + this, timeoutMs, () -> {
            final boolean found =
                    output().stream().anyMatch(matches) || errors().stream().anyMatch(matches);
            if (!found && !alive()) {
                throw new AssertionError("ended before " + description + ": " + this);
            }
            return found;
        });
    }

    /** Writes to its standard input. */
    public void write(final String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (final IOException gone) {
            throw new AssertionError("does not read: " + this, gone);
        }
    }

    /** Closes its standard input. */
    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (final IOException alreadyGone) {
            // closed all the same
        }
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end and all its output; returns its exit status. */
    public int awaitExit(final long timeoutMs) {
        try {
            if (!process.waitFor(timeoutMs, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("did not end within " + timeoutMs + " ms: " + this);
            }
            for (final Thread reader : readers) {
                reader.join(timeoutMs);
            }
        } catch (final InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
        return process.exitValue();
    }

    /** Sends SIGKILL to it and what it started, and waits. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitExit(5_000);
    }

    @Override
    public void close() {
        if (alive()) {
            kill();
        }
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\n  output: " + String.join("\n          ", output()) + "\n  errors: "
                + String.join("\n          ", errors());
    }
}
