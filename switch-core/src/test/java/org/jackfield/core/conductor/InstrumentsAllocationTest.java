package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** Shadows of both kinds and measures allocate nothing on the thread that works. */
class InstrumentsAllocationTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final int FRAMES = 200;
    private static final int WARM_UP = 60;
    private static final int WINDOWS = 10;
    private static final int ROUNDS = 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final SwitchRig rig = new SwitchRig(2, 256, 1024);
    private final WirePort one = rig.port("one");
    private final WirePort two = rig.port("two");

    /** Leaves owners as they are; one that decides by frame gives frames to either worker. */
    private record Turns(String policyName, boolean byFrame) implements SteeringPolicy, FrameSteering {
        @Override
        public boolean preservesOrder() {
            return false;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {}

        @Override
        public boolean measuresBuckets() {
            return true;
        }

        @Override
        public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
            return byFrame ? Optional.of(this) : Optional.empty();
        }

        @Override
        public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
            for (int i = 0; i < batch.count; i++) {
                owners[i] = (short) (i & 1);
            }
        }
    }

    private void add(final String name) throws Exception {
        final Thread command = new Thread(() -> {
            try {
                rig.running.admin().addShadow(name, 1);
            } catch (final AdminException refused) {
                throw new IllegalStateException(refused);
            }
        });
        command.start();
        while (command.isAlive()) {
            rig.task();
            rig.round();
        }
        rig.settle();
    }

    @Test
    void shouldAllocateNothingForShadowsAndMeasures() throws Exception {
        rig.running.policies(
                List.of(new Turns("in-force", false), new Turns("by-bucket", false), new Turns("by-frame", true)));
        rig.settle();
        two.inject(0, Frames.broadcast(B));
        rig.settle();
        add("by-bucket");
        add("by-frame");
        rig.running.admin().measure(true, 0);
        for (final WirePort port : new WirePort[] {one, two}) {
            for (int q = 0; q < port.queueCount(); q++) {
                rig.wire.countOnly(port.fd(q));
            }
        }
        for (int round = 0; round < WARM_UP; round++) {
            work();
        }
        // The JVM itself may allocate now and then on behalf of a thread: in one window of several it does not.
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
            long allocated = 0;
            for (int round = 0; round < ROUNDS; round++) {
                allocated += work();
            }
            least = Math.min(least, allocated);
        }
        assertEquals(0, least, "bytes in the best of " + WINDOWS + " windows");
        final long worked = (long) FRAMES * (WARM_UP + WINDOWS * ROUNDS);
        rig.settle();
        assertEquals(
                List.of(worked, worked),
                rig.running.view().shadows().stream()
                        .map(shadow -> shadow.frames())
                        .toList());
        assertTrue(rig.running.view().measures().workers().get(1).ringNs().count() > 0);
        rig.assertAtRest();
    }

    /** Injects frames to the wrong queues as well as the right ones, then measures only what the workers do. */
    private long work() {
        for (int i = 0; i < FRAMES; i++) {
            one.inject(i % 2, Frames.numbered(A, B, i, i));
        }
        final long before = threads.getCurrentThreadAllocatedBytes();
        for (int cycle = 0; cycle < 3; cycle++) {
            rig.workers.get(0).doWork();
            rig.workers.get(1).doWork();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
