package org.jackfield.port.two;

/** A class of another port type. */
public final class OtherPort {
    /** Does nothing. */
    public int value() {
        return 2;
    }
}
