package org.jackfield.launcher.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {
    private final List<String> undone = new ArrayList<>();
    private final Cleanup cleanup = new Cleanup();

    @Test
    void shouldUndoInReverseOrderOnce() throws BenchException {
        cleanup.add(() -> undone.add("first"));
        cleanup.part().add(() -> undone.add("part"));
        cleanup.make(() -> {}, () -> undone.add("last"));
        cleanup.close();
        cleanup.close();
        assertEquals(List.of("last", "part", "first"), undone);
    }

    @Test
    void shouldNotUndoWhatCouldNotBeMade() {
        assertThrows(
                BenchException.class,
                () -> cleanup.make(
                        () -> {
                            throw new BenchException("no");
                        },
                        () -> undone.add("never made")));
        cleanup.close();
        assertEquals(List.of(), undone);
    }

    @Test
    void shouldMakeNothingAfterTheEnd() {
        cleanup.close();
        assertThrows(BenchException.class, () -> cleanup.make(() -> undone.add("made"), () -> {}));
        assertThrows(BenchException.class, () -> cleanup.add(() -> undone.add("undone at once")));
        assertEquals(List.of("undone at once"), undone);
        assertTrue(cleanup.isClosed());
    }
}
