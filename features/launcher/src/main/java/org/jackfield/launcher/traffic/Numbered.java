package org.jackfield.launcher.traffic;

import com.google.gson.Gson;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Numbered UDP frames, each flow with its own source port and its own sequence: what is lost, reordered or duplicated on the
 * way is known exactly. Runs as a process of its own inside a network namespace; {@code send} and {@code receive} print one
 * JSON object at their end. Both end early when their standard input ends, so none outlives the test that started it.
 */
public final class Numbered {
    private Numbered() {}

    /** {@code send --to ADDRESS --port PORT [...]} or {@code receive --port PORT [...]}. */
    public static void main(final String[] args) throws IOException {
        final AtomicBoolean stop = new AtomicBoolean();
        final Options options = new Options(args, 1);
        if (options.number("wait", 0) > 0) {
            awaitLine();
        }
        watchInput(stop);
        final Object report = switch (args.length == 0 ? "" : args[0]) {
            case "send" -> new NumberedSender(options, stop).run();
            case "receive" -> new NumberedReceiver(options, stop).run();
            default -> throw new IllegalArgumentException("first argument must be send or receive");
        };
        System.out.println(new Gson().toJson(report));
    }

    private static void awaitLine() throws IOException {
        for (int next = System.in.read(); next >= 0 && next != '\n'; ) {
            next = System.in.read();
        }
    }

    private static void watchInput(final AtomicBoolean stop) {
        final Thread watcher = new Thread(
                () -> {
                    try {
                        System.in.read();
                    } catch (final IOException closed) {
                        // the same as its end
                    }
                    stop.set(true);
                },
                "input");
        watcher.setDaemon(true);
        watcher.start();
    }
}
