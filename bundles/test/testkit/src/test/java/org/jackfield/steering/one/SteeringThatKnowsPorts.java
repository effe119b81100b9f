package org.jackfield.steering.one;

import org.jackfield.api.port.PortSettings;

/** Breaks R1. */
public final class SteeringThatKnowsPorts {
    /** Uses the port API. */
    public String name(final PortSettings settings) {
        return settings.name();
    }
}
