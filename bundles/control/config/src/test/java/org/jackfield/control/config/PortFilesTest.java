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
import java.util.concurrent.TimeUnit;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortConfigurations.PortWait;
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
    private final FakeSwitchAdmin admin =
            new FakeSwitchAdmin(configurations, values -> !"1280".equals(values.get("mtu")));
    private final FakeTypes types = FakeTypes.usual();
    private final FakeComponents components = new FakeComponents();
    private PortFiles ports;
    private Path file;

    @BeforeEach
    void makePorts() {
        ports = new PortFiles(folder, configurations.service(), types, components.states(), admin, null);
        file = folder.resolve("org.jackfield.port.tap-vm1.cfg");
    }

    private Map<String, Object> cached() {
        return configurations.ofFile(PID);
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
                # Port vm1, type tap. This file is the truth: edit it, or use 'jackfield port set vm1 KEY=VALUE'.

                # Sentence of queues. Allowed: a whole number from 0 to 256; the default is 0.
                queues = 2

                # Sentence of netns.
                netns = h1

                # Further keys, explained by 'jackfield type show tap': bridge, device, mtu, mac, addresses, up, kernel-steering, fdb-limit.
                """, Files.readString(file));
        assertEquals(Map.of("name", "vm1", "netns", "h1", "queues", "2"), cached());
        assertEquals(List.of("vm1"), ports.names());
        assertEquals(Map.of("netns", "h1", "queues", "2"), ports.values("vm1"));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void shouldLeaveNothingBehindWhenTheNewPortRefuses() throws Exception {
        final String message = refusal(() -> ports.add("vm1", "tap", Map.of("mtu", "1280")));
        assertEquals("port add vm1: the device says no", message);
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
        assertEquals("port set vm1: the device says no", refusal(() -> ports.set("vm1", Map.of("mtu", "1280"))));
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
                "port add vm1: type vxlan not deployed; deploy a bundle that offers it, see 'jackfield bundle list'"
                        + " (deployed are: patch, tap)",
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
        final String message = refusal(() -> ports.add("vm1", "tap", Map.of(key, "1")));
        assertTrue(
                message.contains("'" + key + "' cannot be set") || message.contains("no key '" + key + "'"), message);
        assertFalse(Files.exists(file));
    }

    @Test
    void shouldRefuseAnUnknownKeyAndAForbiddenValueBeforeAnythingIsWritten() throws Exception {
        ports.add("vm1", "tap", Map.of("mtu", "1400"));
        final String before = Files.readString(file);
        final int updates = configurations.updates.get();
        assertEquals(
                "port set vm1: type tap has no key 'adresses'; did you mean 'addresses'?",
                refusal(() -> ports.set("vm1", Map.of("adresses", "10.0.0.1/8"))));
        assertEquals(
                "port set vm1: mtu=67 must be a whole number from 68 to 65521; the default is 1500",
                refusal(() -> ports.set("vm1", Map.of("mtu", "67"))));
        assertEquals(
                "port set vm1: type tap has no key 'adresses'; did you mean 'addresses'?",
                refusal(() -> ports.set("vm1", Map.of("adresses", ""))));
        assertEquals(before, Files.readString(file));
        assertEquals(updates, configurations.updates.get());
    }

    @Test
    void shouldLetAnUnknownKeyThatIsInTheFileBeTakenOut() throws Exception {
        Files.writeString(file, "colour = red\nmtu = 1400\n");
        assertTrue(refusal(() -> ports.set("vm1", Map.of("mtu", "1500"))).contains("no key 'colour'"));
        ports.set("vm1", Map.of("colour", ""));
        assertEquals("mtu = 1400\n", Files.readString(file));
        assertEquals(Map.of("name", "vm1", "mtu", "1400"), cached());
    }

    @Test
    void shouldRefuseAFileThatNamesAnotherPort() throws Exception {
        Files.writeString(file, "name = vm2\n");
        assertTrue(refusal(() -> ports.set("vm1", Map.of("mtu", "1500"))).contains("says name=vm2"));
        Files.writeString(file, "name = vm1\n");
        ports.set("vm1", Map.of("mtu", "1500"));
        assertEquals(Map.of("name", "vm1", "mtu", "1500"), cached());
    }

    @Test
    void shouldRefuseAtOnceWhenThePortsCodeFailsToStart() {
        admin.stuck.add("vm1");
        components.fails(
                PID,
                () -> configurations.values.getOrDefault(PID, Map.of()).getOrDefault("jackfield.change", 0L),
                "java.lang.reflect.InvocationTargetException\n\tat x.Y.z(Y.java:1)\n"
                        + "Caused by: java.lang.IllegalStateException: no licence\n\t... 3 more\n");
        assertEquals(
                "port add vm1: its code failed to start: java.lang.IllegalStateException: no licence",
                refusal(() -> ports.add("vm1", "tap", Map.of())));
        assertFalse(Files.exists(file));
        assertEquals(Map.of(), configurations.values);
    }

    @Test
    void shouldChangeOtherPortsWhileOneIsStuck() throws Exception {
        admin.stuck.add("vm1");
        final Thread waits =
                new Thread(() -> assertThrows(AdminException.class, () -> ports.add("vm1", "tap", Map.of())));
        waits.start();
        assertTrue(admin.waited.await(20, TimeUnit.SECONDS));
        ports.add("vm2", "tap", Map.of());
        assertTrue(waits.isAlive());
        assertTrue(Files.exists(file));
        waits.interrupt();
        waits.join(20_000);
        assertFalse(waits.isAlive());
        assertFalse(Files.exists(file), "an interrupted change is taken back, too");
    }

    @Test
    void shouldSayWhyAConfiguredPortIsNotInTheSwitch() throws Exception {
        for (final String name : List.of("tap-a", "vxlan-b", "patch-c", "tap-d", "tap-e", "tap-f")) {
            Files.writeString(folder.resolve("org.jackfield.port." + name + ".cfg"), "");
        }
        Files.writeString(folder.resolve("org.jackfield.port.tap-d.cfg"), "mtu = many\n");
        Files.writeString(folder.resolve("org.jackfield.port.patch-c.cfg"), "peer = x\n");
        types.stopped.add("patch");
        components.fails("org.jackfield.port.tap~e", () -> 1L, "java.lang.Error: boom\n\tat x\n");
        components.waits("org.jackfield.port.tap~f", "x.Device");
        ports.load();
        final Map<String, PortWait> waiting = ports.waiting();
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), List.copyOf(waiting.keySet()));
        assertEquals(new PortWait("tap", false, "the switch core is not running"), waiting.get("a"));
        assertEquals(
                new PortWait(
                        "vxlan",
                        false,
                        "type vxlan not deployed; deploy a bundle that offers it, see 'jackfield bundle list'"),
                waiting.get("b"));
        assertEquals(
                new PortWait("patch", true, "type patch not deployed: bundle b cannot start: x"), waiting.get("c"));
        assertEquals(
                new PortWait(
                        "tap",
                        true,
                        "org.jackfield.port.tap-d.cfg is refused: mtu=many must be a whole number from 68 to 65521;"
                                + " the default is 1500"),
                waiting.get("d"));
        assertEquals(new PortWait("tap", true, "its code failed to start: java.lang.Error: boom"), waiting.get("e"));
        assertEquals(
                "its code waits for a service x.Device; deploy the bundle that offers it, see 'jackfield bundle list'",
                waiting.get("f").reason());
    }

    @Test
    void shouldBringARefusedFileIntoForceWhenACommandCorrectsIt() throws Exception {
        Files.writeString(file, "mtu = many\n");
        ports.load();
        assertEquals(Map.of(), configurations.values);
        assertTrue(ports.refusedFiles().get("vm1").contains("mtu=many"));
        assertTrue(refusal(() -> ports.set("vm1", Map.of("mtu", "1280"))).contains("the device says no"));
        assertEquals("mtu = many\n", Files.readString(file));
        assertEquals(Map.of(), configurations.values);
        ports.set("vm1", Map.of("mtu", "1400"));
        assertEquals(Map.of("name", "vm1", "mtu", "1400"), cached());
        assertEquals(Map.of(), ports.refusedFiles());
    }

    @Test
    void shouldRefuseValuesThatWouldAddLines() {
        assertTrue(refusal(() -> ports.add("vm1", "tap", Map.of("mtu", "1\nqueues = 9")))
                .contains("control characters"));
    }

    @Test
    void shouldWriteAndReadBackValuesOfEveryKind() throws Exception {
        final Map<String, String> values = new TreeMap<>(Map.of(
                "device",
                "C:\\x\\",
                "mac",
                "# no comment",
                "netns",
                "ü = ñ: 値",
                "addresses",
                "1,2 , 3",
                "bridge",
                "!x"));
        ports.add("vm1", "tap", values);
        assertEquals(values, ports.values("vm1"));
        ports.set("vm1", Map.of("device", "\\u0041"));
        assertEquals("\\u0041", ports.values("vm1").get("device"));
    }

    @Test
    void shouldNameTheConfiguredPortsWhenOneDoesNotExist() throws Exception {
        ports.add("vm1", "tap", Map.of());
        assertEquals(
                "port set vm2: there is no such port; configured are: vm1",
                refusal(() -> ports.set("vm2", Map.of("mtu", "1500"))));
        assertTrue(refusal(() -> ports.values("vm2")).contains("configured are: vm1"));
        assertTrue(refusal(() -> ports.remove("vm1/2")).startsWith("port remove vm1/2: it is a guest of port vm1"));
    }

    @Test
    void shouldRefuseToChangeAFileItCannotReadAndLeaveItAlone() throws IOException {
        Files.writeString(file, "mtu = 1500\nnonsense\n");
        assertTrue(refusal(() -> ports.set("vm1", Map.of("mtu", "1400"))).contains("line 2: 'nonsense'"));
        assertEquals("mtu = 1500\nnonsense\n", Files.readString(file));
    }

    @Test
    void shouldRefuseChangesWhileThereIsNoCore() {
        final PortFiles alone =
                new PortFiles(folder, configurations.service(), new FakeTypes(), components.states(), null, null);
        assertTrue(refusal(() -> alone.add("vm1", "tap", Map.of())).contains("switch core is not running"));
        assertFalse(Files.exists(file));
    }
}
