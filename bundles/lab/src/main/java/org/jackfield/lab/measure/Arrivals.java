package org.jackfield.lab.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;

/**
 * All that can be measured of the frames that arrive, whoever carried them: a switch or a simulation. Fed in the order of arrival; one
 * thread.
 */
public final class Arrivals {
    private static final double NS = TimeUnit.SECONDS.toNanos(1);

    private final Reordering reordering = new Reordering();
    private final Latencies latencies;
    private final Migrations migrations = new Migrations();
    private final Churn churn;
    private long frames;
    private long bytes;
    private boolean workersKnown;

    /**
     * @param workers number of workers, 0 where nobody knows which one carried a frame
     * @param windowNs length of a window of the charts, in nanoseconds
     * @param groupOf name of the group a flow belongs to, empty for none
     */
    public Arrivals(final int workers, final long windowNs, final IntFunction<String> groupOf) {
        this.latencies = new Latencies(workers, groupOf);
        this.churn = new Churn(windowNs);
    }

    /**
     * A frame arrived.
     *
     * @param flow number of its flow, 0 or more
     * @param sequence its place in its flow, from 0 on
     * @param sentNs when it was sent, on the clock of {@code receivedNs}
     * @param receivedNs when it arrived, since the beginning
     * @param worker who processed it; -1 when unknown
     * @param length its bytes
     */
    public void arrived(
            final int flow,
            final long sequence,
            final long sentNs,
            final long receivedNs,
            final int worker,
            final int length) {
        frames++;
        bytes += length;
        reordering.arrived(flow, sequence);
        latencies.took(flow, worker, receivedNs - sentNs);
        churn.arrived(flow, receivedNs);
        if (worker >= 0) {
            workersKnown = true;
            migrations.arrived(flow, worker);
        }
    }

    /** Frames so far, duplicates too. */
    public long frames() {
        return frames;
    }

    /**
     * What came out, as far as arrivals tell; nothing may arrive afterwards. Frames that arrived twice are delivered once.
     *
     * @param offered frames that were sent
     * @param durationNs how long it took, in nanoseconds, 1 or more
     */
    public Map<Measure, Double> values(final long offered, final long durationNs) {
        final Reordering.Result order = reordering.finish();
        final double seconds = durationNs / NS;
        final Map<Measure, Double> values = new EnumMap<>(Measure.class);
        final long delivered = frames - order.duplicates();
        values.put(Measure.OFFERED, (double) offered);
        values.put(Measure.DELIVERED, (double) delivered);
        values.put(Measure.LOSS, offered == 0 ? 0 : (double) Math.max(0, offered - delivered) / offered);
        values.put(Measure.DUPLICATES, frames == 0 ? 0 : (double) order.duplicates() / frames);
        values.put(Measure.FRAME_RATE, delivered / seconds);
        values.put(Measure.BIT_RATE, 8.0 * bytes / seconds);
        values.put(Measure.REORDERED, order.ratio());
        values.put(Measure.REORDER_EXTENT, (double) order.extentMost());
        values.put(Measure.REORDER_ENTROPY, order.entropy());
        values.put(Measure.CHURN, churn.flows() / seconds);
        if (workersKnown) {
            values.put(Measure.MIGRATIONS, migrations.moves() / seconds);
        }
        if (frames > 0) {
            values.put(Measure.LATENCY_P50, (double) latencies.percentile(0.5));
            values.put(Measure.LATENCY_P99, (double) latencies.percentile(0.99));
            values.put(Measure.LATENCY_P999, (double) latencies.percentile(0.999));
        }
        return values;
    }

    /** Series for charts. */
    public List<Outcome.Series> series() {
        return new ArrayList<>(List.of(churn.series()));
    }

    /** Distributions of latency. */
    public List<Outcome.Distribution> distributions() {
        return latencies.distributions();
    }
}
