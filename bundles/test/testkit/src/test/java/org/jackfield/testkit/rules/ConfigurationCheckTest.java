package org.jackfield.testkit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationCheckTest {
    @TempDir
    private Path bundle;

    @BeforeEach
    void metatypeWithTwoKeys() throws IOException {
        metatype("org.jackfield.port.some");
    }

    @Test
    void shouldAcceptATableWithExactlyTheKeys() throws IOException {
        assertEquals(List.of(), breaches("| key | meaning |\n|---|---|\n| `mtu` | bytes |\n| fdb-limit | entries |"));
    }

    @Test
    void shouldNotTakeOtherTablesForKeyTables() throws IOException {
        assertEquals(
                List.of(),
                breaches(
                        "| key | x |\n|--|--|\n|mtu|x|\n|`fdb-limit`|x|\n\n| counter | x |\n|--|--|\n| `drops` | x |"));
    }

    @Test
    void shouldRefuseAKeyThatIsNotDocumented() throws IOException {
        assertEquals(List.of("R12: the README's key table lacks fdb-limit"), breaches("| Key |\n|---|\n| `mtu` |"));
    }

    @Test
    void shouldRefuseADocumentedKeyThatDoesNotExist() throws IOException {
        final List<String> found = breaches("| Key |\n|---|\n| `mtu` |\n| `fdb-limit` |\n| `speed` |");
        assertTrue(found.size() == 1 && found.get(0).contains("has speed"), found::toString);
    }

    @Test
    void shouldRefuseAPidWithAHyphen() throws IOException {
        metatype("org.jackfield.port-some");
        final List<String> found = breaches("| Key |\n|---|\n| `mtu` |\n| `fdb-limit` |");
        assertTrue(found.size() == 1 && found.get(0).startsWith("R10"), found::toString);
    }

    private List<String> breaches(final String readme) throws IOException {
        final Path file = bundle.resolve("README.md");
        Files.writeString(file, readme);
        return new ConfigurationCheck(bundle, file).breaches();
    }

    private void metatype(final String pid) throws IOException {
        final Path file = bundle.resolve("OSGI-INF/metatype/some.xml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                <?xml version="1.0" encoding="UTF-8"?>
                <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
                  <OCD id="some" name="some"><AD id="mtu" type="Integer"/><AD id="fdb-limit" type="Long"/></OCD>
                  <Designate factoryPid="%s"><Object ocdref="some"/></Designate>
                </metatype:MetaData>
                """.formatted(pid));
    }
}
