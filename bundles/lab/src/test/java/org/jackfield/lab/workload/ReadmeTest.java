package org.jackfield.lab.workload;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of the README are those of the registry. */
class ReadmeTest {
    private static final String ALL = "udp";

    private static Map<String, Kind> kinds() {
        return Workloads.kinds().stream().collect(Collectors.toMap(Kind::name, kind -> kind));
    }

    private static void assertHas(final String table) throws IOException {
        final String readme = Files.readString(Path.of("README.md"));
        assertTrue(readme.contains(table), () -> "README.md lacks this table; put it in:\n\n" + table);
    }

    private static String keyTable(final Kind kind) {
        return kind.keys().stream()
                .map(key -> String.format(
                        "| `%s` | %s | %s | %s |\n", key.name(), key.type(), key.standard(), key.sentence()))
                .collect(Collectors.joining("", "| key | values | default | meaning |\n|---|---|---|---|\n", ""));
    }

    /** The standards of a kind that are not those of all. */
    private static String own(final Kind kind) {
        final List<Key> standard = Workloads.kinds().get(0).keys();
        return kind.keys().stream()
                .filter(key -> !standard.contains(key))
                .map(key -> key.name() + "=" + key.standard())
                .collect(Collectors.joining(" "));
    }

    @Test
    void shouldListAllKinds() throws IOException {
        assertHas(Workloads.kinds().stream()
                .map(kind -> String.format(
                        "| `%s` | %s | %s |\n",
                        kind.name(), kind.sentence(), kind.name().equals("pcap") ? "keys of its own" : own(kind)))
                .collect(Collectors.joining("", "| kind | what it is | defaults of its own |\n|---|---|---|\n", "")));
    }

    @Test
    void shouldListAllKeysOfGeneratedWorkloads() throws IOException {
        assertHas(keyTable(kinds().get(ALL)));
    }

    @Test
    void shouldListAllKeysOfCaptureFiles() throws IOException {
        assertHas(keyTable(kinds().get("pcap")));
    }
}
