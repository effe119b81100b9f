package org.jackfield.core.conductor;

import org.jackfield.core.worker.DataPlane;

/** What a benchmark needs to see of a running switch and nobody else may. */
public final class SwitchInside {
    private SwitchInside() {}

    /** The data plane its workers share. */
    public static DataPlane plane(final Switch running) {
        return running.plane();
    }
}
