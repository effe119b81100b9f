package org.jackfield.launcher.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerThreadsTest {
    private static final long SECOND_NS = 1_000_000_000;

    @TempDir
    private Path root;

    private void thread(final String id, final String name, final String schedstat) throws IOException {
        final Path folder = Files.createDirectories(root.resolve("proc/7/task").resolve(id));
        Files.writeString(folder.resolve("comm"), name + "\n");
        Files.writeString(folder.resolve("schedstat"), schedstat + "\n");
    }

    @Test
    void shouldReadHowLongWorkersWaitedForAProcessor() throws IOException {
        thread("8", "jackfield-worke", "5000 900 3");
        thread("9", "jackfield-condu", "5000 100 3");
        assertEquals(Map.of("8", 900L), new WorkerThreads(new Machine(root), "7").waitedNs());
        assertEquals(Map.of(), new WorkerThreads(new Machine(root), "6").waitedNs());
    }

    @Test
    void shouldWarnOfAWorkerThatDoesNotGetAProcessor() {
        final Map<String, Long> before = Map.of("8", 100L, "9", 0L);
        final List<Check> checks = WorkerThreads.checks(before, Map.of("8", 400_000_100L, "9", 5L), SECOND_NS);
        assertTrue(checks.get(0).finding().contains("40 %"), checks::toString);
        assertEquals(List.of(), WorkerThreads.checks(before, Map.of("8", 9_000_000L, "9", 5L), SECOND_NS));
        assertEquals(
                List.of(),
                WorkerThreads.checks(Map.of(), Map.of("8", 400_000_100L), SECOND_NS),
                "a new thread has no history");
    }
}
