package org.jackfield.control.shell.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SocketPathTest {
    private static final Map<String, String> LOGGED_IN = Map.of("XDG_RUNTIME_DIR", "/run/user/1000");

    @Test
    void shouldGiveRootTheSocketOfTheMachine() {
        assertEquals(Path.of("/run/jackfield/control.sock"), SocketPath.of(0, LOGGED_IN));
    }

    @Test
    void shouldGiveEveryOtherUserOneOfItsOwn() {
        assertEquals(Path.of("/run/user/1000/jackfield/control.sock"), SocketPath.of(1000, LOGGED_IN));
        assertEquals(Path.of("/tmp/jackfield-1000/control.sock"), SocketPath.of(1000, Map.of()));
    }

    @Test
    void shouldKnowWhoRunsThis() throws IOException {
        assertEquals((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"), SocketPath.user());
    }
}
