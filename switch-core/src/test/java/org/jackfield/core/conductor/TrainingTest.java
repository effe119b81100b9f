package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import org.jackfield.linux.mem.FrameMemories;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngineFactory;
import org.jackfield.linux.poll.IoEngines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training forwards frames of its own and leaves nothing behind. */
final class TrainingTest {
    private static final long SOME_NS = 100_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"auto", "readwrite"})
    void shouldSendFramesRoundAndLeaveNoDescriptorBehind(final String engine) throws Exception {
        final var factory = IoEngines.choose(engine).factory();
        Training.run(factory, SOME_NS); // whatever the virtual machine opens once is open then
        final int before = descriptors();
        assertTrue(Training.run(factory, SOME_NS) > 1_000, "frames went round");
        assertEquals(before, descriptors());
    }

    /** R6 with real engines: the pool, the pipeline and the kernel, but for the conductor the whole way of a frame. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "readwrite"})
    void shouldAllocateNothingInSteadyState(final String engine) throws Exception {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (FrameMemories memory = new FrameMemories(1024, 1024)) {
            final Training training = new Training(IoEngines.choose(engine).factory(), memory.frames());
            try {
                training.open();
                training.turn(20_000);
                final long frames = training.forwarded();
                final long before = threads.getCurrentThreadAllocatedBytes();
                training.turn(20_000);
                final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertTrue(training.forwarded() - frames > 20_000, "frames went round");
                // The two questions to the bean are not free themselves.
                assertTrue(allocated < 2_000, allocated + " bytes for " + (training.forwarded() - frames) + " frames");
            } finally {
                training.close();
            }
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenThereIsNoEngine() {
        final IoEngineFactory none = pool -> {
            throw new EngineException("none here");
        };
        assertThrows(EngineException.class, () -> Training.run(none, SOME_NS));
        final int before = descriptors();
        assertThrows(EngineException.class, () -> Training.run(none, SOME_NS));
        assertEquals(before, descriptors());
    }

    private static int descriptors() {
        final String[] open = new File("/proc/self/fd").list();
        return open == null ? -1 : open.length;
    }
}
