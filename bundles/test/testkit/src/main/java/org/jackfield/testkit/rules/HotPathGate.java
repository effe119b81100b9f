package org.jackfield.testkit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules R5 and R7: the bytecode of everything marked {@code HotPath} in one module. */
@Tag("once")
public abstract class HotPathGate {
    /** The compiled classes to check: a folder or a jar. The module's own unless overridden. */
    protected Path classes() {
        return Path.of("target", "classes");
    }

    @Test
    void shouldNotAllocateLockThrowOrCallInterfacesPerFrameOnHotPaths() throws IOException {
        final Map<String, byte[]> classes = ClassFiles.read(classes(), ".class");
        assertFalse(classes.isEmpty(), () -> "no classes in " + classes());
        final List<String> breaches = classes.values().stream()
                .flatMap(file -> new HotPathScan(file).breaches().stream())
                .toList();
        assertEquals("", String.join("\n", breaches));
    }
}
