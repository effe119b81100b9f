package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jackfield.api.admin.MeasuresInfo;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.core.stats.Measures;
import org.jackfield.core.stats.QueueMeasures;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.stats.WorkerMeasures;
import org.jackfield.core.view.QueueView;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.WorkerLink;
import org.jackfield.linux.poll.IoEngine;
import org.jspecify.annotations.Nullable;

/** Begins and ends measuring inside of workers, and keeps what was measured last. Conductor only. */
final class MeasureControl {
    private static final String SUBJECT = "measures";

    private final SwitchState state;
    private final DataPlane plane;
    private final LongSupplier clock;
    private final EventLog events;

    private @Nullable Session session;
    private MeasuresInfo last = MeasuresInfo.NONE;

    /**
     * Measuring from its beginning on.
     *
     * @param beganNs when it began
     * @param endNs when it ends by itself; {@link Long#MAX_VALUE} for never
     * @param before what each worker had counted by then
     */
    private record Session(Measures measures, long beganNs, long endNs, List<long[]> before) {}

    MeasureControl(final SwitchState state, final DataPlane plane, final LongSupplier clock, final EventLog events) {
        this.state = state;
        this.plane = plane;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Measures from 0; in force with the next view.
     *
     * @param seconds after how many it ends by itself; 0 for never
     * @param allMoves whether all frames are looked at for moves of flows
     */
    void begin(final long seconds, final boolean allMoves) {
        final long now = clock.getAsLong();
        session = new Session(
                new Measures(state.workers, allMoves),
                now,
                seconds == 0 ? Long.MAX_VALUE : now + TimeUnit.SECONDS.toNanos(seconds),
                plane.links.stream().map(MeasureControl::counters).toList());
        state.measure(session.measures);
        events.tell(
                Kind.WORKER,
                SUBJECT,
                "workers measure" + (seconds == 0 ? "" : ", for " + seconds + " s") + " from now on");
    }

    /** Measures no more; in force with the next view. What was measured stays to be read. */
    void end() {
        if (session != null) {
            final MeasuresInfo now = info();
            last = new MeasuresInfo(false, now.seconds(), 0, now.workers(), now.queues(), now.moveSample());
            session = null;
            state.measure(null);
            events.tell(Kind.WORKER, SUBJECT, "workers measure no more");
        }
    }

    /** Ends it in time; part of each cycle of the conductor. */
    int duty() {
        if (nsToDuty() > 0) {
            return 0;
        }
        end();
        state.publish(plane);
        return 1;
    }

    /** Nanoseconds until it is to end; {@link Long#MAX_VALUE} for never. */
    long nsToDuty() {
        return session == null || session.endNs == Long.MAX_VALUE ? Long.MAX_VALUE : session.endNs - clock.getAsLong();
    }

    /** What is measured, or was last. */
    MeasuresInfo info() {
        final Session now = session;
        if (now == null) {
            return last;
        }
        final long ns = clock.getAsLong();
        return new MeasuresInfo(
                true,
                (ns - now.beganNs) / 1e9,
                now.endNs == Long.MAX_VALUE ? 0 : (now.endNs - ns) / 1e9,
                plane.links.stream().map(link -> worker(link, now)).toList(),
                queues(),
                now.measures.flows.sample());
    }

    private static long[] counters(final WorkerLink link) {
        final long[] counters = new long[WorkerCounters.SIZE];
        for (int c = 0; c < counters.length; c++) {
            counters[c] = link.counters.get(c);
        }
        return counters;
    }

    private static MeasuresInfo.WorkerMeasures worker(final WorkerLink link, final Session now) {
        final long[] counted = counters(link);
        final long[] before = now.before.get(link.index);
        for (int c = 0; c < counted.length; c++) {
            counted[c] -= before[c];
        }
        final WorkerMeasures own = now.measures.of(link.index);
        return new MeasuresInfo.WorkerMeasures(
                link.index,
                counted[WorkerCounters.RX_FRAMES],
                counted[WorkerCounters.PROCESSED],
                counted[WorkerCounters.BATCHES],
                counted[WorkerCounters.CYCLES],
                counted[WorkerCounters.ENTRIES],
                counted[WorkerCounters.WAKE_UPS],
                counted[WorkerCounters.HANDOFF_OUT],
                counted[WorkerCounters.HANDOFF_IN],
                counted[WorkerCounters.BUSY_NS],
                own.counters.get(WorkerMeasures.FLOWS_MOVED),
                own.counters.get(WorkerMeasures.FLOWS_DISPLACED),
                Distributions.of(own.batchSizes),
                Distributions.of(own.ringDepth),
                Distributions.of(own.ringNs),
                Distributions.of(own.sojournNs));
    }

    private List<MeasuresInfo.QueueMeasures> queues() {
        final List<MeasuresInfo.QueueMeasures> all = new ArrayList<>();
        for (final PortEntry entry : state.ports.values()) {
            for (final QueueView queue : entry.queues) {
                final QueueMeasures own = queue.measures();
                if (own != null) {
                    all.add(queue(entry.name, queue, own));
                }
            }
        }
        return all;
    }

    private MeasuresInfo.QueueMeasures queue(final String port, final QueueView queue, final QueueMeasures own) {
        return new MeasuresInfo.QueueMeasures(
                port,
                queue.queue,
                queue.queue % state.workers,
                queue.sum(IoEngine.READ_FRAMES) - own.framesBefore,
                queue.sum(IoEngine.READ_BYTES) - own.bytesBefore,
                own.batches(),
                own.unfinished(),
                Distributions.of(own.batchSizes),
                Distributions.of(own.sojournNs));
    }
}
