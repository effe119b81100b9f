package org.jackfield.port.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.GuestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * A tap port at a recording host, with a namespace of its own; looks after each test that no device and no descriptor
 * stays.
 */
@Tag("netns")
abstract class TapPortTestCase {
    final RecordingHost host = new RecordingHost();
    final TapPort port = new TapPort();
    /** A device name nobody else uses. */
    final String device = GuestNamespace.unique("d");

    GuestNamespace guest;
    private boolean open;
    private List<String> before;

    @BeforeEach
    void makeNamespace() throws IOException {
        before = tunDescriptors();
        guest = new GuestNamespace();
    }

    @AfterEach
    void removeAllAndLookForLeftovers() throws IOException {
        close();
        final boolean left = GuestNamespace.ownLink(device).isPresent();
        if (left) {
            GuestNamespace.run("ip", "link", "del", device);
        }
        guest.close();
        assertTrue(!left, "device " + device + " was left behind");
        assertEquals(before.size(), tunDescriptors().size(), "descriptors were left behind");
        assertEquals(List.of(), host.failures);
    }

    void open(final int queues, final String... settings) throws PortException {
        port.open(host, settings(settings), queues);
        open = true;
    }

    void close() {
        if (open) {
            open = false;
            host.fds.clear();
            port.close();
        }
    }

    /** Opening must be refused; returns the message. */
    String refusal(final String... settings) {
        final String message =
                assertThrows(PortException.class, () -> open(2, settings)).getMessage();
        assertTrue(message.startsWith("port vm1: "), message);
        assertEquals(List.of(), host.fds);
        return message;
    }

    /** Settings of port vm1 with this test's device. */
    PortSettings settings(final String... keysAndValues) {
        final Map<String, Object> values = new HashMap<>(Map.of("name", "vm1", "device", device));
        for (final String one : keysAndValues) {
            values.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return new PortSettings(values);
    }

    static List<String> tunDescriptors() throws IOException {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.map(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).toString();
                        } catch (final IOException closedMeanwhile) {
                            return "";
                        }
                    })
                    .filter("/dev/net/tun"::equals)
                    .toList();
        }
    }
}
