package org.jackfield.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class RawSocketTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final String namespace = "jfkit" + ProcessHandle.current().pid();

    @BeforeEach
    void makeTwoConnectedNetdevs() throws Exception {
        ip("netns", "add", namespace);
        ip("-n", namespace, "link", "add", "left", "type", "veth", "peer", "name", "right");
        for (final String netdev : new String[] {"left", "right"}) {
            ip("netns", "exec", namespace, "sysctl", "-q", "net.ipv6.conf." + netdev + ".disable_ipv6=1");
            ip("-n", namespace, "link", "set", netdev, "up");
        }
    }

    @AfterEach
    void removeThem() throws Exception {
        ip("netns", "del", namespace);
    }

    @Test
    void shouldCarryFramesBetweenNetdevsOfAnotherNamespace() throws Exception {
        final byte[] frame = Frames.numbered(1L << 41 | 1, 1L << 41 | 2, 5, 77);
        try (RawSocket left = RawSocket.on(namespace, "left");
                RawSocket right = RawSocket.on(namespace, "right")) {
            left.send(frame);
            assertArrayEquals(frame, right.receiveNumbered(SOON).orElseThrow());
            assertEquals(0, left.receiveAll().size(), "a socket does not receive what it sent");
        }
    }

    @Test
    void shouldNameTheNetdevThatDoesNotExist() {
        final IOException refused = assertThrows(IOException.class, () -> RawSocket.on(namespace, "middle"));
        assertEquals("find netdev middle failed: ENODEV - No such device", refused.getMessage());
    }

    private static void ip(final String... arguments) throws Exception {
        final String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        final Process process = new ProcessBuilder(command).inheritIO().start();
        assertEquals(0, process.waitFor(), () -> String.join(" ", command));
    }
}
