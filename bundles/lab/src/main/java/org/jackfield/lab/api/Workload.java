package org.jackfield.lab.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Traffic that can be had again: with one seed the same frames at the same times. Immutable. */
@ConsumerType
public interface Workload {
    /** A word for reports, for example {@code imix}. */
    String name();

    /**
     * Begins it anew.
     *
     * @param seed of everything random in it; the same seed yields the same frames
     * @return the frames; the caller's, used by one thread
     */
    FrameSource open(long seed);
}
