package org.jackfield.launcher.lab.live;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.Trial;

/**
 * What only the workers themselves know, and count for as long as somebody wants it: it costs them time, so that a trial has it done only when it
 * wants one of {@link Trial#ON_DEMAND}.
 *
 * @param flowsMoved frames of flows whose frame before another worker had processed
 * @param flowsDisplaced frames of flows of which that was not known any more
 * @param processed frames of all workers
 * @param busiestRingNs time frames waited in the ring of a worker, all together, of the worker for which it is greatest
 */
record Inside(long flowsMoved, long flowsDisplaced, long processed, double busiestRingNs) {
    private static final double NS_PER_SECOND = 1e9;
    private static final double PER_CENT = 100;

    /** As the command {@code worker measures} says it. */
    static Inside of(final JsonObject measures) {
        long moved = 0;
        long displaced = 0;
        long processed = 0;
        double ringNs = 0;
        for (final JsonElement each : measures.getAsJsonArray("workers")) {
            final JsonObject worker = each.getAsJsonObject();
            final JsonObject ring = worker.getAsJsonObject("ringNs");
            moved += worker.get("flowsMoved").getAsLong();
            displaced += worker.get("flowsDisplaced").getAsLong();
            processed += worker.get("processed").getAsLong();
            ringNs = Math.max(
                    ringNs, ring.get("mean").getAsDouble() * ring.get("count").getAsLong());
        }
        return new Inside(moved, displaced, processed, ringNs);
    }

    /** Adds what it tells of traffic that lasted so long. By Little's law frames wait in a ring, on average, for their time there. */
    void measure(final long ns, final Map<Measure, Double> values) {
        values.put(Measure.MIGRATIONS, flowsMoved * NS_PER_SECOND / ns);
        values.put(Measure.QUEUE_DEPTH, busiestRingNs / ns);
    }

    /** What a reader must know. */
    List<String> notes() {
        final List<String> notes = new ArrayList<>();
        notes.add("workers measured while they worked, which costs them time");
        notes.add(
                "queue-depth is that of the rings between workers; how many frames wait in a tap's queue the kernel tells nobody");
        if (flowsDisplaced > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "migrations: of %.1f %% of the frames it was not known who had processed their flow before",
                    PER_CENT * flowsDisplaced / Math.max(1, processed)));
        }
        return notes;
    }
}
