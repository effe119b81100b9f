package org.jackfield.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.port.PortState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortFilesTest {
    private static final String PID = "org.jackfield.port.tap~vm1";

    @TempDir
    private Path folder;

    private final FakeConfigurationAdmin configurations = new FakeConfigurationAdmin();
    private final FakeSwitchAdmin admin = new FakeSwitchAdmin(configurations, values -> !"3".equals(values.get("mtu")));
    private PortFiles ports;
    private Path file;

    @BeforeEach
    void makePorts() {
        final PortTypes types = new PortTypes() {
            @Override
            public TreeSet<String> deployed() {
                return new TreeSet<>(List.of("tap", "patch"));
            }

            @Override
            public Map<String, String> sentences(final String type) {
                return Map.of("queues", "Queue pairs, 1 to 256.");
            }
        };
        ports = new PortFiles(folder, configurations.service(), types, admin);
        file = folder.resolve("org.jackfield.port.tap-vm1.cfg");
    }

    private Map<String, Object> cached() {
        final Map<String, Object> values = new TreeMap<>(configurations.values.getOrDefault(PID, Map.of()));
        values.remove("jackfield.change");
        values.remove("jackfield.config.file");
        return values;
    }

    private static String refusal(final org.junit.jupiter.api.function.Executable change) {
        return assertThrows(AdminException.class, change).getMessage();
    }

    @Test
    void shouldWriteACommentedFileAndGiveConfigAdminTheSame() throws Exception {
        assertEquals(
                PortState.ACTIVE,
                ports.add("vm1", "tap", Map.of("queues", "2", "netns", " h1 ")).state());
        assertEquals("""
                # Port vm1, type tap.
                # This file is the truth: 'jackfield port set vm1 KEY=VALUE' changes it, a start reads it.

                # Read by the switch.
                netns = h1

                # Queue pairs, 1 to 256.
                queues = 2
                """, Files.readString(file));
        assertEquals(Map.of("name", "vm1", "netns", "h1", "queues", "2"), cached());
        assertEquals(List.of("vm1"), ports.names());
        assertEquals(Map.of("netns", "h1", "queues", "2"), ports.values("vm1"));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void shouldLeaveNothingBehindWhenTheNewPortRefuses() throws Exception {
        final String message = refusal(() -> ports.add("vm1", "tap", Map.of("mtu", "3")));
        assertEquals("port add vm1: mtu is out of range", message);
        assertEquals(Map.of(), configurations.values);
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenTheNewPortDoesNotAnswer() {
        admin.answers = false;
        admin.letsGo = false;
        assertEquals("port vm1 did not answer", refusal(() -> ports.add("vm1", "tap", Map.of())));
        assertEquals(Map.of(), configurations.values);
        assertFalse(Files.exists(file));
    }

    @Test
    void shouldKeepCommentsAndOrderWhenItChangesValues() throws Exception {
        Files.writeString(file, "! mine\nmtu=1500\n\n  # why two\nqueues : \\\n   2\nmac = 02:00:00:00:00:01\n");
        final Map<String, String> changes =
                new TreeMap<>(Map.of("mtu", "9000", "mac", "", "bridge", "br1", "queues", "2"));
        ports.set("vm1", changes);
        assertEquals("! mine\nmtu = 9000\n\n  # why two\nqueues : \\\n   2\nbridge = br1\n", Files.readString(file));
        assertEquals(Map.of("name", "vm1", "mtu", "9000", "queues", "2", "bridge", "br1"), cached());
    }

    @Test
    void shouldRestoreFileAndConfigurationWhenAChangeIsRefused() throws Exception {
        ports.add("vm1", "tap", Map.of("mtu", "1500"));
        final String before = Files.readString(file);
        assertEquals("port set vm1: mtu is out of range", refusal(() -> ports.set("vm1", Map.of("mtu", "3"))));
        assertEquals(before, Files.readString(file));
        assertEquals(Map.of("name", "vm1", "mtu", "1500"), cached());
    }

    @Test
    void shouldGiveEveryChangeANewNumber() throws Exception {
        ports.add("vm1", "tap", Map.of());
        final long first = (Long) configurations.values.get(PID).get("jackfield.change");
        ports.set("vm1", Map.of("mtu", "1400"));
        assertTrue((Long) configurations.values.get(PID).get("jackfield.change") > first);
    }

    @Test
    void shouldKeepAFilesPermissions() throws Exception {
        ports.add("vm1", "tap", Map.of());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        ports.set("vm1", Map.of("mtu", "1400"));
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void shouldRemoveFileAndConfiguration() throws Exception {
        ports.add("vm1", "tap", Map.of());
        ports.remove("vm1");
        assertFalse(Files.exists(file));
        assertEquals(Map.of(), configurations.values);
        assertEquals(List.of(), ports.names());
    }

    @Test
    void shouldRefuseASecondPortOfTheSameNameAndLeaveTheFirst() throws Exception {
        ports.add("vm1", "tap", Map.of("queues", "2"));
        assertTrue(refusal(() -> ports.add("vm1", "tap", Map.of())).contains("there is a port of this name"));
        assertTrue(refusal(() -> ports.add("vm1", "patch", Map.of())).contains("there is a port of this name"));
        assertEquals(Map.of("queues", "2"), ports.values("vm1"));
        assertEquals(Map.of("name", "vm1", "queues", "2"), cached());
    }

    @Test
    void shouldRefuseATypeThatIsNotDeployedAndNameThoseThatAre() {
        assertEquals(
                "port add vm1: type vxlan is not deployed; deployed are: patch, tap",
                refusal(() -> ports.add("vm1", "vxlan", Map.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../vm", "a/b", "a b", ".hidden", "-x", "ü", "a\nb", "a~b", "xx\u0000"})
    void shouldRefuseNamesThatCouldLeaveTheFolder(final String name) {
        assertTrue(refusal(() -> ports.add(name, "tap", Map.of())).contains("cannot name a port"));
        assertThrows(AdminException.class, () -> ports.set(name, Map.of("mtu", "1500")));
        assertThrows(AdminException.class, () -> ports.remove(name));
        assertEquals(Map.of(), configurations.values);
    }

    @Test
    void shouldTakeNamesWithHyphensAndDotsAndUpTo64Characters() throws Exception {
        for (final String name : List.of("a-b.c_d", "x".repeat(64), "7")) {
            ports.add(name, "tap", Map.of());
        }
        assertEquals(List.of("7", "a-b.c_d", "x".repeat(64)), ports.names());
        assertTrue(refusal(() -> ports.add("x".repeat(65), "tap", Map.of())).contains("1 to 64"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "type", "service.pid", "component.name", "jackfield.change", "a b", "a=b", ""})
    void shouldRefuseKeysThatAreNotForPeople(final String key) {
        assertTrue(refusal(() -> ports.add("vm1", "tap", Map.of(key, "1"))).contains("is not a key that can be set"));
        assertFalse(Files.exists(file));
    }

    @Test
    void shouldRefuseValuesThatWouldAddLines() {
        assertTrue(refusal(() -> ports.add("vm1", "tap", Map.of("mtu", "1\nqueues = 9")))
                .contains("control characters"));
    }

    @Test
    void shouldWriteAndReadBackValuesOfEveryKind() throws Exception {
        final Map<String, String> values =
                new TreeMap<>(Map.of("a", "C:\\x\\", "b", "# no comment", "c", "ü = ñ: 値", "d", "1,2 , 3", "e", "!x"));
        ports.add("vm1", "tap", values);
        assertEquals(values, ports.values("vm1"));
        ports.set("vm1", Map.of("f", "\\u0041"));
        assertEquals("\\u0041", ports.values("vm1").get("f"));
    }

    @Test
    void shouldNameTheConfiguredPortsWhenOneDoesNotExist() throws Exception {
        ports.add("vm1", "tap", Map.of());
        assertEquals(
                "port set vm2: there is no such port; configured are: vm1",
                refusal(() -> ports.set("vm2", Map.of("mtu", "1500"))));
        assertTrue(refusal(() -> ports.values("vm2")).contains("configured are: vm1"));
    }

    @Test
    void shouldRefuseToChangeAFileItCannotReadAndLeaveItAlone() throws IOException {
        Files.writeString(file, "mtu = 1500\nnonsense\n");
        assertTrue(refusal(() -> ports.set("vm1", Map.of("mtu", "1400"))).contains("line 2: 'nonsense'"));
        assertEquals("mtu = 1500\nnonsense\n", Files.readString(file));
    }

    @Test
    void shouldRefuseChangesWhileThereIsNoCore() {
        final PortFiles alone = new PortFiles(folder, configurations.service(), new NoTypes(), null);
        assertTrue(refusal(() -> alone.add("vm1", "tap", Map.of())).contains("switch core is not running"));
        assertFalse(Files.exists(file));
    }

    private static final class NoTypes implements PortTypes {
        @Override
        public TreeSet<String> deployed() {
            return new TreeSet<>();
        }

        @Override
        public Map<String, String> sentences(final String type) {
            return Map.of();
        }
    }
}
