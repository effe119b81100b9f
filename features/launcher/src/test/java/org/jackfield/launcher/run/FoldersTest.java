package org.jackfield.launcher.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGiveRootTheFoldersOfTheMachine() {
        assertEquals(
                new Folders(Path.of("/etc/jackfield"), Path.of("/var/lib/jackfield")),
                Folders.of(0, Map.of("HOME", "/root", "XDG_CONFIG_HOME", "/elsewhere")));
    }

    @Test
    void shouldGiveOtherUsersFoldersInTheirHome() {
        assertEquals(
                new Folders(Path.of("/home/a/.config/jackfield"), Path.of("/home/a/.local/state/jackfield")),
                Folders.of(1000, Map.of("HOME", "/home/a", "XDG_STATE_HOME", "relative/is/ignored")));
        assertEquals(
                new Folders(Path.of("/c/jackfield"), Path.of("/s/jackfield")),
                Folders.of(1000, Map.of("HOME", "/home/a", "XDG_CONFIG_HOME", "/c", "XDG_STATE_HOME", "/s")));
    }

    @Test
    void shouldMakeADeployFolderOnlyItsOwnerMayWrite() throws LaunchException, IOException {
        final Path deploy = Folders.prepareDeploy(folder.resolve("state/deploy"));
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(deploy)));
        assertEquals(deploy, Folders.prepareDeploy(deploy), "one that is there is taken");
    }

    @Test
    void shouldNameFolderCauseAndOptionWhenOneCannotBeMade() throws IOException {
        final Path file = Files.createFile(folder.resolve("file"));
        final String message = assertThrows(LaunchException.class, () -> Folders.prepareState(file.resolve("state")))
                .getMessage();
        assertTrue(message.startsWith("state folder " + file), message);
        assertTrue(message.endsWith("--state"), message);
    }
}
