package org.jackfield.itest.lab;

import com.google.gson.Gson;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.launcher.traffic.Numbered;
import org.jackfield.launcher.traffic.ReceiveReport;
import org.jackfield.launcher.traffic.SendReport;

/** Numbered UDP traffic from one host to another: starts sender and receiver in their namespaces and compares their reports. */
public final class Traffic {
    /** System property with the class path of the traffic tool, where the tests do not run from it. */
    public static final String CLASS_PATH = "jackfield.itest.traffic";

    private static final int PORT = 7_000;
    private static final long START_MS = 30_000;
    private static final long END_MS = 60_000;

    private final Child receiver;
    private final Child sender;

    private Traffic(final Child receiver, final Child sender) {
        this.receiver = receiver;
        this.sender = sender;
    }

    /**
     * Starts traffic and returns once its first frames are on their way.
     *
     * @param to host that receives at {@code address}
     * @param flows number of flows
     * @param more further options of both sides of {@link Numbered}, for example {@code --rate 20000 --ms 3000}
     */
    public static Traffic start(
            final Host from, final Host to, final String address, final int flows, final String... more) {
        return start(from, to, address, PORT, flows, more);
    }

    /** As {@link #start(Host, Host, String, int, String...)} to a port other than the usual one. */
    public static Traffic start(
            final Host from,
            final Host to,
            final String address,
            final int port,
            final int flows,
            final String... more) {
        final String[] common = {"--port", String.valueOf(port), "--flows", String.valueOf(flows)};
        final String[] target = {"--to", address, "--wait", "1"};
        final Child sender = from.start(java("send", join(common, target, more)));
        final Child receiver = to.start(java("receive", join(common, more)));
        receiver.awaitLine("a ready receiver", START_MS, "ready"::equals);
        sender.write("go\n");
        sender.awaitLine("a sending sender", START_MS, "sending"::equals);
        return new Traffic(receiver, sender);
    }

    private static String[] join(final String[]... parts) {
        return Stream.of(parts).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private static String[] java(final String mode, final String... options) {
        final List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-cp",
                Optional.ofNullable(System.getProperty(CLASS_PATH)).orElseGet(Traffic::classPath),
                Numbered.class.getName(),
                mode));
        words.addAll(List.of(options));
        return words.toArray(String[]::new);
    }

    /** The class path of the traffic tool when the tests run from one. */
    public static String classPath() {
        return place(Numbered.class) + File.pathSeparator + place(Gson.class);
    }

    private static String place(final Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    /** Ends the sender before its time. */
    public void stopSending() {
        sender.endInput();
    }

    /** Whether the sender still sends. */
    public boolean sending() {
        return sender.alive();
    }

    /** Waits for the sender's end and for the last frame. */
    public Outcome outcome() {
        final SendReport sent = report(sender, SendReport.class);
        receiver.endInput();
        return new Outcome(sent, report(receiver, ReceiveReport.class));
    }

    private static <T> T report(final Child child, final Class<T> type) {
        if (child.awaitExit(END_MS) != 0) {
            throw new AssertionError("failed: " + child);
        }
        final List<String> lines = child.output();
        return new Gson().fromJson(lines.get(lines.size() - 1), type);
    }
}
