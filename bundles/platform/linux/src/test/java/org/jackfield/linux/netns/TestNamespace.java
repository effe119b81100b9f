package org.jackfield.linux.netns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A named network namespace made for one test and removed with it, and the {@code ip} command. */
public final class TestNamespace implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = unique("n");

    /** Makes the namespace. */
    public TestNamespace() throws IOException {
        run("ip", "netns", "add", name);
    }

    /** A name nobody else uses, at most 15 bytes. */
    public static String unique(final String part) {
        return "jtt" + part + Long.toString(ProcessHandle.current().pid(), 36) + NUMBER.incrementAndGet();
    }

    /** Its name for {@code ip netns}. */
    public String name() {
        return name;
    }

    /** The namespace. */
    public NetworkNamespace namespace() throws IOException {
        return NetworkNamespace.of(name);
    }

    /** Runs {@code ip} in it and returns what it prints. */
    public String ip(final String... words) throws IOException {
        final String[] command = new String[words.length + 3];
        command[0] = "ip";
        command[1] = "-n";
        command[2] = name;
        System.arraycopy(words, 0, command, 3, words.length);
        return run(command);
    }

    /** Runs a command that must succeed and returns what it prints. */
    public static String run(final String... command) throws IOException {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output);
            }
            return output;
        } catch (final InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Removes the name; the namespace ends with its last user. May be called twice. */
    @Override
    public void close() throws IOException {
        if (java.nio.file.Files.exists(java.nio.file.Path.of("/run/netns", name))) {
            run("ip", "netns", "del", name);
        }
    }
}
