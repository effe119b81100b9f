package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.junit.jupiter.api.Test;

class NothingPortTest extends PortContractTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "org", "jackfield", "testkit", "contract", "NothingPort.java");

    @Override
    protected Port newPort() {
        return new NothingPort();
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of(PortSettings.NAME, "n1"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(Map.of("mtu", "67"));
    }

    @Test
    void shouldStandInTheReadmeOfTheApiAsItIs() throws IOException {
        final String readme = Files.readString(Path.of("..", "..", "switch-api", "README.md"));
        final int from = readme.indexOf("```java\n") + "```java\n".length();
        final String example = readme.substring(from, readme.indexOf("```", from));
        assertTrue(Files.readString(SOURCE).endsWith(example), "README and " + SOURCE + " differ");
    }
}
