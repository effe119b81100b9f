package org.jackfield.itest.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.port.PortState;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.workshop.Toy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What came with a port type goes with it: threads, descriptors, mappings, classes. */
@InFelix
@Tag("netns")
class LeakIT {
    private static final String TAP = "org.jackfield.port.tap";
    private static final int ROUNDS = 200;
    private static final int TAP_ROUNDS = 20;
    private static final String CORE = "org.jackfield.core";
    private static final int CORE_ROUNDS = 5;
    private static final int CORE_WARM_UP_ROUNDS = 2;
    private static final int WARM_UP_ROUNDS = 10;

    private final NetworkLab lab = new NetworkLab();

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private SwitchView view;

    private ToyLab toys;

    @BeforeEach
    void open() throws IOException {
        lab.open();
        toys = new ToyLab(context, configurations, ToyLab.current(context));
    }

    @AfterEach
    void close() throws Exception {
        toys.close();
        lab.close();
    }

    /** What the process holds. */
    private record Holdings(long threads, long descriptors, long mappings, long classes) {
        static Holdings now() {
            return new Holdings(
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(LeakIT::isOurs)
                            .count(),
                    LeakIT.descriptors(),
                    LeakIT.mappings(),
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        }

        /** Whether this is no more than before; the JDK loads some classes late. */
        boolean within(final Holdings before, final int rounds) {
            return threads <= before.threads
                    && descriptors <= before.descriptors
                    && mappings <= before.mappings
                    && classes < before.classes + rounds;
        }
    }

    /** The JDK starts and ends threads as it likes. */
    private static boolean isOurs(final Thread thread) {
        return thread.getThreadGroup() != null
                && !thread.getThreadGroup().getName().equals("system")
                && !thread.getThreadGroup().getName().equals("InnocuousThreadGroup");
    }

