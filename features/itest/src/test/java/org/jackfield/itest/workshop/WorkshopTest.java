package org.jackfield.itest.workshop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.jackfield.api.port.Port;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workshop itself. */
class WorkshopTest {
    private static final String CLASS = "org.jackfield.example.toy.ToyPort";

    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
    }

    private static Attributes manifest(final Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes();
        }
    }

    private static Port port(final Path jar) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            return (Port) loader.loadClass(CLASS).getConstructor().newInstance();
        }
    }

    @Test
    void shouldMakeABundleWithComponentAndMetatype() throws Exception {
        final Path jar = workshop.make(Toy.sound().version("1.2.0").offering("trinket"));
        assertEquals("org.jackfield.example.toy", manifest(jar).getValue("Bundle-SymbolicName"));
        assertEquals("1.2.0", manifest(jar).getValue("Bundle-Version"));
        assertTrue(manifest(jar).getValue("Import-Package").contains("org.jackfield.api.port;version=\"[1."));
        assertNull(manifest(jar).getValue("Export-Package"));
        try (JarFile file = new JarFile(jar.toFile())) {
            final String component = new String(file.getInputStream(file.getEntry("OSGI-INF/" + CLASS + ".xml"))
                    .readAllBytes());
            assertTrue(component.contains("org.jackfield.port.trinket"), component);
            assertTrue(component.contains("modified=\"modified\""), component);
            assertNotNull(file.getEntry("OSGI-INF/metatype/" + CLASS + "$Keys.xml"));
        }
        assertEquals("1.2.0", port(jar).details().get("version"));
    }

    @Test
    void shouldBreakABundleWhereTold() throws Exception {
        final Path jar = workshop.make(Toy.sound().throwing("details", "made to fail"));
        final Port port = port(jar);
        assertEquals(
                "made to fail",
                assertThrows(IllegalStateException.class, port::details).getMessage());
    }

    @Test
    void shouldBreakAFinishedBundleInAnotherVersion() throws Exception {
        final Path sound = workshop.make(Toy.sound());
        final Path broken = workshop.broken(sound, "1.0.1", CLASS, "capabilities", "made to fail");
        assertEquals("1.0.1", manifest(broken).getValue("Bundle-Version"));
        final Port port = port(broken);
        assertEquals(
                "made to fail",
                assertThrows(IllegalStateException.class, port::capabilities).getMessage());
        assertEquals("1.0.0", port.details().get("version"));
        assertEquals(8, port(sound).capabilities().mostQueues());
    }

    @Test
    void shouldMakeTheSameBundleInAnotherVersion() throws Exception {
        final Path again = workshop.newVersion(workshop.make(Toy.sound()), "1.1.0");
        assertEquals("1.1.0", manifest(again).getValue("Bundle-Version"));
        assertEquals(8, port(again).capabilities().mostQueues());
    }

    @Test
    void shouldRefuseAPlaceTheSourceDoesNotHave() {
        assertThrows(
                IllegalArgumentException.class, () -> workshop.make(Toy.sound().throwing("nowhere", "")));
    }
}
