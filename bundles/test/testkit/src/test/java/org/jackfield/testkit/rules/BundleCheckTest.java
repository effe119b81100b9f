package org.jackfield.testkit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.api.fixture.ApiThatUsesLinux;
import org.jackfield.api.frame.FdKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCheckTest {
    @TempDir
    private Path bundle;

    @Test
    void shouldRefuseAPlugInThatExports() throws IOException {
        manifest("org.jackfield.port.tap", "Export-Package: org.jackfield.port.tap;version=\"1.0.0\"");
        assertFound("R2");
    }

    @Test
    void shouldRefuseAnExportWithoutVersion() throws IOException {
        manifest("org.jackfield.api", "Export-Package: a.b;uses:=\"c,d\",c;version=\"1.0.0\"");
        final List<String> found = new BundleCheck(bundle).breaches();
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.get(0).contains("R3: exported package a.b "), found::toString);
    }

    @Test
    void shouldRefuseAnExportedInterfaceWithoutRole() throws IOException {
        manifest("org.jackfield.api", "Export-Package: org.jackfield.api.fixture;version=\"1.0.0\"");
        add(ApiThatUsesLinux.class);
        assertFound("R3: exported interface");
    }

    @Test
    void shouldRefuseTheImportOfAPackageThatOnlyTheBuildHas() throws IOException {
        manifest("org.jackfield.core", "Import-Package: org.jspecify.annotations;version=\"[1.0,2)\"");
        assertFound("R1: imports org.jspecify.annotations");
    }

    @Test
    void shouldAcceptAnExporterWithVersions() throws IOException {
        manifest(
                "org.jackfield.api",
                "Export-Package: org.jackfield.api.frame;version=\"1.0.0\";uses:=\"a,b\"\nImport-Package: org.jackfield.api.frame");
        add(FdKind.class);
        assertEquals(List.of(), new BundleCheck(bundle).breaches());
    }

    private void assertFound(final String wanted) throws IOException {
        final List<String> found = new BundleCheck(bundle).breaches();
        assertTrue(found.size() == 1 && found.get(0).startsWith(wanted), found::toString);
    }

    private void manifest(final String symbolicName, final String headers) throws IOException {
        final Path file = bundle.resolve("META-INF/MANIFEST.MF");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "Manifest-Version: 1.0\nBundle-SymbolicName: " + symbolicName + "\n" + headers + "\n");
    }

    private void add(final Class<?> type) throws IOException {
        final String name = type.getName().replace('.', '/') + ".class";
        Files.createDirectories(bundle.resolve(name).getParent());
        try (InputStream in = type.getResourceAsStream("/" + name)) {
            Files.copy(in, bundle.resolve(name));
        }
    }
}
