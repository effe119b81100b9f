package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** Steady-state forwarding allocates nothing on the thread that works: learned unicast, floods and handoff alike. */
class AllocationTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final int FRAMES = 200;
    private static final int WARM_UP = 60;
    private static final int MEASURED = 200;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final SwitchRig rig = new SwitchRig(2, 256, 1024);
    private final WirePort one = rig.port("one");
    private final WirePort two = rig.port("two");
    private final WirePort three = rig.port("three");

    @Test
    void shouldAllocateNothingForAFrameOnAWorker() {
        two.inject(0, Frames.broadcast(B));
        rig.settle();
        for (final WirePort port : new WirePort[] {one, two, three}) {
            for (int q = 0; q < port.queueCount(); q++) {
                rig.wire.countOnly(port.fd(q));
            }
        }
        for (int round = 0; round < WARM_UP; round++) {
            work();
        }
        long allocated = 0;
        for (int round = 0; round < MEASURED; round++) {
            allocated += work();
        }
        // The JVM itself may allocate now and then on behalf of a thread (a method compiled anew): allow less than a
        // byte a frame.
        assertEquals(0, allocated / (MEASURED * FRAMES), () -> "bytes for each frame");
        rig.assertAtRest();
    }

    /** Injects frames to the wrong queues as well as the right ones, then measures only what the workers do. */
    private long work() {
        for (int i = 0; i < FRAMES; i++) {
            one.inject(i % 2, i % 10 == 0 ? Frames.broadcast(A) : Frames.numbered(A, B, i, i));
        }
        final long before = threads.getCurrentThreadAllocatedBytes();
        for (int cycle = 0; cycle < 3; cycle++) {
            rig.workers.get(0).doWork();
            rig.workers.get(1).doWork();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
