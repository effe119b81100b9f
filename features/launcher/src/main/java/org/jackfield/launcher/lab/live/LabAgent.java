package org.jackfield.launcher.lab.live;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jackfield.lab.api.Workload;
import org.jackfield.lab.measure.Arrivals;
import org.jackfield.lab.workload.Workloads;
import org.jackfield.launcher.bench.load.Agent;
import org.jackfield.launcher.bench.load.Words;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.linux.netlink.Rtnetlink;
import org.jackfield.linux.packet.PacketChannel;

/**
 * A host of a live trial: an agent that also plays workloads while it listens, and sends small pieces over TCP.
 *
 * <pre>
 * trial     kind=K set.KEY=VALUE... seed=N port=0|1 ms=N run=N window=NS   ready
 *   introduce                                                              ok
 *   go at=NS                                                               played frames=N bytes=N refused=N ...
 *   stop                                                                   ok report=WORD
 * tcp-count port=N                                                         ready, after stop: ok bytes=N ns=N
 * tcp-send  to=ADDRESS port=N size=BYTES connections=N ms=N                ok pieces=N ns=N
 * tcp-counters                                                             ok InSegs=N RetransSegs=N TCPOFOQueue=N ...
 * </pre>
 *
 * Both hosts open the same workload with the same seed, and each plays the frames of its own port: nothing has to be agreed upon but when
 * it begins.
 */
final class LabAgent {
    private static final int BUFFER_BYTES = 64 << 20;
    private static final long NS_PER_MS = 1_000_000;
    private static final String SETTING = "set.";

    private LabAgent() {}

    /** Plays the host until standard input ends. */
    public static void main(final String[] args) throws InterruptedException {
        new Agent(Map.of(
                        "trial",
                        LabAgent::trial,
                        "tcp-count",
                        SmallTcp::count,
                        "tcp-send",
                        SmallTcp::send,
                        TcpCounters.VERB,
                        TcpCounters::tell))
                .run();
    }

    /** Keys and values of a workload's settings as words of a line. */
    static List<Object> words(final Map<String, String> settings) {
        final List<Object> words = new ArrayList<>();
        settings.forEach((key, value) -> {
            words.add(SETTING + key);
            words.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
        });
        return words;
    }

    static Map<String, String> settings(final Words words) {
        final Map<String, String> settings = new HashMap<>();
        words.values().forEach((key, value) -> {
            if (key.startsWith(SETTING)) {
                settings.put(key.substring(SETTING.length()), URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        });
        return settings;
    }

    private static void trial(final Words words, final Agent agent) throws IOException, InterruptedException {
        final Workload workload = PlayedWorkloads.of(words.text("kind"), settings(words));
        final long seed = Long.parseLong(words.text("seed"));
        final int port = words.whole("port");
        final long durationNs = words.whole("ms") * NS_PER_MS;
        // The other side's frames come in here, so their addresses are here.
        final PlayedFrames incoming = PlayedFrames.of(workload, seed, 1 - port, durationNs);
        try (PacketChannel channel = PacketChannel.open(device(), BUFFER_BYTES);
                Player player = new Player(channel, incoming.longest())) {
            agent.say("ready");
            agent.next();
            player.introduce(incoming.destinations());
            agent.say("ok");
            final long startNs = Long.parseLong(agent.next().text("at"));
            final Arrivals arrivals = new Arrivals(
                    0, Long.parseLong(words.text("window")), Workloads.groups(words.text("kind"), settings(words)));
            final int run = words.whole("run");
            try (Listener listener = new Listener(channel, incoming.longest(), run, startNs, arrivals)) {
                final Listening listening = new Listening(listener);
                agent.say(line(player.play(workload.open(seed), port, run, startNs, durationNs, agent::isStopped)));
                agent.next();
                listening.stop();
                agent.say(Words.line(
                        "ok", "report", report(listener, arrivals, durationNs).word()));
            }
        }
    }

    /** Java's own class knows devices with addresses only. */
    private static int device() throws IOException {
        try (Rtnetlink netlink = Rtnetlink.open()) {
            return netlink.link(Hosts.DEVICE)
                    .orElseThrow(() -> new IOException("there is no device " + Hosts.DEVICE))
                    .index();
        }
    }

    /** A listener on a thread of its own. */
    private static final class Listening {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final FutureTask<Void> task;

        Listening(final Listener listener) {
            task = new FutureTask<>(() -> {
                listener.run(stop::get);
                return null;
            });
            final Thread thread = new Thread(task, "listener");
            thread.setDaemon(true);
            thread.start();
        }

        /** Ends it when nothing is left to receive. */
        void stop() throws IOException, InterruptedException {
            stop.set(true);
            try {
                task.get();
            } catch (final ExecutionException failed) {
                throw new IOException("listening failed: " + failed.getCause(), failed);
            }
        }
    }

    private static String line(final Player.Played played) {
        return Words.line(
                "played",
                "frames",
                played.frames(),
                "bytes",
                played.bytes(),
                "refused",
                played.refused(),
                "stretched",
                played.stretched(),
                "late",
                played.late(),
                "worst",
                played.worstLateNs(),
                "ns",
                played.ns());
    }

    private static Report report(final Listener listener, final Arrivals arrivals, final long durationNs) {
        final long tookNs = Math.max(durationNs, listener.lastNs());
        return new Report(
                listener.received(),
                listener.missed(),
                listener.foreign(),
                Report.named(arrivals.values(0, tookNs)),
                arrivals.series(),
                arrivals.distributions());
    }
}
