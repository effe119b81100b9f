package org.jackfield.port.packet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.netns.NetworkNamespace;

/** A network namespace made for one test and removed with it, and the {@code ip} command. */
final class GuestNamespace implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = unique("g");

    GuestNamespace() throws IOException {
        make();
    }

    /** A name nobody else uses, at most 13 bytes. */
    static String unique(final String part) {
        return "jpp" + part + Long.toString(ProcessHandle.current().pid(), 36) + NUMBER.incrementAndGet();
    }

    String name() {
        return name;
    }

    /** Makes it again after {@link #close}. */
    void make() throws IOException {
        run("ip", "netns", "add", name);
    }

    String ip(final String words) throws IOException {
        return run(("ip -n " + name + " " + words).split(" "));
    }

    /** Runs a line of shell in it. */
    void shell(final String line) throws IOException {
        run("ip", "netns", "exec", name, "sh", "-c", line);
    }

    Optional<LinkInfo> link(final String device) throws IOException {
        return link(NetworkNamespace.of(name), device);
    }

    /** A device in this process's namespace. */
    static Optional<LinkInfo> ownLink(final String device) throws IOException {
        return link(NetworkNamespace.own(), device);
    }

    private static Optional<LinkInfo> link(final NetworkNamespace namespace, final String device) throws IOException {
        return namespace.call(() -> {
            try (Rtnetlink netlink = Rtnetlink.open()) {
                return netlink.link(device);
            }
        });
    }

    static String run(final String... command) throws IOException {
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
