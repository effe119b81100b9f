package org.jackfield.core.worker;

import java.util.List;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.core.fdb.FdbTable;

/** Data planes without frames, as many as a stress test wants. */
final class StressPlane {
    private static final FrameReserve NO_FRAMES = new FrameReserve(FrameMemory.allocate(0, 0));

    private StressPlane() {}

    static DataPlane of(final List<WorkerLink> links, final FdbTable table) {
        return new DataPlane(links, NO_FRAMES, table, null, null, () -> {}, () -> 0);
    }
}
