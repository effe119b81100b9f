package org.jackfield.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {
    private final List<String> undone = new ArrayList<>();
    private final Cleanup cleanup = new Cleanup();

    @Test
    void shouldUndoTheLastMadeFirstAndOnlyOnce() throws DemoException {
        cleanup.add(() -> undone.add("first"));
        cleanup.add(() -> undone.add("second"));
        cleanup.close();
        cleanup.close();
        assertEquals(List.of("second", "first"), undone);
    }

    @Test
    void shouldUndoTheRestWhenOneFails() throws DemoException {
        cleanup.add(() -> undone.add("first"));
        cleanup.add(() -> {
            throw new DemoException("stuck");
        });
        cleanup.close();
        assertEquals(List.of("first"), undone);
    }

    @Test
    void shouldUndoAtOnceWhatIsMadeAfterTheEnd() {
        cleanup.close();
        assertThrows(DemoException.class, () -> cleanup.add(() -> undone.add("late")));
        assertEquals(List.of("late"), undone);
    }
}
