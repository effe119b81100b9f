package org.jackfield.itest.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The switch as a user starts it: the distribution's own command with folders for configuration and state and a socket of its
 * own. Its folders outlive a stop or a kill, so it can be started again.
 */
public final class SwitchProcess implements AutoCloseable {
    private static final long START_MS = 60_000;
    private static final long STOP_MS = 20_000;
    private static final long STATE_MS = 20_000;
    private static final Pattern TROUBLE = Pattern.compile("\\b(WARN|WARNING|ERROR|SEVERE)\\b|Exception|\\tat ");

    private final NetworkLab lab;
    private final Path folder;
    private final int workers;
    private final List<String> wrapper;
    private final List<Pattern> expectedTrouble = new ArrayList<>();
    private Optional<Child> child = Optional.empty();
    private boolean mayFault;

    SwitchProcess(final NetworkLab lab, final int workers, final String... wrapper) {
        this.lab = lab;
        this.workers = workers;
        this.wrapper = List.of(wrapper);
        folder = lab.folder("sw");
    }

    /** The command of the distribution under test. */
    static Path command() {
        return Path.of(
                        System.getProperty("jackfield.distribution", "../distribution/target/jackfield"),
                        "bin",
                        "jackfield")
                .toAbsolutePath()
                .normalize();
    }

    /** Starts a command of the distribution that is not for a running switch; the caller closes it. */
    public static Child command(final String... args) {
        // Whoever runs the tests in the background made them, and all they start, deaf to Ctrl-C.
        final List<String> words =
                new ArrayList<>(List.of("env", "--default-signal=INT", command().toString()));
        words.addAll(List.of(args));
        return new Child(words, environment());
    }

    /** The JDK the switch runs on, and options of this run for it. */
    static Map<String, String> environment() {
        final String home = System.getProperty("jackfield.java", System.getProperty("java.home"));
        return Map.of(
                "JAVA_HOME",
                home,
                "PATH",
                Path.of(home, "bin") + ":" + System.getenv("PATH"),
                "JACKFIELD_JAVA_OPTIONS",
                System.getProperty("jackfield.java.options", ""));
    }

