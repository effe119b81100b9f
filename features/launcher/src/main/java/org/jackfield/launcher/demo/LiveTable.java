package org.jackfield.launcher.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jackfield.control.shell.command.Table;

/** Statistics as a table with rates since the table before. One thread. */
final class LiveTable {
    private final Map<String, Long> before = new HashMap<>();
    private long beforeNs = System.nanoTime();

    /** The table for these statistics. */
    String of(final JsonObject stats) {
        final long now = System.nanoTime();
        final double seconds = Math.max(0.001, (now - beforeNs) / 1e9);
        beforeNs = now;
        final Table ports =
                new Table("PORT", "QUEUE", "WORKER", "RX-FRAMES", "RX/s", "RX-BYTES", "TX-FRAMES", "TX/s", "TX-BYTES");
        for (final JsonElement port : stats.getAsJsonArray("ports")) {
            for (final JsonElement queue : port.getAsJsonObject().getAsJsonArray("queues")) {
                queueRow(ports, port.getAsJsonObject().get("name").getAsString(), queue.getAsJsonObject(), seconds);
            }
        }
        final Table workers = new Table("WORKER", "RX-FRAMES", "RX/s", "PROCESSED", "HANDOFF-OUT", "HANDOFF-IN", "CPU");
        for (final JsonElement element : stats.getAsJsonArray("workers")) {
            workerRow(workers, element.getAsJsonObject(), seconds);
        }
        return ports + "\n" + workers + "\nhandoffs " + stats.get("handoffs") + ", drops: " + drops(stats)
                + ", ledgers "
                + (stats.getAsJsonObject("ledgers").get("balanced").getAsBoolean() ? "balanced" : "in motion") + "\n";
    }

    private void queueRow(final Table table, final String port, final JsonObject queue, final double seconds) {
        final JsonObject rx = queue.getAsJsonObject("rx");
        final JsonObject tx = queue.getAsJsonObject("tx");
        final String key = port + "/" + queue.get("queue");
        table.row(
                port,
                queue.get("queue").getAsInt(),
                queue.get("worker").getAsInt(),
                rx.get("frames").getAsLong(),
                rate(key + "rx", rx.get("frames").getAsLong(), seconds),
                Table.bytes(rx.get("bytes").getAsLong()),
                tx.get("frames").getAsLong(),
                rate(key + "tx", tx.get("frames").getAsLong(), seconds),
                Table.bytes(tx.get("bytes").getAsLong()));
    }

    private void workerRow(final Table table, final JsonObject worker, final double seconds) {
        final long frames = worker.get("rxFrames").getAsLong();
        table.row(
                worker.get("worker").getAsInt(),
                frames,
                rate("worker" + worker.get("worker"), frames, seconds),
                worker.get("processed").getAsLong(),
                worker.get("handoffOut").getAsLong(),
                worker.get("handoffIn").getAsLong(),
                new Table.Amount(
                        String.format(Locale.ROOT, "%.2f s", worker.get("cpuNs").getAsLong() / 1e9)));
    }

    private long rate(final String key, final long count, final double seconds) {
        final Long last = before.put(key, count);
        return Math.round((count - (last == null ? 0 : last)) / seconds);
    }

    private static String drops(final JsonObject stats) {
        final Map<String, Long> drops = new TreeMap<>();
        stats.getAsJsonObject("drops")
                .entrySet()
                .forEach(drop -> drops.put(drop.getKey(), drop.getValue().getAsLong()));
        return Table.counts(drops);
    }
}
