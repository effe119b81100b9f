package org.jackfield.core.conductor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jackfield.api.admin.EventInfo;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.event.SwitchListener;

/**
 * Remembers the last events and hands each to listeners in order, on a thread that is neither worker nor conductor. Any thread may
 * tell.
 */
public final class EventLog {
    private static final int MOST_REMEMBERED = 1000;

    private final Executor thread;
    private final List<SwitchListener> listeners = new CopyOnWriteArrayList<>();
    private final Deque<EventInfo> remembered = new ArrayDeque<>();
    private long told;

    EventLog(final Executor thread) {
        this.thread = thread;
    }

    /** Adds a listener. */
    public void add(final SwitchListener listener) {
        listeners.add(listener);
    }

    /** Removes a listener. */
    public void remove(final SwitchListener listener) {
        listeners.remove(listener);
    }

    void tell(final SwitchEvent.Kind kind, final String subject, final String text) {
        tell(new SwitchEvent(kind, subject, text));
    }

    synchronized void tell(final SwitchEvent event) {
        if (remembered.size() == MOST_REMEMBERED) {
            remembered.removeFirst();
        }
        remembered.addLast(new EventInfo(++told, System.currentTimeMillis(), event));
        try {
            thread.execute(() -> hand(event));
        } catch (final RejectedExecutionException stopped) {
            System.getLogger("org.jackfield.core").log(System.Logger.Level.DEBUG, "after the end: {0}", event);
        }
    }

    /** Remembered events with a higher number, oldest first. */
    synchronized List<EventInfo> after(final long number) {
        final List<EventInfo> later = new ArrayList<>();
        for (final EventInfo event : remembered) {
            if (event.number() > number) {
                later.add(event);
            }
        }
        return later;
    }

    /** What is remembered, for the next version of the switch. */
    synchronized Map<String, Object> estate() {
        final List<Object> all = new ArrayList<>();
        for (final EventInfo each : remembered) {
            final SwitchEvent event = each.event();
            all.add(List.of(each.number(), each.timeMs(), event.kind().name(), event.subject(), event.text()));
        }
        return Map.of("told", told, "events", all);
    }

    /** Remembers what the version before did; events of kinds unknown here are left out. */
    synchronized void restore(final Legacy left) {
        told = left.number("told", 0);
        for (final Legacy.Row each : left.rows("events")) {
            kind(each.text(2))
                    .ifPresent(kind -> remembered.addLast(new EventInfo(
                            each.number(0), each.number(1), new SwitchEvent(kind, each.text(3), each.text(4)))));
        }
    }

    private static Optional<SwitchEvent.Kind> kind(final String name) {
        return Stream.of(SwitchEvent.Kind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst();
    }

    private void hand(final SwitchEvent event) {
        for (final SwitchListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (final RuntimeException broken) { // one listener's fault is not the others'
                System.getLogger("org.jackfield.core").log(System.Logger.Level.ERROR, "listener", broken);
            }
        }
    }
}
