package org.jackfield.launcher.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleTapsTest {
    private static final String PERSISTENT_MULTIQUEUE_TAP = "0x5902\n";

    @TempDir
    private Path root;

    private final Set<String> held = new HashSet<>();

    @BeforeEach
    void makeDevices() throws IOException {
        device("lo", "");
        device("tapA", PERSISTENT_MULTIQUEUE_TAP);
        device("tapB", "0x5102\n");
    }

    private void device(final String name, final String tunFlags) throws IOException {
        final Path folder =
                Files.createDirectories(root.resolve("sys/class/net").resolve(name));
        if (!tunFlags.isEmpty()) {
            Files.writeString(folder.resolve("tun_flags"), tunFlags);
        }
    }

    private List<String> stale(final String... ofPorts) {
        return new StaleTaps(new Machine(root), held::contains)
                .checks(Set.of(ofPorts)).stream().map(Check::name).toList();
    }

    @Test
    void shouldNamePersistentTapsNobodyHolds() {
        assertEquals(List.of("device tapA"), stale());
    }

    @Test
    void shouldLeaveDevicesInUseAlone() throws IOException {
        assertEquals(List.of(), stale("tapA"));
        held.add("tapA");
        assertEquals(List.of(), stale());
        held.clear();
        Files.writeString(root.resolve("sys/class/net/tapA/carrier"), "1\n");
        assertEquals(List.of(), stale(), "somebody we may not look at holds it");
    }
}
