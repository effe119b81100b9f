package org.jackfield.launcher.bench.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.jackfield.launcher.bench.cpu.Processes.Stat;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    @Test
    void shouldReadNamesWithSpacesAndParentheses() {
        assertEquals(
                new Stat(7, 1 + 20 + 300 + 4000),
                Stat.parse("42 (a) b (c)) S 7 42 42 0 -1 4194560 5 6 7 8 1 20 300 4000 20 0 1 0 99"));
    }

    @Test
    void shouldCountNeitherTheFamilyNorTheKernel() {
        final Map<Long, Stat> all = Map.of(
                1L, new Stat(0, 1),
                2L, new Stat(0, 10),
                3L, new Stat(2, 100),
                50L, new Stat(1, 1_000),
                51L, new Stat(50, 10_000),
                52L, new Stat(51, 100_000),
                60L, new Stat(1, 1_000_000));
        assertEquals(1_000_001, Processes.foreignTicks(all, 50));
    }

    @Test
    void shouldCountAProcessWhoseParentIsUnknown() {
        assertEquals(5, Processes.foreignTicks(Map.of(70L, new Stat(69, 5)), 50));
    }

    @Test
    void shouldLookAtThisMachine() {
        assertTrue(Processes.besides(-1).foreignSeconds()
                >= Processes.besides(ProcessHandle.current().pid()).foreignSeconds() * 0.5);
    }
}
