package org.jackfield.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.control.config.HandEdits.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without threads: what the watch of the folder does when it has been quiet. */
class HandEditsTest {
    private static final String VM1 = "org.jackfield.port.tap-vm1.cfg";
    private static final String PID = "org.jackfield.port.tap~vm1";

    @TempDir
    private Path folder;

    private final FakeConfigurationAdmin configurations = new FakeConfigurationAdmin();
    private final FakeSwitchAdmin admin =
            new FakeSwitchAdmin(configurations, values -> !"1280".equals(values.get("mtu")));
    private final FakeTypes types = FakeTypes.usual();
    private final Logger logger = Logger.getLogger(HandEdits.class.getName());
    private PortFiles ports;

    @BeforeEach
    void start() throws IOException {
        logger.setLevel(Level.OFF); // what is logged is also an event
        ports = new PortFiles(folder, configurations.service(), types, new FakeComponents().states(), admin, null);
        ports.load();
    }

    @AfterEach
    void logAgain() {
        logger.setLevel(null);
    }

    private void file(final String name, final String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** Looks until nothing differs; returns how often something did. */
    private int look() throws IOException {
        for (int rounds = 0; ; rounds++) {
            assertTrue(rounds < 5, "it finds something to do for ever");
            final Set<Task> tasks = ports.edits().differing();
            if (tasks.isEmpty()) {
                return rounds;
            }
            tasks.forEach(ports.edits()::bringOver);
        }
    }

    private List<String> events() {
        return admin.events.stream()
                .filter(event -> event.kind() == SwitchEvent.Kind.CONFIGURATION)
                .map(event -> event.subject() + " " + event.text())
                .toList();
    }

    @Test
    void shouldAddChangeAndRemoveAPort() throws Exception {
        file(VM1, "mtu = 1400\n");
        assertEquals(1, look());
        assertEquals(Map.of("name", "vm1", "mtu", "1400"), configurations.ofFile(PID));
        file(VM1, "# comment\nmtu = 1401\nnetns = h1\n");
        assertEquals(1, look());
        assertEquals(Map.of("name", "vm1", "mtu", "1401", "netns", "h1"), configurations.ofFile(PID));
        Files.delete(folder.resolve(VM1));
        assertEquals(1, look());
        assertEquals(Map.of(), configurations.values);
        assertEquals(
                List.of(
                        VM1 + " read; port vm1 has applied it",
                        VM1 + " read; port vm1 has applied it",
                        VM1 + " removed by hand; port vm1 is gone"),
                events());
    }

    @Test
    void shouldFindNothingToDoAfterCommands() throws Exception {
        ports.add("vm1", "tap", Map.of("mtu", "1400"));
        assertEquals(0, look());
        ports.set("vm1", Map.of("mtu", "1500", "queues", "2"));
        assertEquals(0, look());
        ports.remove("vm1");
        assertEquals(0, look());
        assertEquals(List.of(), events());
        assertEquals(2, configurations.updates.get());
    }

    @Test
    void shouldFindNothingToDoWhenOnlyCommentsChange() throws Exception {
        file(VM1, "mtu = 1400\n");
        look();
        file(VM1, "# more\nname = vm1\nmtu: 1400\n");
        assertEquals(0, look());
    }

    @Test
    void shouldKeepTheFormerConfigurationWhenAFileIsRefused() throws Exception {
        file(VM1, "mtu = 1400\n");
        look();
        admin.events.clear();
        file(VM1, "mtu = many\n");
        look();
        assertEquals(0, look());
        assertEquals(Map.of("name", "vm1", "mtu", "1400"), configurations.ofFile(PID));
        final String reason = "mtu=many must be a whole number from 68 to 65521; the default is 1500";
        assertEquals(List.of(VM1 + " refused: " + reason + "; port vm1 goes on as it was; correct the file"), events());
        assertEquals(Map.of("vm1", VM1 + ": " + reason), ports.refusedFiles());
        file(VM1, "mtu = 1400\n");
        look();
        assertEquals(VM1 + " says again what is in force for port vm1", events().get(1));
        assertEquals(Map.of(), ports.refusedFiles());
        assertEquals(1, configurations.updates.get());
    }

    @Test
    void shouldReportAFileThatIsRefusedAgainAfterItWasGone() throws Exception {
        file(VM1, "nonsense\n");
        look();
        Files.delete(folder.resolve(VM1));
        look();
        file(VM1, "nonsense\n");
        look();
        assertEquals(2, events().size());
        assertTrue(events().get(0).contains("there is no port vm1"), events().get(0));
    }

    @Test
    void shouldTellWhatThePortHasAgainstAFile() throws Exception {
        file(VM1, "mtu = 1280\n");
        look();
        assertEquals(0, look());
        assertEquals(List.of(VM1 + " read; port vm1: the device says no"), events());
    }

    @Test
    void shouldLetAPortWaitForItsTypeAndCheckItWhenThatComes() throws Exception {
        file("org.jackfield.port.vxlan-a.cfg", "vni = 7\n");
        file("org.jackfield.port.vxlan-b.cfg", "vni = many\n");
        look();
        assertEquals(0, look());
        assertEquals(Map.of(), configurations.values);
        assertEquals(2, events().size());
        assertTrue(
                events().contains("org.jackfield.port.vxlan-a.cfg read; port a waits: type vxlan not deployed; deploy a"
                        + " bundle that offers it, see 'jackfield bundle list'"),
                events().toString());
        types.put("org.jackfield.port.vxlan", FakeTypes.number("vni", "0", "9", ""), FakeTypes.text("name"));
        look();
        assertEquals(Set.of("org.jackfield.port.vxlan~a"), configurations.values.keySet());
        assertTrue(ports.refusedFiles().get("b").contains("vni=many"));
    }

    @Test
    void shouldLeaveConfigurationsAloneWhenTheirTypeGoes() throws Exception {
        file(VM1, "mtu = 1400\n");
        look();
        types.byPid.remove("org.jackfield.port.tap");
        assertEquals(0, look());
        assertEquals(Set.of(PID), configurations.values.keySet());
    }

    @Test
    void shouldRefuseASecondFileOfAPortUntilTheFirstIsGone() throws Exception {
        file(VM1, "mtu = 1400\n");
        look();
        final String second = "org.jackfield.port.patch-vm1.cfg";
        file(second, "peer = x\n");
        look();
        assertEquals(0, look());
        assertEquals(Set.of(PID), configurations.values.keySet());
        assertEquals(
                second + " refused: " + HandEdits.SECOND_FILE + "; port vm1 goes on as it was; correct the file",
                events().get(1));
        Files.delete(folder.resolve(VM1));
        look();
        assertEquals(Set.of("org.jackfield.port.patch~vm1"), configurations.values.keySet());
        assertEquals(Map.of(), ports.refusedFiles());
    }

    @Test
    void shouldNotWaitForAPortWhoseTypeIsStopped() throws Exception {
        types.stopped.add("tap");
        file(VM1, "mtu = 1400\n");
        look();
        assertEquals(Set.of(PID), configurations.values.keySet());
        assertEquals(List.of(VM1 + " read; port vm1 waits: type tap not deployed: bundle b cannot start: x"), events());
    }

    @Test
    void shouldComeToAnEndWhenBothFilesOfAPortAreRefused() throws Exception {
        file(VM1, "mtu = many\n");
        file("org.jackfield.port.vxlan-vm1.cfg", "");
        look();
        assertEquals(0, look());
        assertEquals(2, events().size(), events().toString());
        assertEquals(Map.of(), configurations.values);
    }

    @Test
    void shouldSayThatTheCoresFileTakesEffectAtTheNextStart() throws Exception {
        file("org.jackfield.core.cfg", "workers = 2\n");
        look();
        assertEquals(0, look());
        file("org.jackfield.core.cfg", "workers = 65\n");
        look();
        assertEquals(0, look());
        assertFalse(configurations.values.containsKey("org.jackfield.core"));
        assertEquals(
                List.of(
                        "org.jackfield.core.cfg changed; takes effect at the next start of the switch",
                        "org.jackfield.core.cfg refused: workers=65 must be a whole number from 0 to 64; the default is"
                                + " 0; what was read before stays in force; correct the file"),
                events());
    }

    @Test
    void shouldPassOnAndTakeBackOtherConfigurations() throws Exception {
        file("org.example.x.cfg", "a = 1\n");
        look();
        assertEquals(Map.of("a", "1"), configurations.ofFile("org.example.x"));
        Files.delete(folder.resolve("org.example.x.cfg"));
        look();
        assertEquals(Map.of(), configurations.values);
        assertEquals(0, look());
    }

    @Test
    void shouldTouchNothingWhenTheFolderIsGone() throws Exception {
        file(VM1, "");
        look();
        Files.delete(folder.resolve(VM1));
        Files.delete(folder);
        org.junit.jupiter.api.Assertions.assertThrows(IOException.class, ports.edits()::differing);
        assertEquals(Set.of(PID), configurations.values.keySet());
    }
}
