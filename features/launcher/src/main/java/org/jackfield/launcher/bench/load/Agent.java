package org.jackfield.launcher.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jackfield.launcher.traffic.UdpCounters;

/**
 * A host of the benchmark. One process in the host's namespace for the whole run, so that it is warm: it does what the lines of
 * its standard input say, one after the other, and ends with it.
 *
 * <pre>
 * warm    ms=N                                               ok
 * send    to=ADDRESS port=N flows=N size=BYTES rate=N ms=N   ok sent=N refused=N ns=N
 * receive port=N flows=N poll=US timed=0|1                   ready, after stop: ok received=N reordered=N drops=N p50=US ...
 * answer  to=ADDRESS port=N size=BYTES                       ready, after stop: ok
 * ask     to=ADDRESS port=N size=BYTES ms=N                  ok rounds=N lost=N p50=US p99=US p999=US
 * </pre>
 *
 * <p>Other programs add verbs of their own.
 */
public final class Agent {
    private static final int MOST_SAMPLES = 2_000_000;
    private static final int WARM_PORT = 19_999;
    private static final int WARM_BYTES = 64;
    private static final String STOP = "stop";
    private static final String END = "end";
    private static final long NS_PER_MS = 1_000_000;
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;
    private static final double P999 = 0.999;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Samples samples = new Samples(MOST_SAMPLES);
    private final Map<String, Verb> more;

    /** Something further a host does. */
    @FunctionalInterface
    public interface Verb {
        /** Does it, and says at least one line; an exception becomes one. */
        void obey(Words words, Agent agent) throws IOException, InterruptedException;
    }

    /**
     * A host.
     *
     * @param more what it does besides, by its words
     */
    public Agent(final Map<String, Verb> more) {
        this.more = Map.copyOf(more);
    }

    /** Plays the host until standard input ends. */
    public static void main(final String[] args) throws InterruptedException {
        new Agent(Map.of()).run();
    }

    /** Does what standard input says until it ends. */
    public void run() throws InterruptedException {
        final Thread reader = new Thread(this::read, "input");
        reader.setDaemon(true);
        reader.start();
        for (String line = lines.take(); !line.equals(END); line = lines.take()) {
            try {
                obey(Words.of(line));
            } catch (final IOException | IllegalArgumentException failed) {
                say("error " + failed.getMessage());
            }
        }
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (final IOException closed) {
            System.err.println("agent: input failed: " + closed.getMessage());
        }
        lines.add(END);
    }

    /** Waits for the line after the present one, which goes on with what it is about. */
    public Words next() throws InterruptedException, IOException {
        final String line = lines.take();
        if (line.equals(END)) {
            lines.add(END);
            throw new IOException("the input has ended");
        }
        return Words.of(line);
    }

    /** Whether the line after the present one is there: it is always {@value #STOP}, or the end. */
    public boolean isStopped() {
        final String next = lines.peek();
        if (next != null && next.equals(STOP)) {
            lines.remove();
            return true;
        }
        return next != null;
    }

    /** Answers. */
    public void say(final String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void obey(final Words words) throws IOException, InterruptedException {
        final Verb further = more.get(words.verb());
        if (further != null) {
            further.obey(words, this);
            return;
        }
        switch (words.verb()) {
            case "warm" -> warm(words.whole("ms") * NS_PER_MS);
            case "send" -> send(words);
            case "receive" -> receive(words);
            case "answer" -> answer(words);
            case "ask" -> ask(words);
            default -> throw new IllegalArgumentException("no verb " + words.verb());
        }
    }

    /** Sends to itself, until the compiler has seen what is measured later. */
    private void warm(final long ns) throws IOException {
        try (Receiver receiver = new Receiver(WARM_PORT, 1, 1, true, samples);
                Sender sender = new Sender("127.0.0.1", WARM_PORT, 1, WARM_BYTES, 0)) {
            final long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < ns) {
                sender.step(System.nanoTime());
                receiver.step();
            }
            say(Words.line("ok", "sent", sender.sent(), "received", receiver.received()));
        }
    }

    private void send(final Words words) throws IOException {
        try (Sender sender = new Sender(
                words.text("to"),
                words.whole("port"),
                words.whole("flows"),
                words.whole("size"),
                words.number("rate"))) {
            final long ns = sender.run(words.whole("ms") * NS_PER_MS);
            say(Words.line("ok", "sent", sender.sent(), "refused", sender.refused(), "ns", ns));
        }
    }

    private void receive(final Words words) throws IOException {
        final long dropsBefore = UdpCounters.receiveBufferErrors();
        try (Receiver receiver = new Receiver(
                words.whole("port"), words.whole("flows"), words.whole("poll"), words.whole("timed") != 0, samples)) {
            say("ready");
            receiver.run(this::isStopped);
            samples.sorted();
            say(Words.line(
                    "ok",
                    "received",
                    receiver.received(),
                    "reordered",
                    receiver.reordered(),
                    "drops",
                    UdpCounters.receiveBufferErrors() - dropsBefore,
                    "p50",
                    samples.percentileUs(MEDIAN),
                    "p99",
                    samples.percentileUs(P99)));
        }
    }

    private void answer(final Words words) throws IOException {
        try (Echo echo = new Echo(words.text("to"), words.whole("port"), words.whole("size"))) {
            say("ready");
            echo.answer(this::isStopped);
            say("ok");
        }
    }

    private void ask(final Words words) throws IOException {
        samples.clear();
        try (Echo echo = new Echo(words.text("to"), words.whole("port"), words.whole("size"))) {
            final long lost = echo.ask(words.whole("ms") * NS_PER_MS, samples);
            samples.sorted();
            say(Words.line(
                    "ok",
                    "rounds",
                    samples.count(),
                    "lost",
                    lost,
                    "p50",
                    samples.percentileUs(MEDIAN),
                    "p99",
                    samples.percentileUs(P99),
                    "p999",
                    samples.percentileUs(P999)));
        }
    }
}
