package org.jackfield.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class NextVersionTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void shouldBeHigher() {
        for (final String version : new String[] {"1.2.3", "0.1.0.SNAPSHOT", "1.2.3.u1"}) {
            final String next = NextVersion.after(version);
            assertTrue(Version.parseVersion(next).compareTo(Version.parseVersion(version)) > 0, next);
        }
        assertEquals("1.2.3.u1", NextVersion.after("1.2.3"));
    }

    @Test
    void shouldHoldTheSameContentUnderAnotherVersion() throws IOException, DemoException {
        final Path jar = folder.resolve("lamp.jar");
        final Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "lamp");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0.0");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream to = new JarOutputStream(out, manifest)) {
            to.putNextEntry(new JarEntry("a/b.txt"));
            to.write(CONTENT);
            to.closeEntry();
        }
        try (JarFile next = new JarFile(NextVersion.of(jar, "1.0.0.u1", folder).toFile())) {
            final Attributes headers = next.getManifest().getMainAttributes();
            assertEquals("lamp", headers.getValue("Bundle-SymbolicName"));
            assertEquals("1.0.0.u1", headers.getValue("Bundle-Version"));
            assertArrayEquals(
                    CONTENT, next.getInputStream(next.getJarEntry("a/b.txt")).readAllBytes());
        }
    }
}
