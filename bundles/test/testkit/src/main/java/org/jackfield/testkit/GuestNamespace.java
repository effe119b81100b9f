package org.jackfield.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netns.NetworkNamespace;

/** A network namespace made for one test and removed with it, and the {@code ip} command. Needs root. One thread; close it. */
public final class GuestNamespace implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = unique("g");

    /** Makes one with a name of its own. */
    public GuestNamespace() throws IOException {
        make();
    }

    /** A name nobody else uses, at most 13 bytes. */
    public static String unique(final String part) {
        return "jgn" + part + Long.toString(ProcessHandle.current().pid(), 36) + NUMBER.incrementAndGet();
    }

    /** Its name below {@code /run/netns}. */
    public String name() {
        return name;
    }

    /** Makes it again after {@link #close}. */
    public void make() throws IOException {
        run("ip", "netns", "add", name);
    }

    /** Runs {@code ip} with these words in it; returns what it printed. */
    public String ip(final String words) throws IOException {
        return run(("ip -n " + name + " " + words).split(" "));
    }

    /** Runs a line of shell in it. */
    public void shell(final String line) throws IOException {
        run("ip", "netns", "exec", name, "sh", "-c", line);
    }

    /** A device in it; empty when there is none of this name. */
    public Optional<LinkInfo> link(final String device) throws IOException {
        return link(NetworkNamespace.of(name), device);
    }

    /** A device in this process's namespace. */
    public static Optional<LinkInfo> ownLink(final String device) throws IOException {
        return link(NetworkNamespace.own(), device);
    }

    private static Optional<LinkInfo> link(final NetworkNamespace namespace, final String device) throws IOException {
        return namespace.call(() -> {
            try (Rtnetlink netlink = Rtnetlink.open()) {
                return netlink.link(device);
            }
        });
    }

    /** Runs a command in this process's namespace; returns what it printed, or throws with that when its status is not 0. */
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
        if (Files.exists(Path.of("/run/netns", name))) {
            run("ip", "netns", "del", name);
        }
    }
}
