package org.jackfield.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.api.admin.AdminException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Makes the mistakes of the README, with the metatypes of the shipped bundles, and compares what is said. */
class ReadmeMistakesIT {
    private static final String COMMAND = "$ jackfield port add ";

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> shouldSayWhatTheReadmeSays() throws IOException {
        final List<String> lines = Files.readAllLines(Path.of("README.md"));
        final int begin = lines.indexOf("### Found before anything is written") + 1;
        final int end = lines.indexOf("### Found by the port");
        assertTrue(begin > 0 && end > begin, "the README lacks its chapters");
        final List<DynamicTest> tests = new ArrayList<>();
        for (int i = begin; i < end; i++) {
            if (lines.get(i).startsWith(COMMAND)) {
                final String command = lines.get(i).substring(COMMAND.length());
                final String message = lines.get(i + 1);
                tests.add(DynamicTest.dynamicTest(
                        command, () -> assertEquals(message, "jackfield: " + refusal(command))));
            }
        }
        assertEquals(10, tests.size());
        return tests.stream();
    }

    private String refusal(final String command) throws Exception {
        final FakeConfigurationAdmin configurations = new FakeConfigurationAdmin();
        final PortFiles ports = new PortFiles(
                folder,
                configurations.service(),
                ShippedTypes.all(),
                new FakeComponents().states(),
                new FakeSwitchAdmin(configurations, values -> true),
                null);
        if (ports.names().isEmpty()) {
            ports.add("vm1", "tap", Map.of());
        }
        final List<String> words = Arrays.stream(command.split(" (?=(?:[^']*'[^']*')*[^']*$)"))
                .map(word -> word.replace("'", ""))
                .toList();
        final Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).equals("--set")) {
                final String[] pair = words.get(i).split("=", 2);
                values.put(pair[0], pair[1]);
            }
        }
        final String type = words.get(words.indexOf("--type") + 1);
        final String message = assertThrows(AdminException.class, () -> ports.add(words.get(0), type, values))
                .getMessage();
        assertEquals(List.of("vm1"), ports.names(), "nothing is left behind");
        return message;
    }
}
