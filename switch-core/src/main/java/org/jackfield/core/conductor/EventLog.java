package org.jackfield.core.conductor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.event.SwitchListener;

/** Hands events to listeners in order, on a thread that is neither worker nor conductor. Any thread may tell. */
public final class EventLog {
    private final Executor thread;
    private final List<SwitchListener> listeners = new CopyOnWriteArrayList<>();

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
        final SwitchEvent event = new SwitchEvent(kind, subject, text);
        thread.execute(() -> {
            for (final SwitchListener listener : listeners) {
                try {
                    listener.onEvent(event);
                } catch (final RuntimeException broken) { // one listener's fault is not the others'
                    System.getLogger("org.jackfield.core").log(System.Logger.Level.ERROR, "listener", broken);
                }
            }
        });
    }
}
