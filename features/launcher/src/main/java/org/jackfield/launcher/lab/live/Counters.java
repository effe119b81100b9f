package org.jackfield.launcher.lab.live;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What a switch has counted so far, as its command {@code stats} says it.
 *
 * @param atNs when it was asked, by {@link System#nanoTime}
 * @param processed frames by worker
 * @param queues frames read from the queues of the ports, by names such as {@code left 0}
 * @param read frames read by all workers
 * @param batches of all workers
 * @param wakeUps of all workers
 * @param handoffs of all workers
 * @param cpuNs CPU time of all workers
 * @param received frames of the ledger
 * @param forwarded frames of the ledger
 * @param delivered frames written to ports
 * @param drops by reason, and what the kernel dropped before the switch by port
 */
record Counters(
        long atNs,
        long[] processed,
        Map<String, Long> queues,
        long read,
        long batches,
        long wakeUps,
        long handoffs,
        long cpuNs,
        long received,
        long forwarded,
        long delivered,
        Map<String, Long> drops) {

    static Counters of(final long atNs, final JsonObject statistics) {
        final JsonArray workers = statistics.getAsJsonArray("workers");
        final Map<String, Long> queues = new TreeMap<>();
        final Map<String, Long> drops = new TreeMap<>();
        long delivered = 0;
        for (final JsonElement each : statistics.getAsJsonArray("ports")) {
            final JsonObject port = each.getAsJsonObject();
            final String name = port.get("name").getAsString();
            delivered += port.getAsJsonObject("tx").get("frames").getAsLong();
            drops.put(
                    "in the kernel before port " + name, port.get("kernelDrops").getAsLong());
            for (final JsonElement queue : port.getAsJsonArray("queues")) {
                final JsonObject member = queue.getAsJsonObject();
                queues.put(
                        name + " " + member.get("queue").getAsInt(),
                        member.getAsJsonObject("rx").get("frames").getAsLong());
            }
        }
        statistics
                .getAsJsonObject("drops")
                .entrySet()
                .forEach(drop -> drops.put(drop.getKey(), drop.getValue().getAsLong()));
        final JsonObject ledger = statistics.getAsJsonObject("ledgers").getAsJsonObject("frames");
        return new Counters(
                atNs,
                workers.asList().stream()
                        .mapToLong(worker -> number(worker, "processed"))
                        .toArray(),
                queues,
                sum(workers, worker -> number(worker, "rxFrames")),
                sum(workers, worker -> number(worker, "batches")),
                sum(workers, worker -> number(worker, "wakeUps")),
                sum(workers, worker -> number(worker, "handoffOut")),
                sum(workers, worker -> number(worker, "cpuNs")),
                ledger.get("received").getAsLong(),
                ledger.get("forwarded").getAsLong(),
                delivered,
                drops);
    }

    private static long number(final JsonElement worker, final String key) {
        return worker.getAsJsonObject().get(key).getAsLong();
    }

    private static long sum(final JsonArray workers, final ToLongFunction<JsonElement> of) {
        return workers.asList().stream().mapToLong(of).sum();
    }

    /** Frames of all workers. */
    long allProcessed() {
        long sum = 0;
        for (final long some : processed) {
            sum += some;
        }
        return sum;
    }

    /** What was counted since an earlier look. A queue that was detached meanwhile counts as nothing. */
    Counters since(final Counters earlier) {
        final long[] frames = processed.clone();
        for (int worker = 0; worker < Math.min(frames.length, earlier.processed.length); worker++) {
            frames[worker] -= earlier.processed[worker];
        }
        return new Counters(
                atNs - earlier.atNs,
                frames,
                since(queues, earlier.queues),
                read - earlier.read,
                batches - earlier.batches,
                wakeUps - earlier.wakeUps,
                handoffs - earlier.handoffs,
                cpuNs - earlier.cpuNs,
                received - earlier.received,
                forwarded - earlier.forwarded,
                delivered - earlier.delivered,
                since(drops, earlier.drops));
    }

    private static Map<String, Long> since(final Map<String, Long> now, final Map<String, Long> earlier) {
        final Map<String, Long> grown = new TreeMap<>();
        now.forEach((key, value) -> grown.put(key, Math.max(0, value - earlier.getOrDefault(key, 0L))));
        return grown;
    }
}
