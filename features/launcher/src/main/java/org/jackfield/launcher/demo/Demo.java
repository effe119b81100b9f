package org.jackfield.launcher.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Two namespaces, a two-queue tap port each, and traffic between them through a switch of the demo's own. */
final class Demo {
    private static final int WORKERS = 2;
    private static final String QUEUES = "2";
    private static final String LEFT = "left";
    private static final String RIGHT = "right";
    private static final String RIGHT_ADDRESS = "10.199.199.2";
    private static final int PINGS = 20;
    private static final int TCP_PORT = 5201;
    private static final int UDP_PORT = 5202;
    private static final int UDP_FLOWS = 16;
    private static final int UDP_RATE = 30_000;
    private static final int SILENCE_MS = 500;
    private static final long REST_MS = 5_000;

    private final Cleanup cleanup;
    private final Tools tools;
    private final BiConsumer<String, JsonObject> display;
    private final Measurements measurements = new Measurements();
    private final String leftSpace;
    private final String rightSpace;
    private final DemoSwitch demoSwitch;

    /**
     * Builds everything.
     *
     * @param display shown what happens and the statistics of that moment, once a second
     */
    Demo(final Cleanup cleanup, final BiConsumer<String, JsonObject> display) throws DemoException {
        this.cleanup = cleanup;
        this.tools = new Tools(cleanup);
        this.display = display;
        final String unique = "jfd" + ProcessHandle.current().pid();
        leftSpace = namespace(unique + "a");
        rightSpace = namespace(unique + "b");
        demoSwitch = DemoSwitch.start(folder(), WORKERS, cleanup);
        port(LEFT, unique + "a", leftSpace, "10.199.199.1/24");
        port(RIGHT, unique + "b", rightSpace, RIGHT_ADDRESS + "/24");
    }

    private String namespace(final String name) throws DemoException {
        Tools.run("ip", "netns", "add", name);
        cleanup.add(() -> Tools.run("ip", "netns", "del", name));
        return name;
    }

    private Path folder() throws DemoException {
        try {
            final Path folder = Files.createTempDirectory("jackfield-demo-");
            cleanup.add(() -> delete(folder));
            return folder;
        } catch (final IOException failed) {
            throw new DemoException("no temporary folder can be made: " + failed, failed);
        }
    }

    private static void delete(final Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void port(final String name, final String device, final String space, final String address)
            throws DemoException {
        demoSwitch.addPort(
                name,
                Map.of("device", device, "queues", QUEUES, "netns", space, "guest-name", "eth0", "addresses", address));
    }

    Measurements measurements() {
        return measurements;
    }

    /** Statistics after traffic has stopped: when nothing was received between two looks and the ledgers balance, or at last. */
    JsonObject atRest() throws DemoException, InterruptedException {
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REST_MS);
        JsonObject last = demoSwitch.stats();
        while (System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(200);
            final JsonObject now = demoSwitch.stats();
            if (isBalanced(now) && now.get("ledgers").equals(last.get("ledgers"))) {
                return now;
            }
            last = now;
        }
        return last;
    }

    private static boolean isBalanced(final JsonObject stats) {
        return stats.getAsJsonObject("ledgers").get("balanced").getAsBoolean();
    }

    /** Pings from left to right. */
    void ping() throws DemoException, InterruptedException {
        final Process ping = tools.start(
                leftSpace,
                List.of("ping", "-n", "-q", "-c", String.valueOf(PINGS), "-i", "0.1", "-W", "2", RIGHT_ADDRESS));
        watch("ping", ping);
        final Matcher counts = Pattern.compile("(\\d+) packets transmitted, (\\d+) (packets )?received")
                .matcher(text(ping));
        if (!counts.find()) {
            throw new DemoException("ping did not print its counts");
        }
        measurements.ping(Long.parseLong(counts.group(1)), Long.parseLong(counts.group(2)));
    }

    /** One TCP connection from left to right, as fast as it goes. */
    void tcp(final int seconds) throws DemoException, InterruptedException {
        final Process receiver = tools.traffic(rightSpace, "tcp-receive", RIGHT_ADDRESS, TCP_PORT);
        final BufferedReader lines = Tools.lines(receiver);
        Tools.await(lines, "ready");
        watch("tcp", tools.traffic(leftSpace, "tcp-send", RIGHT_ADDRESS, TCP_PORT, seconds));
        final String done = Tools.await(lines, "done");
        measurements.tcp(value(done, "bytes"), value(done, "ns"));
    }

    /** Small datagrams of several flows from left to right. */
    void udp(final int seconds) throws DemoException, InterruptedException {
        final Process receiver = tools.traffic(rightSpace, "udp-receive", RIGHT_ADDRESS, UDP_PORT, SILENCE_MS);
        final BufferedReader lines = Tools.lines(receiver);
        Tools.await(lines, "ready");
        final List<Long> before = received(demoSwitch.stats());
        final Process sender =
                tools.traffic(leftSpace, "udp-send", RIGHT_ADDRESS, UDP_PORT, seconds, UDP_FLOWS, UDP_RATE);
        watch("udp", sender);
        final long sent = value(Tools.await(Tools.lines(sender), "done"), "sent");
        final long arrived = value(Tools.await(lines, "done"), "received");
        final List<Long> after = received(demoSwitch.stats());
        final List<Long> perQueue = new ArrayList<>();
        for (int queue = 0; queue < after.size(); queue++) {
            perQueue.add(after.get(queue) - (queue < before.size() ? before.get(queue) : 0));
        }
        measurements.udp(sent, arrived, UDP_FLOWS, perQueue);
    }

    private static List<Long> received(final JsonObject stats) {
        final List<Long> frames = new ArrayList<>();
        for (final JsonElement port : stats.getAsJsonArray("ports")) {
            if (port.getAsJsonObject().get("name").getAsString().equals(LEFT)) {
                port.getAsJsonObject()
                        .getAsJsonArray("queues")
                        .forEach(queue -> frames.add(queue.getAsJsonObject()
                                .getAsJsonObject("rx")
                                .get("frames")
                                .getAsLong()));
            }
        }
        return frames;
    }

    /** Shows statistics once a second until a process ends. */
    private void watch(final String what, final Process process) throws DemoException, InterruptedException {
        do {
            display.accept(what, demoSwitch.stats());
        } while (!process.waitFor(1, TimeUnit.SECONDS));
        display.accept(what, demoSwitch.stats());
    }

    private static String text(final Process process) throws DemoException {
        try {
            return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (final IOException failed) {
            throw new DemoException("a process cannot be read: " + failed.getMessage(), failed);
        }
    }

    private static long value(final String line, final String key) throws DemoException {
        final Matcher value = Pattern.compile("\\b" + key + "=(\\d+)").matcher(line);
        if (!value.find()) {
            throw new DemoException("traffic said '" + line + "' without " + key);
        }
        return Long.parseLong(value.group(1));
    }
}
