package org.jackfield.launcher.run;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
    @TempDir
    private Path folder;

    @Test
    void shouldKeepAFolderToOneSwitchUntilThatEnds() throws LaunchException {
        final StateLock first = StateLock.take(folder);
        final String refusal = assertThrows(LaunchException.class, () -> StateLock.take(folder))
                .getMessage();
        assertTrue(
                refusal.contains("in use by another switch (pid "
                        + ProcessHandle.current().pid() + ")"),
                refusal);
        first.release();
        StateLock.take(folder).release();
    }
}