    /** Descriptors of devices, of the kernel's objects, and of the jars in the framework's cache. */
    private static long descriptors() {
        final Map<String, Integer> byTarget = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            all.forEach(each -> byTarget.merge(target(each), 1, Integer::sum));
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
        return byTarget.entrySet().stream()
                .filter(each -> each.getKey().startsWith("/dev/net/tun")
                        || each.getKey().startsWith("anon_inode:")
                        || each.getKey().startsWith("net:")
                        || each.getKey().endsWith("bundle.jar"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static String target(final Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (final NoSuchFileException closedMeanwhile) {
            return "";
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** Mappings that the JVM has not made: shared ones, of which frame memory and native libraries are. */
    private static long mappings() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> {
                        final String[] words = line.split("\\s+");
                        return words[1].endsWith("s") || line.contains("anon_inode") || line.contains("jna");
                    })
                    .count();
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** Fails unless all class loaders are unreachable. */
    private static void collectGarbage(final List<WeakReference<ClassLoader>> loaders) {
        Await.until(
                () -> "all class loaders are collected; not those of rounds "
                        + IntStream.range(0, loaders.size())
                                .filter(each -> loaders.get(each).get() != null)
                                .boxed()
                                .toList()
                        + " of " + loaders.size(),
                ToyLab.STATE_MS,
                () -> {
                    System.gc();
                    return loaders.stream().allMatch(each -> each.get() == null);
                });
    }

    @Test
    void shouldLeakNothingInManyRoundsOfDeployAndUndeploy() throws Exception {
        final Path first = toys.make(Toy.sound());
        final Path second = toys.make(Toy.sound().version("1.1.0"));
        final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            round(first, second, loaders);
        }
        collectGarbage(loaders);
        final Holdings before = Holdings.now();
        for (int i = 0; i < ROUNDS; i++) {
            round(first, second, loaders);
        }
        collectGarbage(loaders);
        assertNothingLeaked(before, ROUNDS);
    }

    private void round(final Path first, final Path second, final List<WeakReference<ClassLoader>> loaders)
            throws Exception {
        final Configuration configuration = toys.configure("toy1", "toy", Map.of("queues", "2"));
        final Bundle bundle = toys.install(first);
        bundle.start();
        toys.awaitVersion("toy1", "1.0.0");
        loaders.add(loader(bundle));
        ToyLab.update(bundle, second);
        toys.awaitVersion("toy1", "1.1.0");
        loaders.add(loader(bundle));
        bundle.uninstall();
        toys.awaitGone("toy1");
        toys.unconfigure(configuration);
    }

    private static WeakReference<ClassLoader> loader(final Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    @Test
    void shouldLeakNothingWhenTheTapBundleIsUpdatedManyTimes() throws Exception {
        final Host host = lab.host("a");
        toys.configure(
                "a",
                "tap",
                Map.of("device", lab.name("a"), "netns", host.namespace(), "guest-name", "eth0", "queues", "2"));
        toys.await("a", PortState.ACTIVE);
        final Bundle tap = Stream.of(context.getBundles())
                .filter(each -> each.getSymbolicName().equals(TAP))
                .findFirst()
                .orElseThrow();
        final Path jar = Path.of(URI.create(tap.getLocation()));
        final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            tapRound(tap, jar, loaders);
        }
        final Holdings before = Holdings.now();
        final int generation = view.port("a").orElseThrow().generation();
        for (int i = 0; i < TAP_ROUNDS; i++) {
            tapRound(tap, jar, loaders);
        }
        collectGarbage(loaders);
        assertNothingLeaked(before, TAP_ROUNDS);
        assertEquals(generation, view.port("a").orElseThrow().generation());
        assertTrue(host.has("eth0"), "the device has gone");
    }

    private void tapRound(final Bundle tap, final Path jar, final List<WeakReference<ClassLoader>> loaders)
            throws Exception {
        loaders.add(loader(tap));
        ToyLab.update(tap, jar);
        toys.await("a", PortState.ACTIVE);
        Await.until(
                () -> "the port is adopted: " + view.port("a"),
                ToyLab.STATE_MS,
                () -> view.port("a").orElseThrow().reason().isEmpty());
    }

    @Test
    void shouldLeakNothingWhenTheSwitchItselfIsUpdatedManyTimes() throws Exception {
        final SwitchView now = ToyLab.current(context);
        final Host host = lab.host("a");
        toys.configure(
                "a",
                "tap",
                Map.of("device", lab.name("a"), "netns", host.namespace(), "guest-name", "eth0", "queues", "2"));
        toys.await("a", PortState.ACTIVE);
        final Bundle core = Stream.of(context.getBundles())
                .filter(each -> each.getSymbolicName().equals(CORE))
                .findFirst()
                .orElseThrow();
        final Path jar = Path.of(URI.create(core.getLocation()));
        final int generation = now.port("a").orElseThrow().generation();
        final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < CORE_WARM_UP_ROUNDS; i++) {
            coreRound(core, jar, now, new ArrayList<>()); // this test holds a service of the first one
        }
        final Holdings before = Holdings.now();
        for (int i = 0; i < CORE_ROUNDS; i++) {
            coreRound(core, jar, now, loaders);
        }
        collectGarbage(loaders);
        assertNothingLeaked(before, CORE_ROUNDS);
        assertEquals(generation, now.port("a").orElseThrow().generation());
        assertTrue(host.has("eth0"), "the device has gone");
    }

    private void coreRound(
            final Bundle core, final Path jar, final SwitchView now, final List<WeakReference<ClassLoader>> loaders)
            throws Exception {
        loaders.add(loader(core));
        ToyLab.update(core, jar);
        Await.until(
                () -> "the port is adopted: " + now.port("a"),
                ToyLab.STATE_MS,
                () -> now.port("a")
                        .filter(port -> port.state() == PortState.ACTIVE
                                && port.reason().isEmpty())
                        .isPresent());
    }

    /** The switch opens a descriptor for a moment now and then; what leaked stays. */
    private static void assertNothingLeaked(final Holdings before, final int rounds) {
        Await.until(
                () -> "nothing leaked; " + before + " before, " + Holdings.now() + " after", ToyLab.STATE_MS, () -> {
                    System.gc(); // versions that have just ended are no longer reachable a moment later
                    return Holdings.now().within(before, rounds);
                });
        System.out.println(rounds + " rounds: " + before + " before, " + Holdings.now() + " after");
    }
}
