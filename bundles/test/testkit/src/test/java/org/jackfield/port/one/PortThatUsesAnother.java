package org.jackfield.port.one;

import org.jackfield.port.two.OtherPort;

/** Breaks R1: ports do not know each other. */
public final class PortThatUsesAnother {
    /** Uses a class of another port type. */
    public int value(final OtherPort other) {
        return other.value();
    }
}
