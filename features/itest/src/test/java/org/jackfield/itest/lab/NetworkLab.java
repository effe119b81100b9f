package org.jackfield.itest.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Everything a namespace test makes: namespaces, processes, folders, all with a prefix nobody else uses and all removed after
 * the test, also when it fails. A test registers one as an extension.
 */
public final class NetworkLab implements BeforeEachCallback, AfterEachCallback, AutoCloseable {
    private static final AtomicInteger LABS = new AtomicInteger();
    private static final long COMMAND_MS = 180_000;

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private String prefix = "";
    private final Thread onExit = new Thread(this::close, "lab-exit");

    @Override
    public void beforeEach(final ExtensionContext context) {
        open();
    }

    @Override
    public void afterEach(final ExtensionContext context) {
        final boolean failed = context.getExecutionException().isPresent();
        try {
            if (failed) {
                switches().forEach(each -> System.err.println(each.describe()));
            } else {
                switches().forEach(SwitchProcess::endSoundly);
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(onExit);
            close();
        }
        assertNothingLeft();
    }

    private List<SwitchProcess> switches() {
        return toClose.stream()
                .filter(SwitchProcess.class::isInstance)
                .map(SwitchProcess.class::cast)
                .toList();
    }

    /** Starts a lab that is not an extension; {@link #close} ends it. */
    public NetworkLab open() {
        final long pid = ProcessHandle.current().pid();
        prefix = "jit" + Long.toString(pid % 46_656, 36) + Integer.toString(LABS.incrementAndGet() % 1296, 36);
        Runtime.getRuntime().addShutdownHook(onExit);
        return this;
    }

    /** A name nobody else uses, at most 12 characters for a suffix of up to 3. */
    public String name(final String suffix) {
        return prefix + suffix;
    }

    /** A new namespace with its loopback up. It speaks no IPv6 of its own accord, so that only test traffic is counted. */
    public Host host(final String suffix) {
        final String namespace = name(suffix);
        must("ip", "netns", "add", namespace);
        final Host host = new Host(this, namespace);
        toClose.push(() -> removeNamespace(namespace));
        host.must("ip", "link", "set", "lo", "up");
        host.run("sysctl", "-q", "-w", "net.ipv6.conf.default.disable_ipv6=1", "net.ipv6.conf.all.disable_ipv6=1");
        return host;
    }

    /** Deletes the namespace of a host, as {@code ip netns del} does. */
    public void remove(final Host host) {
        must("ip", "netns", "del", host.namespace());
    }

    /** Makes the namespace of a removed host again. */
    public void restore(final Host host) {
        must("ip", "netns", "add", host.namespace());
        host.must("ip", "link", "set", "lo", "up");
    }

    private void removeNamespace(final String namespace) {
        if (Files.exists(Path.of("/run/netns", namespace))) {
            run(List.of("ip", "netns", "del", namespace));
        }
    }

    /** An empty folder that is removed with all in it. */
    public Path folder(final String suffix) {
        try {
            final Path folder = Files.createTempDirectory(name(suffix));
            toClose.push(() -> removeFolder(folder));
            return folder;
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    private static void removeFolder(final Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** Makes the lab close something after the test; last come, first closed. */
    public <T extends AutoCloseable> T adopt(final T resource) {
        toClose.push(resource);
        return resource;
    }

    /** Starts the switch with a number of workers. */
    public SwitchProcess startSwitch(final int workers, final String... wrapper) {
        return newSwitch(workers, wrapper).start();
    }

    /** A switch that is not started yet; the words of {@code wrapper} come before its command. */
    public SwitchProcess newSwitch(final int workers, final String... wrapper) {
        return adopt(new SwitchProcess(this, workers, wrapper));
    }

    /** Runs a command outside of any namespace of the lab. */
    public Result run(final List<String> command) {
        return run(command, Map.of());
    }

    /** As {@link #run(List)} with these variables added to the environment. */
    public Result run(final List<String> command, final Map<String, String> environment) {
        try (Child child = new Child(command, environment)) {
            child.endInput();
            final int status = child.awaitExit(COMMAND_MS);
            return new Result(
                    String.join(" ", command),
                    status,
                    String.join("\n", child.output()),
                    String.join("\n", child.errors()));
        }
    }

    /** Runs a command that must succeed; returns its standard output. */
    public String must(final String... command) {
        return run(List.of(command)).succeeded().output();
    }

    /** Devices of this lab in the namespace we are in. */
    public List<String> devices() {
        final String[] names = Path.of("/sys/class/net").toFile().list();
        return names == null
                ? List.of()
                : Stream.of(names).filter(n -> n.startsWith(prefix)).sorted().toList();
    }

    private void assertNothingLeft() {
        final List<String> left = new ArrayList<>(devices());
        for (final String device : left) {
            run(List.of("ip", "link", "del", device));
        }
        if (!left.isEmpty()) {
            throw new AssertionError("devices left behind: " + left);
        }
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (final Exception failure) {
                first = first == null ? new IllegalStateException("cannot clean up", failure) : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
