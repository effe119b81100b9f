package org.jackfield.launcher.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.launcher.bench.load.Agent;

/**
 * The two hosts of a run, namespaces each with an agent, and the folder for everything. They stay while one switch after another
 * is put between them, each giving them an {@code eth0}. One thread; the cleanup removes all.
 */
public final class Hosts {
    /** Name of a host's device. */
    public static final String DEVICE = "eth0";
    /** Address of the left host, which sends. */
    public static final String LEFT_ADDRESS = "10.198.77.1";
    /** Address of the right host, which receives. */
    public static final String RIGHT_ADDRESS = "10.198.77.2";

    static final String PREFIX = "jfb";

    private static final String LEFT_MAC = "02:4a:46:00:00:01";
    private static final String RIGHT_MAC = "02:4a:46:00:00:02";
    private static final int MTU = 1_500;
    private static final int REACH_PORT = 7_003;
    private static final int REACH_BYTES = 64;
    private static final int REACH_TRIES = 50;
    private static final int REACH_MS = 50;
    private static final int WARM_MS = 1_500;

    private final Cleanup cleanup;
    private final Path folder;
    private final String unique = PREFIX + ProcessHandle.current().pid();
    private final String left = unique + "a";
    private final String right = unique + "b";
    private final AgentClient leftAgent;
    private final AgentClient rightAgent;

    /** Makes both hosts and warms their agents up. */
    public Hosts(final Cleanup cleanup) throws BenchException {
        this(cleanup, Agent.class);
    }

    /**
     * The same with other agents.
     *
     * @param program an {@link Agent}, or one that does more
     */
    public Hosts(final Cleanup cleanup, final Class<?> program) throws BenchException {
        this.cleanup = cleanup;
        refuseStale();
        folder = makeFolder();
        cleanup.add(() -> delete(folder));
        namespace(cleanup, left);
        namespace(cleanup, right);
        leftAgent = AgentClient.start(cleanup, left, program);
        rightAgent = AgentClient.start(cleanup, right, program);
        // One after the other: side by side, on few processors, neither would be warm.
        leftAgent.ask("warm", "ms", WARM_MS);
        rightAgent.ask("warm", "ms", WARM_MS);
    }

    /** Namespaces of runs that were killed are named with the remedy; they would only confuse. */
    private static void refuseStale() throws BenchException {
        final List<String> stale = new ArrayList<>();
        final Path all = Path.of("/run/netns");
        if (!Files.isDirectory(all)) {
            return;
        }
        try (Stream<Path> names = Files.list(all)) {
            names.map(path -> path.getFileName().toString())
                    .filter(Hosts::isStale)
                    .sorted()
                    .forEach(stale::add);
        } catch (final IOException unreadable) {
            throw new BenchException("/run/netns cannot be read: " + unreadable.getMessage(), unreadable);
        }
        if (!stale.isEmpty()) {
            throw new BenchException("a run that was killed left namespaces behind: for n in " + String.join(" ", stale)
                    + "; do ip netns pids $n | xargs -r kill; ip netns del $n; done");
        }
    }

    private static boolean isStale(final String name) {
        if (!name.matches(PREFIX + "\\d+[abs]")) {
            return false;
        }
        final long pid = Long.parseLong(name.substring(PREFIX.length(), name.length() - 1));
        return pid != ProcessHandle.current().pid() && ProcessHandle.of(pid).isEmpty();
    }

    private static Path makeFolder() throws BenchException {
        try {
            return Files.createTempDirectory("jackfield-bench-");
        } catch (final IOException failed) {
            throw new BenchException("no temporary folder can be made: " + failed.getMessage(), failed);
        }
    }

    static void delete(final Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Makes a namespace without IPv6, whose neighbour discovery would be load. */
    static void namespace(final Cleanup cleanup, final String name) throws BenchException {
        cleanup.make(() -> Programs.run("ip", "netns", "add", name), () -> remove(name));
        Programs.run(Programs.inside(
                        name,
                        "sh",
                        "-c",
                        "for i in all default; do echo 1 >/proc/sys/net/ipv6/conf/$i/disable_ipv6; done 2>/dev/null;"
                                + " ip link set lo up")
                .toArray(new String[0]));
    }

    /** What still runs in a namespace of ours was started by a peer and forgotten by it. */
    private static void remove(final String name) throws BenchException {
        for (final String pid : Programs.run("ip", "netns", "pids", name).split("\\s+")) {
            if (!pid.isEmpty()) {
                final Optional<ProcessHandle> forgotten = ProcessHandle.of(Long.parseLong(pid));
                forgotten.ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        Programs.run("ip", "netns", "del", name);
    }

    /** Makes a namespace for the next switch. */
    public SwitchSpace space(final String name) throws BenchException {
        final Cleanup part = cleanup.part();
        return new SwitchSpace(part, this, unique + "s", name);
    }

    /** Gives both devices their addresses; neighbours are fixed, since no address resolution is to be measured. */
    void configure() throws BenchException {
        configure(left, LEFT_MAC, LEFT_ADDRESS, RIGHT_MAC, RIGHT_ADDRESS);
        configure(right, RIGHT_MAC, RIGHT_ADDRESS, LEFT_MAC, LEFT_ADDRESS);
    }

    private static void configure(
            final String space, final String mac, final String address, final String peerMac, final String peer)
            throws BenchException {
        final String commands = String.format(
                "link set dev %1$s address %2$s mtu %3$d%n"
                        + "addr add %4$s/24 dev %1$s%n"
                        + "link set dev %1$s up%n"
                        + "neigh replace %5$s lladdr %6$s dev %1$s nud permanent%n",
                DEVICE, mac, MTU, address, peer, peerMac);
        Programs.run(List.of("ip", "-n", space, "-batch", "-"), commands, 10);
    }

    /** Waits until a datagram comes back from the right host. */
    void awaitReach() throws BenchException {
        rightAgent.tell("answer", "to", LEFT_ADDRESS, "port", REACH_PORT, "size", REACH_BYTES);
        rightAgent.await("ready");
        double rounds = 0;
        for (int i = 0; i < REACH_TRIES && rounds == 0; i++) {
            rounds = leftAgent
                    .ask("ask", "to", RIGHT_ADDRESS, "port", REACH_PORT, "size", REACH_BYTES, "ms", REACH_MS)
                    .number("rounds");
        }
        rightAgent.ask("stop");
        if (rounds == 0) {
            throw new BenchException("no frame came through in " + REACH_TRIES + " tries");
        }
    }

    /** Removes the devices of the last switch; their other ends go with them at once, not when the kernel comes to it. */
    void removeDevices() {
        for (final String space : List.of(left, right)) {
            try {
                Programs.run("ip", "-n", space, "link", "del", "dev", DEVICE);
            } catch (final BenchException goneWithTheSwitch) {
                continue;
            }
        }
    }

    /** Name of the namespace of the left host. */
    public String left() {
        return left;
    }

    /** Name of the namespace of the right host. */
    public String right() {
        return right;
    }

    /** The left host. */
    public AgentClient leftAgent() {
        return leftAgent;
    }

    /** The right host. */
    public AgentClient rightAgent() {
        return rightAgent;
    }

    /** A folder for files of the run. */
    public Path folder() {
        return folder;
    }
}