    /** Writes a line of the switch's own configuration, for the next start. */
    public SwitchProcess configure(final String key, final String value) {
        final Path file = configuration().resolve("org.jackfield.core.cfg");
        try {
            Files.createDirectories(configuration());
            Files.writeString(file, key + " = " + value + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return this;
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** Starts it and waits until it answers. */
    public SwitchProcess start() {
        final List<String> words = new ArrayList<>(wrapper);
        words.addAll(List.of(command().toString(), "run"));
        words.addAll(List.of(
                "--config",
                configuration().toString(),
                "--state",
                folder.resolve("state").toString()));
        words.addAll(List.of("--socket", socket().toString(), "--workers", String.valueOf(workers)));
        words.addAll(List.of("--engine", System.getProperty("jackfield.engine", "auto")));
        final Child started = new Child(words, environment());
        child = Optional.of(started);
        Await.until(() -> "an answer from " + started, START_MS, () -> answers(started));
        return this;
    }

    private boolean answers(final Child started) {
        if (!started.alive()) {
            throw new AssertionError("ended before it answered: " + started);
        }
        try {
            return new SwitchClient(socket())
                            .run(List.of("worker", "list"), true)
                            .status()
                    == 0;
        } catch (final IOException notYet) {
            return false;
        }
    }

    private Child running() {
        return child.orElseThrow(() -> new IllegalStateException("not started"));
    }

    /** The folder with its configuration. */
    public Path configuration() {
        return folder.resolve("config");
    }

    /** The folder whose jars it deploys. */
    public Path deployFolder() {
        return folder.resolve("state").resolve("deploy");
    }

    /** The jar of a bundle that a feature brings ({@code bundles}) or that is for who wants it ({@code extras}). */
    public static Path shippedJar(final String folder, final String bundle) {
        final Path bundles = command().getParent().getParent().resolve(folder);
        try (Stream<Path> jars = Files.list(bundles)) {
            return jars.filter(jar -> jar.getFileName().toString().matches(Pattern.quote(bundle) + "-\\d.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no bundle " + bundle + " in " + bundles));
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** Its control socket. */
    public Path socket() {
        return folder.resolve("control.sock");
    }

    /** Its process id. */
    public long pid() {
        return running().pid();
    }

    /** CPU time the switch's own threads have used, in milliseconds: those of the virtual machine, above all its compilers, do not count. */
    public long cpuMs() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            return tasks.filter(task -> line(task, "comm").startsWith("jackfield-"))
                            .mapToLong(task ->
                                    Long.parseLong(line(task, "schedstat").split(" ")[0]))
                            .sum()
                    / 1_000_000;
        } catch (final IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** A one-line file of a thread; zeros for a thread that has ended meanwhile. */
    private static String line(final Path task, final String file) {
        try {
            return Files.readString(task.resolve(file)).strip();
        } catch (final IOException ended) {
            return "0 0 0";
        }
    }

    /** What it has logged. */
    public List<String> log() {
        return Stream.concat(running().output().stream(), running().errors().stream())
                .toList();
    }

    /** Tells that the log may hold lines of trouble with this pattern; all others fail the test. */
    public SwitchProcess expect(final String pattern) {
        expectedTrouble.add(Pattern.compile(pattern));
        return this;
    }

    /** Tells that this test makes ports throw on workers. */
    public SwitchProcess expectFaults() {
        mayFault = true;
        return this;
    }

    /** Runs a command over the socket, to whatever end; it answers in JSON. */
    public Result run(final String... args) {
        try {
            return new SwitchClient(socket()).run(List.of(args), true);
        } catch (final IOException cannot) {
            throw new AssertionError("jackfield " + String.join(" ", args) + ": " + cannot + "\n" + describe(), cannot);
        }
    }

    /** Runs a command that must succeed; returns its JSON document. */
    public JsonObject json(final String... args) {
        return JsonParser.parseString(run(args).succeeded().output()).getAsJsonObject();
    }

    /** Runs a command as a user does: a process of its own, its words as given, answering in text unless told otherwise. */
    public Result typed(final String... args) {
        final List<String> words = new ArrayList<>(List.of(command().toString()));
        words.addAll(List.of(args));
        words.addAll(List.of("--socket", socket().toString()));
        return lab.run(words, environment());
    }

    /** A port as {@code port show} tells. */
    public JsonObject port(final String name) {
        return json("port", "show", name).getAsJsonObject("port");
    }

    /** A port as {@code port list} tells; empty when it is neither known nor configured. */
    public Optional<JsonObject> listed(final String port) {
        return find(json("port", "list").getAsJsonArray("ports"), port);
    }

    /** A bundle as {@code bundle list} tells. */
    public Optional<JsonObject> bundle(final String name) {
        return find(json("bundle", "list").getAsJsonArray("bundles"), name);
    }

    private static Optional<JsonObject> find(final JsonArray all, final String name) {
        for (final JsonElement each : all) {
            if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
                return Optional.of(each.getAsJsonObject());
            }
        }
        return Optional.empty();
    }

    /** Waits until {@code port list} shows a port in a state for a reason that holds these words. */
    public JsonObject awaitListed(final String port, final String state, final String words) {
        Await.until(
                () -> port + " is " + state + " (" + words + "), it is " + listed(port),
                STATE_MS,
                () -> listed(port)
                        .filter(each -> each.get("state").getAsString().equals(state)
                                && each.get("reason").getAsString().contains(words))
                        .isPresent());
        return listed(port).orElseThrow();
    }

    /** Waits until nobody knows a port any more. */
    public void awaitGone(final String port) {
        Await.until(
                () -> port + " is gone, it is " + listed(port),
                STATE_MS,
                () -> listed(port).isEmpty());
    }

    /** Waits until {@code log} shows an event. */
    public void awaitEvent(final String kind, final String subject, final String words) {
        Await.until(
                () -> "an event " + kind + " of " + subject + " with '" + words + "' in "
                        + run("log", "-n", "1000").output(),
                STATE_MS,
                () -> json("log", "-n", "1000").getAsJsonArray("events").asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .anyMatch(event -> event.get("kind").getAsString().equals(kind)
                                && event.get("subject").getAsString().contains(subject)
                                && event.get("text").getAsString().contains(words)));
    }

    /** Waits until a port is in a state. */
    public JsonObject awaitState(final String port, final String state) {
        Await.until(
                () -> port + " is " + state + ", it is " + port(port),
                STATE_MS,
                () -> port(port).get("state").getAsString().equals(state));
        return port(port);
    }

    /** Drops of a port by reason; 0 when there was none. */
    public long drops(final String port, final String reason) {
        final JsonElement count = port(port).getAsJsonObject("drops").get(reason);
        return count == null ? 0 : count.getAsLong();
    }

    /** Frames handed from worker to worker so far. */
    public long handoffs() {
        return json("stats").get("handoffs").getAsLong();
    }

    /** The port behind which an address was learned on a bridge, empty when it is not known. */
    public Optional<String> portOf(final String mac) {
        for (final JsonElement entry : json("fdb", "list").getAsJsonArray("entries")) {
            if (entry.getAsJsonObject().get("mac").getAsString().equalsIgnoreCase(mac)) {
                return Optional.of(entry.getAsJsonObject().get("port").getAsString());
            }
        }
        return Optional.empty();
    }

    /** Waits until an address is known to be behind a port. */
    public void awaitLearned(final String mac, final String port) {
        Await.until(
                () -> mac + " behind " + port + ", it is behind " + portOf(mac),
                STATE_MS,
                () -> portOf(mac).equals(Optional.of(port)));
    }

    /**
     * Connects a new host to the switch by a tap port: port, namespace and address are named after the number's letter, and
     * the host's device is {@code eth0}.
     *
     * @param number 1 to 26, unique in the lab
     * @param settings further settings of the port, {@code key=value}
     */
    public Station connect(final int number, final String... settings) {
        final Station station = new Station(lab.host(Station.letter(number)), number);
        final List<String> words = new ArrayList<>(List.of("port", "add", station.port(), "--type", "tap"));
        Stream.of(station.settings(lab), Arrays.asList(settings))
                .flatMap(List::stream)
                .forEach(setting -> {
                    words.add("--set");
                    words.add(setting);
                });
        run(words.toArray(String[]::new)).succeeded();
        return station;
    }

    /** Stops it if it runs; fails unless it was sound. */
    void endSoundly() {
        if (child.filter(Child::alive).isPresent()) {
            assertSound();
            stop();
        }
    }

    /** Fails unless the switch is sound: both ledgers balanced at rest, no worker met an error, nothing unexpected logged. */
    public void assertSound() {
        Await.until(() -> "both ledgers balanced at rest: " + json("stats"), 5_000, this::balanced);
        for (final JsonElement worker : json("worker", "list").getAsJsonArray("workers")) {
            if (worker.getAsJsonObject().get("faults").getAsLong() != 0 && !mayFault) {
                throw new AssertionError("a worker met errors: " + worker + "\n" + describe());
            }
        }
        assertCleanLog();
    }

    private boolean balanced() {
        return json("stats").getAsJsonObject("ledgers").get("balanced").getAsBoolean();
    }

    private void assertCleanLog() {
        final List<String> unexpected = log().stream()
                .filter(line -> TROUBLE.matcher(line).find())
                .filter(line ->
                        expectedTrouble.stream().noneMatch(p -> p.matcher(line).find()))
                .toList();
        if (!unexpected.isEmpty()) {
            throw new AssertionError("logged unexpectedly:\n" + String.join("\n", unexpected) + "\n" + describe());
        }
    }

    /** Stops it by SIGTERM. */
    public void stop() {
        stopWithin(STOP_MS);
    }

    /** Stops it by SIGTERM, which it must obey in this time. */
    public void stopWithin(final long ms) {
        final Child stopping = running();
        stopping.terminate();
        stopping.awaitExit(ms);
        assertCleanLog();
        child = Optional.empty();
    }

    /** Ends it by SIGKILL. */
    public void kill() {
        running().kill();
        child = Optional.empty();
    }

    /** Everything known about it, for a failed test. */
    String describe() {
        final StringBuilder text = new StringBuilder("switch " + folder + "\n");
        child.ifPresent(running -> {
            text.append(running).append('\n');
            for (final String command : List.of("port list", "stats", "fdb list")) {
                try {
                    text.append(new SwitchClient(socket())
                                    .run(List.of(command.split(" ")), false)
                                    .output())
                            .append('\n');
                } catch (final IOException gone) {
                    text.append("does not answer: ").append(gone).append('\n');
                    break;
                }
            }
        });
        return text.toString();
    }

    @Override
    public void close() {
        if (child.filter(Child::alive).isPresent()) {
            final Child ending = running();
            ending.terminate();
            try {
                ending.awaitExit(STOP_MS);
            } finally {
                ending.close();
            }
        }
    }
}
