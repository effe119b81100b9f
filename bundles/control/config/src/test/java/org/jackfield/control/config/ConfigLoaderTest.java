package org.jackfield.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    private Path folder;

    private final FakeConfigurationAdmin configurations = new FakeConfigurationAdmin();
    private final FakeTypes types = FakeTypes.usual();
    private final List<String> log = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(ConfigLoader.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(final LogRecord line) {
            log.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private Set<String> load() throws IOException {
        final ConfigFolder files = new ConfigFolder(folder);
        new ConfigLoader(
                        files,
                        new ConfigCache(configurations.service()),
                        new FileReader(files, types),
                        new FileOutcomes())
                .load();
        return configurations.values.keySet();
    }

    private void file(final String name, final String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void shouldLoadPortsAndSingleConfigurations() throws IOException {
        file("org.jackfield.port.tap-vm1.cfg", "queues = 2\n");
        file("org.jackfield.port.tap-a-b.cfg", "name = a-b\n");
        file("org.jackfield.core.cfg", "workers = 3\n");
        file("README.md", "no configuration");
        file("bad name!.cfg", "no = configuration");
        assertEquals(
                new TreeSet<>(Set.of("org.jackfield.core", "org.jackfield.port.tap~a-b", "org.jackfield.port.tap~vm1")),
                load());
        assertEquals(
                "vm1", configurations.values.get("org.jackfield.port.tap~vm1").get("name"));
        assertEquals("3", configurations.values.get("org.jackfield.core").get("workers"));
        assertFalse(configurations.values.get("org.jackfield.core").containsKey("name"));
        assertEquals(List.of(), log);
    }

    @Test
    void shouldLoadTheOtherFilesWhenOneIsBroken() throws IOException {
        file("org.jackfield.port.tap-a.cfg", "queues = 2\nnonsense\n");
        file("org.jackfield.port.tap-b.cfg", "x = \\u00zz\n");
        file("org.jackfield.port.tap-c.cfg", "mtu = 1\nmtu = 2\n");
        Files.write(folder.resolve("org.jackfield.port.tap-d.cfg"), new byte[] {'a', '=', (byte) 0xff, '\n'});
        Files.createDirectory(folder.resolve("org.jackfield.port.tap-e.cfg"));
        file("org.jackfield.port.tap-f.cfg", "name = g\n");
        file("org.jackfield.port.tap-good.cfg", "");
        assertEquals(Set.of("org.jackfield.port.tap~good"), load());
        assertEquals(6, log.size(), log.toString());
        assertTrue(log.get(0).endsWith("is not loaded: line 2: 'nonsense' is no 'key = value'"), log.get(0));
        assertTrue(log.get(2).contains("key 'mtu' is given twice"), log.get(2));
    }

    @Test
    void shouldLoadOnlyTheFirstOfTwoPortsOfTheSameName() throws IOException {
        file("org.jackfield.port.patch-vm1.cfg", "peer = vm2\n");
        file("org.jackfield.port.tap-vm1.cfg", "");
        assertEquals(Set.of("org.jackfield.port.patch~vm1"), load());
        assertEquals(1, log.size());
    }

    @Test
    void shouldRefuseWhatTheMetatypeForbids() throws IOException {
        file("org.jackfield.port.tap-a.cfg", "mtu = 1\n");
        file("org.jackfield.port.tap-b.cfg", "colour = red\n");
        file("org.jackfield.port.patch-c.cfg", "");
        file("org.jackfield.core.cfg", "workers = 65\n");
        assertEquals(Set.of(), load());
        assertEquals(4, log.size(), log.toString());
        assertTrue(log.get(0).endsWith("workers=65 must be a whole number from 0 to 64; the default is 0"), log.get(0));
        assertTrue(log.get(1).endsWith("type patch needs peer, a text: Name of the other end"), log.get(1));
    }

    @Test
    void shouldKeepWhatNobodyCanCheckYetOutOfConfigAdmin() throws IOException {
        file("org.jackfield.port.vxlan-a.cfg", "anything = goes\n");
        file("org.example.other.cfg", "anything = goes\n");
        assertEquals(Set.of("org.example.other"), load());
        assertEquals(List.of(), log);
    }

    @Test
    void shouldNotTouchPortsWhoseFileIsTheSameWhenThisBundleStartsAgain() throws IOException {
        file("org.jackfield.port.tap-vm1.cfg", "mtu = 1400\n");
        load();
        load();
        assertEquals(1, configurations.updates.get());
    }

    @Test
    void shouldForgetConfigurationsWhoseFileIsGone() throws IOException {
        file("org.jackfield.port.tap-vm1.cfg", "");
        file("org.jackfield.port.tap-vm2.cfg", "");
        load();
        Files.delete(folder.resolve("org.jackfield.port.tap-vm1.cfg"));
        assertEquals(Set.of("org.jackfield.port.tap~vm2"), load());
    }

    @Test
    void shouldSweepTemporaryFilesOfAKilledSwitch() throws IOException {
        file(".jackfield-123.tmp", "half a fi");
        file(".other.tmp", "not ours");
        load();
        assertFalse(Files.exists(folder.resolve(".jackfield-123.tmp")));
        assertTrue(Files.exists(folder.resolve(".other.tmp")));
    }

    @Test
    void shouldStartWithoutAFolder() throws IOException {
        Files.delete(folder);
        assertEquals(Set.of(), load());
    }
}
