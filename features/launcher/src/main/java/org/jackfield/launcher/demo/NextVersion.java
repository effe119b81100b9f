package org.jackfield.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** Another version of a bundle with the same content: what an update needs where there is no newer one. */
final class NextVersion {
    private static final String SUFFIX = "u1";

    private NextVersion() {}

    /** A version that is higher by its qualifier only. */
    static String after(final String version) {
        final Version present = Version.parseVersion(version);
        final String qualifier = present.getQualifier().isEmpty() ? SUFFIX : present.getQualifier() + "-" + SUFFIX;
        return new Version(present.getMajor(), present.getMinor(), present.getMicro(), qualifier).toString();
    }

    /** Writes a bundle's jar once more, with another version, into a folder. */
    static Path of(final Path jar, final String version, final Path folder) throws DemoException {
        final Path file = folder.resolve(version + "-" + jar.getFileName());
        try (JarFile from = new JarFile(jar.toFile())) {
            final Manifest manifest = new Manifest(from.getManifest());
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
            try (OutputStream out = Files.newOutputStream(file);
                    JarOutputStream to = new JarOutputStream(out, manifest)) {
                for (final JarEntry each : Collections.list(from.entries())) {
                    if (!each.getName().equals(JarFile.MANIFEST_NAME)) {
                        copy(from, each, to);
                    }
                }
            }
            return file;
        } catch (final IOException failed) {
            throw new DemoException("jar " + jar + " cannot be copied to " + file + ": " + failed, failed);
        }
    }

    private static void copy(final JarFile from, final JarEntry each, final JarOutputStream to) throws IOException {
        to.putNextEntry(new JarEntry(each.getName()));
        try (InputStream in = from.getInputStream(each)) {
            in.transferTo(to);
        }
        to.closeEntry();
    }
}
