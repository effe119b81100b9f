package org.jackfield.launcher.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ping, TCP and small UDP frames from left to right through the demo's network. */
final class Demo {
    private static final int PINGS = 20;
    private static final int TCP_PORT = 5201;
    private static final int UDP_FLOWS = 16;
    private static final int UDP_RATE = 30_000;
    private static final long REST_MS = 5_000;

    private final Tools tools;
    private final BiConsumer<String, JsonObject> display;
    private final Measurements measurements = new Measurements();
    private final DemoNetwork network;
    private final DemoSwitch demoSwitch;

    /**
     * Builds everything.
     *
     * @param display shown what happens and the statistics of that moment, once a second
     */
    Demo(final Cleanup cleanup, final BiConsumer<String, JsonObject> display) throws DemoException {
        this.tools = new Tools(cleanup);
        this.display = display;
        network = new DemoNetwork(cleanup, Map.of());
        demoSwitch = network.demoSwitch();
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
                network.leftSpace(),
                List.of(
                        "ping",
                        "-n",
                        "-q",
                        "-c",
                        String.valueOf(PINGS),
                        "-i",
                        "0.1",
                        "-W",
                        "2",
                        DemoNetwork.RIGHT_ADDRESS));
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
        final Process receiver =
                tools.traffic(network.rightSpace(), "tcp-receive", DemoNetwork.RIGHT_ADDRESS, TCP_PORT);
        final BufferedReader lines = Tools.lines(receiver);
        Tools.await(lines, "ready");
        watch("tcp", tools.traffic(network.leftSpace(), "tcp-send", DemoNetwork.RIGHT_ADDRESS, TCP_PORT, seconds));
        final String done = Tools.await(lines, "done");
        measurements.tcp(value(done, "bytes"), value(done, "ns"));
    }

    /** Small datagrams of several flows from left to right. */
    void udp(final int seconds) throws DemoException, InterruptedException {
        final List<Long> before = received(demoSwitch.stats());
        final NumberedRun run = NumberedRun.start(tools, network, UDP_FLOWS, UDP_RATE);
        watch("udp", run.sender(), seconds);
        final NumberedRun.Result result = run.stop();
        final List<Long> after = received(demoSwitch.stats());
        final List<Long> perQueue = new ArrayList<>();
        for (int queue = 0; queue < after.size(); queue++) {
            perQueue.add(after.get(queue) - (queue < before.size() ? before.get(queue) : 0));
        }
        measurements.udp(result.sent(), result.received(), UDP_FLOWS, perQueue);
    }

    private static List<Long> received(final JsonObject stats) {
        final List<Long> frames = new ArrayList<>();
        for (final JsonElement port : stats.getAsJsonArray("ports")) {
            if (port.getAsJsonObject().get("name").getAsString().equals(DemoNetwork.LEFT)) {
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
        watch(what, process, Integer.MAX_VALUE);
    }

    /** The same, but not longer than some seconds. */
    private void watch(final String what, final Process process, final int seconds)
            throws DemoException, InterruptedException {
        int passed = 0;
        do {
            display.accept(what, demoSwitch.stats());
            passed++;
        } while (!process.waitFor(1, TimeUnit.SECONDS) && passed < seconds);
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
