package org.jackfield.core.worker;

import org.jackfield.core.conductor.ConductorFixture;

/** Breaks R9. */
public final class WorkerThatKnowsTheConductor {
    /** Changes forwarding state from a worker. */
    public int change(final ConductorFixture conductor) {
        return conductor.change();
    }
}
