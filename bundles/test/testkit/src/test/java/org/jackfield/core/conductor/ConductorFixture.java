package org.jackfield.core.conductor;

/** What a worker may not know. */
public final class ConductorFixture {
    /** Changes state. */
    public int change() {
        return 1;
    }
}
