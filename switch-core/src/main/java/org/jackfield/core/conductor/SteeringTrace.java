package org.jackfield.core.conductor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jackfield.api.admin.SteeringChange;
import org.jackfield.api.admin.SteeringChange.Kind;
import org.jackfield.api.admin.SteeringChange.Move;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.worker.DataPlane;

/** Remembers the last changes of steering; the ones worth an event become one, too. Any thread. */
final class SteeringTrace {
    private static final int MOST_REMEMBERED = 500;

    private final EventLog events;
    private final DataPlane plane;
    private final Deque<SteeringChange> remembered = new ArrayDeque<>();
    private long told;

    /** A hand-over that has begun. */
    record Start(long beganNs, long parked) {}

    SteeringTrace(final EventLog events, final DataPlane plane) {
        this.events = events;
        this.plane = plane;
    }

    /** Remembers a change and tells it as an event. */
    void tell(final Kind kind, final String subject, final String text) {
        remember(kind, subject, text);
        event(subject, text);
    }

    /** Tells a change that is remembered already as an event. */
    void event(final String subject, final String text) {
        events.tell(SwitchEvent.Kind.STEERING_CHANGED, subject, text);
    }

    /** Remembers a change. */
    void remember(final Kind kind, final String subject, final String text) {
        add(kind, subject, text, List.of(), 0, 0);
    }

    /** Before the first step of a hand-over. */
    Start begin() {
        return new Start(plane.clock.getAsLong(), parked());
    }

    /** After its last step, or when it was given up. */
    void ended(final Start start, final short[] before, final short[] after, final String text) {
        add(
                Kind.HAND_OVER,
                "hand-over",
                text,
                moves(before, after),
                plane.clock.getAsLong() - start.beganNs,
                parked() - start.parked);
    }

    private long parked() {
        return plane.links.stream()
                .mapToLong(link -> link.counters.get(WorkerCounters.PARKED))
                .sum();
    }

    private synchronized void add(
            final Kind kind,
            final String subject,
            final String text,
            final List<Move> moves,
            final long durationNs,
            final long parkedFrames) {
        if (remembered.size() == MOST_REMEMBERED) {
            remembered.removeFirst();
        }
        remembered.addLast(new SteeringChange(
                ++told, System.currentTimeMillis(), kind, subject, text, moves, durationNs, parkedFrames));
    }

    /** Remembered changes with a higher number, oldest first. */
    synchronized List<SteeringChange> after(final long number) {
        final List<SteeringChange> later = new ArrayList<>();
        for (final SteeringChange change : remembered) {
            if (change.number() > number) {
                later.add(change);
            }
        }
        return later;
    }

    /** Number of the last change. */
    synchronized long told() {
        return told;
    }

    /** Counts on from where the version before ended. */
    synchronized void restore(final long number) {
        told = number;
    }

    /** The buckets whose owners differ, by former and new owner. */
    static List<Move> moves(final short[] before, final short[] after) {
        final Map<Integer, List<Integer>> moved = new TreeMap<>();
        for (int b = 0; b < before.length; b++) {
            if (before[b] != after[b]) {
                moved.computeIfAbsent(before[b] << Short.SIZE | after[b], way -> new ArrayList<>())
                        .add(b);
            }
        }
        return moved.entrySet().stream()
                .map(way -> new Move(
                        way.getKey() >> Short.SIZE,
                        way.getKey() & 0xFFFF,
                        way.getValue().size(),
                        ranges(way.getValue())))
                .toList();
    }

    private static String ranges(final List<Integer> buckets) {
        final StringBuilder text = new StringBuilder();
        int first = 0;
        for (int i = 1; i <= buckets.size(); i++) {
            if (i == buckets.size() || buckets.get(i) != buckets.get(i - 1) + 1) {
                text.append(text.isEmpty() ? "" : ",").append(buckets.get(first));
                if (i - 1 > first) {
                    text.append('-').append(buckets.get(i - 1));
                }
                first = i;
            }
        }
        return text.toString();
    }
}
