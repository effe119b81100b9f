package org.jackfield.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jackfield.api.admin.PortTypeInfo.KeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped defaults and examples against the metatypes of the bundles that read them. */
class ShippedFilesIT {
    private static final Path CONFIG = Path.of("../../../config");

    private final FakeTypes types = ShippedTypes.all();

    private Map<ConfigName, FileReading> readAll(final Path path) throws IOException {
        final ConfigFolder folder = new ConfigFolder(path);
        final FileReader reader = new FileReader(folder, types);
        final Map<ConfigName, FileReading> readings =
                new TreeMap<>(java.util.Comparator.comparing(ConfigName::fileName));
        for (final ConfigName name : folder.list()) {
            readings.put(name, reader.read(name).orElseThrow());
        }
        return readings;
    }

    private static void assertGood(final Map<ConfigName, FileReading> readings) {
        readings.forEach((name, reading) -> {
            assertEquals("", reading.refusal(), name.fileName());
            assertFalse(reading.waits(), name.fileName() + " is checked against nothing");
            assertTrue(reading.text().startsWith("# "), name.fileName() + " has no comment");
        });
    }

    @Test
    void shouldShipEveryKeyOfTheSwitchWithItsDefault() throws IOException {
        final Map<ConfigName, FileReading> readings = readAll(CONFIG);
        assertGood(readings);
        final Map<String, String> defaults = new TreeMap<>();
        for (final KeyInfo key : types.byPid.get(ConfigName.CORE_PID).keys()) {
            defaults.put(key.key(), key.fallback());
        }
        assertEquals(
                defaults, readings.get(new ConfigName(ConfigName.CORE_PID, "")).values());
    }

    @Test
    void shouldTakeAFileOfTheSwitchWithOneKeyOnly(@TempDir final Path folder) throws IOException {
        Files.writeString(folder.resolve("org.jackfield.core.cfg"), "# Two.\nworkers = 2\n");
        assertGood(readAll(folder));
    }

    @ParameterizedTest
    @CsvSource({
        "two-containers,2",
        "two-guests,2",
        "two-bridges,4",
        "without-root,2",
        "two-sites,2",
        "record-and-replay,3",
        "mirror,3",
        "uplink,3"
    })
    void shouldShipExamplesThatAreAllowed(final String example, final int ports) throws IOException {
        final Map<ConfigName, FileReading> readings =
                readAll(CONFIG.resolve("examples").resolve(example));
        assertGood(readings);
        assertEquals(
                ports, readings.keySet().stream().filter(ConfigName::isPort).count());
        assertTrue(readings.keySet().stream()
                .allMatch(file -> file.isPort()
                        || types.byPid.containsKey(file.pid())
                                && !file.instance().isEmpty()));
    }

    @Test
    void shouldExplainEachExample() throws IOException {
        final String readme = Files.readString(CONFIG.resolve("examples/README.md"));
        final List<String> missing = new ArrayList<>();
        try (Stream<Path> examples = Files.list(CONFIG.resolve("examples"))) {
            examples.filter(Files::isDirectory)
                    .map(example -> "jackfield run --config config/examples/" + example.getFileName())
                    .filter(command -> !readme.contains(command))
                    .forEach(missing::add);
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void shouldGiveTheKeysOfTheTapInTheOrderOfItsDocumentationWithRangesAndOptions() {
        final List<KeyInfo> keys = types.byPid.get("org.jackfield.port.tap").keys();
        assertEquals(
                List.of("name", "bridge", "device", "queues", "mtu"),
                keys.stream().map(KeyInfo::key).limit(5).toList());
        final Map<String, KeyInfo> byName = new TreeMap<>();
        keys.forEach(key -> byName.put(key.key(), key));
        assertEquals(
                new KeyInfo(
                        "mtu", "number", false, false, "1500", "68", "65521", List.of(), "MTU of the netdev in bytes."),
                byName.get("mtu"));
        assertTrue(byName.get("addresses").list());
        assertEquals("", byName.get("addresses").fallback());
        assertEquals(List.of("auto", "on", "off"), byName.get("kernel-steering").options());
        assertEquals("true/false", byName.get("up").kind());
        assertTrue(byName.get("name").required());
    }
}
