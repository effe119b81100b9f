package org.jackfield.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears the events of the switch, in order, on one thread that is neither worker nor conductor. */
@ConsumerType
@FunctionalInterface
public interface SwitchListener {
    /** Takes one event; must return soon. */
    void onEvent(SwitchEvent event);
}
