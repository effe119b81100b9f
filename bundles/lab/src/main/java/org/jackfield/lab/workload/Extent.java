package org.jackfield.lab.workload;

/**
 * Where a workload ends: at what comes first.
 *
 * @param ns when it is over, in nanoseconds since the beginning
 * @param frames how many the end on port 0 sends
 */
record Extent(long ns, long frames) {
    private static final long NS_PER_MS = 1_000_000L;

    /** As the settings want it. Who sets frames alone gets them, however long they take. */
    static Extent of(final Settings settings) {
        final long frames = settings.whole("frames");
        final boolean framesAlone = frames > 0 && !settings.isSet("duration-ms");
        return new Extent(
                framesAlone ? Long.MAX_VALUE : settings.whole("duration-ms") * NS_PER_MS,
                frames == 0 ? Long.MAX_VALUE : frames);
    }
}
