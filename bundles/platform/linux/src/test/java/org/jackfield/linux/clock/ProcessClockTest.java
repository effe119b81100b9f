package org.jackfield.linux.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ProcessClockTest {
    private static final long LARGEST_PID = 4_194_304; // pid_max of 64-bit Linux; ids are below it

    @Test
    void shouldTellTheTimeOfAProcess() {
        final long thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        final long before = ProcessClock.cpuNs(ProcessHandle.current().pid()).orElseThrow();
        assertTrue(before >= thread, before + " ns of the process, " + thread + " ns of one thread");
        long now = before;
        while (now == before) {
            now = ProcessClock.cpuNs(ProcessHandle.current().pid()).orElseThrow();
        }
        assertTrue(now > before);
    }

    @Test
    void shouldTellNothingOfAProcessThatIsNot() {
        assertEquals(OptionalLong.empty(), ProcessClock.cpuNs(LARGEST_PID));
    }

    @Test
    void shouldSleepAsLongAsAsked() {
        try (Pause pause = new Pause()) {
            final long start = System.nanoTime();
            pause.ns(2_000_000);
            assertTrue(System.nanoTime() - start >= 2_000_000);
            pause.ns(0);
            pause.ns(-1);
        }
    }
}
