package org.jackfield.launcher.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What the demo measured and whether it proves that traffic flows. One thread. */
final class Measurements {
    private long pingsSent;
    private long pingsReceived;
    private long tcpBytes;
    private long tcpNs;
    private long udpSent;
    private long udpReceived;
    private int udpFlows;
    private List<Long> udpFramesPerQueue = List.of();

    void ping(final long sent, final long received) {
        pingsSent = sent;
        pingsReceived = received;
    }

    void tcp(final long bytes, final long ns) {
        tcpBytes = bytes;
        tcpNs = ns;
    }

    void udp(final long sent, final long received, final int flows, final List<Long> framesPerQueue) {
        udpSent = sent;
        udpReceived = received;
        udpFlows = flows;
        udpFramesPerQueue = List.copyOf(framesPerQueue);
    }

    double gbps() {
        return tcpNs == 0 ? 0 : tcpBytes * 8.0 / tcpNs;
    }

    private static double loss(final long sent, final long received) {
        return sent == 0 ? 1 : Math.max(0, sent - received) / (double) sent;
    }

    /** What is not as it should be, in words; empty when traffic flowed and every frame is accounted for. */
    List<String> problems(final JsonObject stats) {
        final List<String> problems = new ArrayList<>();
        if (pingsSent == 0 || pingsReceived < pingsSent) {
            problems.add("ping: " + (pingsSent - pingsReceived) + " of " + pingsSent + " lost");
        }
        if (tcpBytes == 0) {
            problems.add("tcp: nothing arrived");
        }
        if (udpReceived == 0) {
            problems.add("udp: nothing arrived");
        }
        if (udpFramesPerQueue.stream().filter(frames -> frames > 0).count() < 2) {
            problems.add("udp: not more than one queue was used: " + udpFramesPerQueue);
        }
        if (!stats.getAsJsonObject("ledgers").get("balanced").getAsBoolean()) {
            problems.add("ledgers: not balanced at rest: " + stats.getAsJsonObject("ledgers"));
        }
        return problems;
    }

    /** The document of {@code demo --json}. */
    JsonObject document(final JsonObject stats) {
        final JsonObject document = new JsonObject();
        final List<String> problems = problems(stats);
        document.addProperty("ok", problems.isEmpty());
        document.add("problems", strings(problems));
        document.add("ping", counts(pingsSent, pingsReceived));
        final JsonObject tcp = new JsonObject();
        tcp.addProperty("gbps", Math.round(gbps() * 1000) / 1000.0);
        tcp.addProperty("bytes", tcpBytes);
        tcp.addProperty("seconds", Math.round(tcpNs / 1e6) / 1000.0);
        document.add("tcp", tcp);
        final JsonObject udp = counts(udpSent, udpReceived);
        udp.addProperty("flows", udpFlows);
        final JsonArray queues = new JsonArray();
        udpFramesPerQueue.forEach(queues::add);
        udp.add("framesPerQueue", queues);
        document.add("udp", udp);
        for (final String key : List.of("workers", "handoffs", "drops", "ledgers")) {
            document.add(key, stats.get(key));
        }
        return document;
    }

    private static JsonObject counts(final long sent, final long received) {
        final JsonObject counts = new JsonObject();
        counts.addProperty("sent", sent);
        counts.addProperty("received", received);
        counts.addProperty("loss", Math.round(loss(sent, received) * 1e6) / 1e6);
        return counts;
    }

    static JsonElement strings(final List<String> texts) {
        final JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    /** One line for each kind of traffic seen so far. */
    String text() {
        return String.format(
                java.util.Locale.ROOT,
                "ping  %d sent, %d received%ntcp   %.2f Gbit/s%nudp   %,d sent, %,d received (%d flows of 64-byte frames),"
                        + " frames per queue %s%n",
                pingsSent,
                pingsReceived,
                gbps(),
                udpSent,
                udpReceived,
                udpFlows,
                udpFramesPerQueue);
    }
}
