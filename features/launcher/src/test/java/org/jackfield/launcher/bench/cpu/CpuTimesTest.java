package org.jackfield.launcher.bench.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuTimesTest {
    private static final double NEAR = 1e-9;

    @Test
    void shouldReadTheColumnsOfTheKernel() {
        final CpuTimes times = CpuTimes.parse(List.of(
                "cpu  100 200 300 400 50 60 70 80 9 9", "cpu0 1 2 3 4 5 6 7 8", "cpu1 1 2 3 4 5 6 7 8", "intr 5"));
        assertEquals(new CpuTimes(2, 1.0, 2.0, 3.0, 4.5, 0.6, 0.7, 0.8), times);
    }

    @Test
    void shouldTakeBusyTimeFromIdleTime() {
        final CpuTimes before = CpuTimes.parse(List.of("cpu 0 0 0 100 0 0 0 0", "cpu0 0", "cpu1 0"));
        final CpuTimes after = CpuTimes.parse(List.of("cpu 10 0 20 180 20 0 0 0", "cpu0 0", "cpu1 0"));
        assertEquals(1.0, after.since(before).busySeconds(1.0), NEAR);
        assertEquals(0, after.since(before).busySeconds(0.1), "idle ticks may be a little ahead of the clock");
    }

    @Test
    void shouldReadThisMachine() {
        final CpuTimes now = CpuTimes.now();
        assertEquals(Runtime.getRuntime().availableProcessors() > 0, now.processors() > 0);
        assertTrue(now.user() + now.system() + now.idle() > 0, now::toString);
    }

    @Test
    void shouldRefuseWhatIsNotProcStat() {
        assertThrows(IllegalArgumentException.class, () -> CpuTimes.parse(List.of("cpu 1 2 3")));
    }
}
