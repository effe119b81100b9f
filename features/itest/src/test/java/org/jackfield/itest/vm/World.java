package org.jackfield.itest.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.SwitchProcess;

/**
 * A machine of its own as far as devices, the names of namespaces and {@code /run} go, so that what a how-to types can
 * be typed as it is: a network and a mount namespace, a switch in it, and a working folder that looks like the root of
 * the source tree. Ends with everything that was started in it.
 */
final class World implements AutoCloseable {
    /** Folder with the how-tos and the script for guests. */
    static final Path HOWTOS = Path.of("howto").toAbsolutePath();

    /** Folder with the guests' kernel and initial file system. */
    static final Path TINY_GUEST = Path.of("target", "tiny-guest").toAbsolutePath();

    private static final AtomicInteger WORLDS = new AtomicInteger();
    private static final String MARK = "JACKFIELD_TEST_WORLD";
    private static final long READY_MS = 20_000;
    /** A fresh sysfs shows the namespace's devices; the control groups below it are for Podman and may be missing. */
    private static final String SETUP = "mount -t tmpfs tmpfs /run && mkdir /run/netns && mount -t sysfs sysfs /sys"
            + " && ip link set lo up && { mount -t cgroup2 none /sys/fs/cgroup; echo ready; exec cat; }";

    private final NetworkLab lab;
    private final String mark;
    private final Child holder;
    private final Path folder;
    private final SwitchProcess jackfield;

    World(final NetworkLab lab) {
        this.lab = lab;
        mark = lab.name("w") + "-" + WORLDS.incrementAndGet();
        folder = lab.folder("w");
        holder = new Child(List.of("unshare", "--mount", "--net", "sh", "-c", SETUP), Map.of());
        lab.adopt(this);
        holder.awaitLine("a world", READY_MS, "ready"::equals);
        // Out here, where packages can be fetched; what is there already is kept. One test at a time makes it.
        lab.must(
                "flock",
                TINY_GUEST.getParent().toString(),
                "env",
                "TINY_GUEST_DIR=" + TINY_GUEST,
                HOWTOS.resolve("tiny-guest.sh").toString(),
                "build");
        furnish();
        jackfield = lab.newSwitch(2, enter().toArray(String[]::new)).start();
    }

    private void furnish() {
        final Path distribution = Path.of(
                        System.getProperty("jackfield.distribution", "../distribution/target/jackfield"))
                .toAbsolutePath();
        try {
            final Path command = folder.resolve("jackfield");
            Files.writeString(command, "#!/bin/sh\nexec " + distribution.resolve("bin/jackfield") + " \"$@\"\n");
            if (!command.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + command + " executable");
            }
            Files.createDirectories(folder.resolve("features/itest"));
            Files.createSymbolicLink(folder.resolve("features/itest/howto"), HOWTOS);
            Files.createDirectories(folder.resolve("features/distribution/target"));
            Files.createSymbolicLink(folder.resolve("features/distribution/target/jackfield"), distribution);
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** The switch in it. */
    SwitchProcess jackfield() {
        return jackfield;
    }

    /** Its working folder. */
    Path folder() {
        return folder;
    }

    private List<String> enter() {
        return List.of("nsenter", "--target", String.valueOf(holder.pid()), "--mount", "--net", "--");
    }

    private List<String> inside(final String... command) {
        final List<String> words = new ArrayList<>(enter());
        words.addAll(List.of("env", "--chdir", folder.toString()));
        words.addAll(List.of(command));
        return words;
    }

    private Map<String, String> environment(final Map<String, String> more) {
        final Map<String, String> environment = new HashMap<>(more);
        environment.put(MARK, mark);
        environment.put("PATH", folder + ":" + System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("jackfield.java", System.getProperty("java.home")));
        environment.put("JACKFIELD_SOCKET", jackfield.socket().toString());
        environment.put("TINY_GUEST_DIR", TINY_GUEST.toString());
        return environment;
    }

    /** Runs a command to its end in the working folder. */
    Result run(final String... command) {
        return lab.run(inside(command), environment(Map.of()));
    }

    /** Starts a command in the working folder, with these variables added to the environment. */
    Child start(final Map<String, String> more, final String... command) {
        return lab.adopt(new Child(inside(command), environment(more)));
    }

    /** Starts a server of iperf3 and waits until it listens. */
    void serveTcp() {
        start(Map.of(), "iperf3", "-s", "--forceflush")
                .awaitLine("a listening server", READY_MS, line -> line.contains("listening"));
    }

    /** Ends whatever was started in it and outlived who started it; the switch ends by itself. */
    @Override
    public void close() {
        marked().forEach(ProcessHandle::destroyForcibly);
        holder.close();
    }

    private Stream<ProcessHandle> marked() {
        return ProcessHandle.allProcesses()
                .filter(process -> environmentOf(process)
                        .map(text -> text.contains(MARK + "=" + mark + "\0"))
                        .orElse(false));
    }

    private static Optional<String> environmentOf(final ProcessHandle process) {
        try {
            return Optional.of(Files.readString(
                    Path.of("/proc", String.valueOf(process.pid()), "environ"), StandardCharsets.ISO_8859_1));
        } catch (final IOException gone) {
            return Optional.empty();
        }
    }
}
