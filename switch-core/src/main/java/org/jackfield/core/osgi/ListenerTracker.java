package org.jackfield.core.osgi;

import org.jackfield.api.event.SwitchListener;
import org.jackfield.core.conductor.EventLog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Tells the {@link SwitchListener} services of the registry what happens (whiteboard). */
@Component(service = ListenerTracker.class, immediate = true)
public final class ListenerTracker {
    private final EventLog events;

    /** A tracker for the running switch. */
    @Activate
    public ListenerTracker(@Reference final SwitchComponent component) {
        events = component.running().events();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "remove")
    void add(final SwitchListener listener) {
        events.add(listener);
    }

    void remove(final SwitchListener listener) {
        events.remove(listener);
    }
}
