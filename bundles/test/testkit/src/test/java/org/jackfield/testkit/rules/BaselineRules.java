package org.jackfield.testkit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.osgi.Jar;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was promised to those who compile against a bundle is kept: its packages against those of a jar in the source tree. */
abstract class BaselineRules {
    /** A class or interface of the bundle. */
    abstract Class<?> anything();

    /** The folder of its module. */
    abstract String module();

    @Test
    void shouldKeepWhatWasPromised() throws Exception {
        try (Jar now = new Jar(ClassFiles.homeOf(anything()).toFile());
                Jar promised = promised()) {
            assertEquals("", String.join("\n", BaselineCheck.breaches(now, promised)));
        }
    }

    /** The check itself can fail: a type that is missing, a package that is. */
    @Test
    void shouldNoticeWhatIsMissing() throws Exception {
        try (Jar promised = promised();
                Jar now = promised()) {
            assertEquals(List.of(), BaselineCheck.breaches(now, promised));
            final String type = anything().getName().replace('.', '/') + ".class";
            assertTrue(now.remove(type) != null, type);
            final List<String> breaches = BaselineCheck.breaches(now, promised);
            assertEquals(1, breaches.size(), breaches::toString);
            final String expected =
                    "package " + anything().getPackageName() + " has version .* asks for \\d+\\.0\\.0 .*";
            assertTrue(breaches.get(0).matches(expected), breaches::toString);
        }
    }

    private Jar promised() throws Exception {
        final Path baseline = Path.of("../../..", module(), "baseline");
        return new Jar(
                baseline.resolve(Path.of(module()).getFileName() + ".jar").toFile());
    }
}
