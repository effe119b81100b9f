package org.jackfield.launcher.bench.dut;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** All devices under test there are. */
public final class Duts {
    /** What compares numbers of queues. */
    public static final List<String> QUEUE_WORKLOADS = List.of("udp64x16", "udp512x16");

    private static final List<Integer> QUEUES = List.of(1, 2, 4, 8);
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    private Duts() {}

    /**
     * All of them, in the order tables have.
     *
     * @param runHasOption whether this program's command {@code run} has an option
     */
    public static List<Dut> all(final Predicate<String> runHasOption) {
        final List<Dut> all = new ArrayList<>();
        all.add(new NoSwitch());
        addJackfields(all, runHasOption);
        all.add(new Yardstick("c-loop", Compiler.LOOP, false, 1));
        all.add(new Yardstick("c-loop-vnet", Compiler.LOOP, true, 1));
        all.add(new Yardstick("c-uring", Compiler.URING, false, 1));
        all.add(new Yardstick("c-uring-vnet", Compiler.URING, true, 1));
        all.add(new StreamPair());
        all.add(new LinuxBridge(false));
        all.add(new LinuxBridge(true));
        for (final OpenVswitch.Kind kind : OpenVswitch.Kind.values()) {
            all.add(new OpenVswitch(kind));
        }
        all.add(new Vde(false));
        all.add(new Vde(true));
        all.add(new Testpmd(false));
        all.add(new Testpmd(true));
        for (final int queues : QUEUES) {
            all.add(jackfield("q" + queues, queues + " queues a port", List.of(), queues));
        }
        for (final int queues : QUEUES.subList(1, QUEUES.size())) {
            all.add(new Yardstick("c-loop-vnet-q" + queues, Compiler.LOOP, true, queues));
            all.add(new Yardstick("c-uring-vnet-q" + queues, Compiler.URING, true, queues));
        }
        return all;
    }

    private static void addJackfields(final List<Dut> all, final Predicate<String> runHasOption) {
        all.add(jackfield("", "defaults", List.of(), 0));
        all.add(withOption("latency", "--latency", List.of("--latency"), runHasOption));
        all.add(withOption("rw", "--engine readwrite", List.of("--engine", "readwrite"), runHasOption));
        all.add(withEnds("packet", "packet ports on veths", Ends.PACKETS, Optional.empty()));
        all.add(withEnds("stream", "stream ports, taps by a pump in C", Ends.STREAMS, Compiler.lack()));
        all.add(withEnds("vxlan", "a tap and VXLAN", Ends.VXLAN, Underlay.lack()));
        final Optional<Path> java25 = java25();
        all.add(jackfield(
                "jdk25",
                "defaults, JDK 25",
                Ends.TAPS,
                List.of(),
                0,
                java25.orElse(JAVA),
                Dut.unless(java25.isPresent(), "no JDK 25 at JAVA25_HOME or below /usr/lib/jvm", "")));
    }

    private static Dut jackfield(
            final String suffix, final String words, final List<String> options, final int queues) {
        return jackfield(suffix, words, Ends.TAPS, options, queues, JAVA, Optional.empty());
    }

    private static Dut withEnds(
            final String suffix, final String words, final Ends ends, final Optional<Dut.Lack> lack) {
        return jackfield(suffix, words, ends, List.of(), 0, JAVA, lack);
    }

    private static Dut withOption(
            final String suffix, final String words, final List<String> options, final Predicate<String> runHasOption) {
        final Optional<Dut.Lack> lack =
                Dut.unless(runHasOption.test(options.get(0)), "'run' has no option " + options.get(0), "");
        return jackfield(suffix, "run " + words, Ends.TAPS, options, 0, JAVA, lack);
    }

    private static Dut jackfield(
            final String suffix,
            final String words,
            final Ends ends,
            final List<String> options,
            final int queues,
            final Path javaHome,
            final Optional<Dut.Lack> lack) {
        return new JackfieldSwitch(new JackfieldSwitch.Variant(
                JackfieldSwitch.NAME + (suffix.isEmpty() ? "" : "-" + suffix),
                "Jackfield, " + words,
                ends,
                options,
                queues,
                javaHome,
                lack));
    }

    private static Optional<Path> java25() {
        final String given = System.getenv().getOrDefault("JAVA25_HOME", "");
        if (!given.isEmpty()) {
            return Optional.of(Path.of(given)).filter(Duts::isJava);
        }
        final Path all = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(all, "*25*")) {
            for (final Path home : homes) {
                if (isJava(home)) {
                    return Optional.of(home);
                }
            }
            return Optional.empty();
        } catch (final IOException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean isJava(final Path home) {
        return Files.isExecutable(home.resolve("bin/java"));
    }
}
