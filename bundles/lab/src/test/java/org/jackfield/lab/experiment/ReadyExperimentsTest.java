package org.jackfield.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadyExperimentsTest {
    @Test
    void shouldNameEveryFileThatIsShipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/org/jackfield/lab/experiments"))) {
            final Set<String> shipped = new HashSet<>();
            files.forEach(file -> shipped.add(file.getFileName().toString().replace(".yaml", "")));
            assertEquals(shipped, new HashSet<>(ReadyExperiments.names()));
        }
    }

    @Test
    void shouldNameEachExperimentAsItsFile() throws LabException {
        for (final String name : ReadyExperiments.names()) {
            final Experiment.Heading heading = ExperimentFile.heading(ReadyExperiments.text(name), name);
            assertEquals(name, heading.name());
            assertTrue(!heading.about().isEmpty(), name);
        }
        final LabException none = assertThrows(LabException.class, () -> ReadyExperiments.text("elephant"));
        assertEquals("no experiment 'elephant'; did you mean 'elephants'?", none.getMessage());
    }

    @Test
    void shouldDescribeEveryKeyOfTheSchemaInTheReadme() throws IOException {
        final List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .dropWhile(line -> !line.equals("## Experiment files"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .toList();
        final List<String> expected = Schema.keys().stream()
                .map(key -> "| `" + key.path() + "` | " + key.type() + " | " + key.range() + " | " + key.standard()
                        + " | " + key.sentence() + " |")
                .toList();
        assertEquals(String.join("\n", expected), String.join("\n", rows));
    }
}
