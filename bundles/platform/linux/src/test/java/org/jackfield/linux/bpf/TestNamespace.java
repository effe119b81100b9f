package org.jackfield.linux.bpf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.linux.netns.NetworkNamespace;

/** A network namespace in which nothing sends by itself, gone again when closed. */
final class TestNamespace implements AutoCloseable {
    private final String name = "jbp" + ProcessHandle.current().pid();

    TestNamespace() throws Exception {
        run("ip", "netns", "add", name);
    }

    /** What a test does inside. */
    interface Body {
        void run() throws Exception;
    }

    /** Runs the body on a thread of its own inside, and that thread never does anything else. */
    void inside(final Body body) throws Exception {
        NetworkNamespace.of(name).call(() -> {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"), "1");
            try {
                body.run();
            } catch (final IOException e) {
                throw e;
            } catch (final Exception e) {
                throw new IOException(e);
            }
            return name;
        });
    }

    /** Runs {@code ip} on the namespace. */
    void ip(final String... arguments) throws Exception {
        run(join(List.of("ip", "-n", name), arguments));
    }

    /** Runs {@code tc} on the namespace. */
    void tc(final String... arguments) throws Exception {
        run(join(List.of("tc", "-n", name), arguments));
    }

    private static String[] join(final List<String> head, final String... tail) {
        final List<String> all = new ArrayList<>(head);
        all.addAll(List.of(tail));
        return all.toArray(String[]::new);
    }

    private static void run(final String... command) throws IOException, InterruptedException {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    @Override
    public void close() throws Exception {
        run("ip", "netns", "del", name);
    }
}
