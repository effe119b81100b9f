package org.jackfield.control.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;
import org.jackfield.api.admin.AdminException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * Takes jars in: copies a file into a folder of its own and checks the copy, so that what was checked is what is installed, even
 * when the file is overwritten meanwhile. The copy of the jar that runs is kept, to go back to.
 */
final class JarShelf {
    /** The largest jar that is taken. */
    static final long MOST_BYTES = 64L << 20;

    private static final System.Logger LOG = System.getLogger(JarShelf.class.getName());
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private final Path folder;

    JarShelf(final Path folder) {
        this.folder = folder;
    }

    /** Copies and checks a file. Refuses what is no readable, whole jar with the manifest of a bundle. */
    Jar take(final Path file) throws AdminException {
        try {
            checkKind(file);
            Files.createDirectories(folder);
            final Path copy = Files.createTempFile(folder, "taken-", ".jar");
            try {
                return read(copy, copy(file, copy));
            } catch (final AdminException | IOException | RuntimeException unfit) {
                Files.deleteIfExists(copy);
                throw unfit;
            }
        } catch (final AccessDeniedException denied) {
            throw new AdminException("the switch may not read it", denied);
        } catch (final IOException failed) {
            throw new AdminException("it cannot be read: " + failed, failed);
        }
    }

    private static void checkKind(final Path file) throws AdminException, IOException {
        final BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (final NoSuchFileException missing) {
            throw new AdminException(
                    Files.isSymbolicLink(file)
                            ? "it is a symbolic link to " + Files.readSymbolicLink(file) + ", which does not exist"
                            : "there is no such file where the switch runs; give an absolute path",
                    missing);
        }
        if (attributes.isDirectory()) {
            throw new AdminException("it is a directory; give a jar");
        }
        if (!attributes.isRegularFile()) {
            throw new AdminException("it is no regular file; give a jar");
        }
        checkSize(attributes.size());
    }

    private static void checkSize(final long bytes) throws AdminException {
        if (bytes > MOST_BYTES) {
            throw new AdminException(
                    "it is larger than " + (MOST_BYTES >> 20) + " MiB; a bundle should hold code only");
        }
    }

    private static String copy(final Path file, final Path copy) throws IOException, AdminException {
        final MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = Files.newOutputStream(copy)) {
            final byte[] buffer = new byte[1 << 16];
            long bytes = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                checkSize(bytes += n); // the file may grow while it is read
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
    }

    private static Jar read(final Path copy, final String digest) throws AdminException, IOException {
        try (JarFile jar = new JarFile(copy.toFile(), false)) {
            checkEntries(jar);
            final Manifest manifest = jar.getManifest();
            if (manifest == null) {
                throw new AdminException(
                        "it is no bundle: it has no manifest; build it with bnd or the port archetype");
            }
            final Attributes headers = manifest.getMainAttributes();
            checkHeaders(headers);
            return new Jar(copy, name(headers), version(headers), digest);
        } catch (final ZipException broken) {
            throw new AdminException(
                    "it is no whole jar (" + broken.getMessage()
                            + "); copy it again, best under another name and rename it",
                    broken);
        }
    }

    /** A class that is broken would be found only when it is first used: look at every byte now. */
    private static void checkEntries(final JarFile jar) throws IOException {
        final byte[] buffer = new byte[1 << 16];
        for (final Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            final JarEntry entry = entries.nextElement();
            final CRC32 sum = new CRC32();
            try (InputStream in = new CheckedInputStream(jar.getInputStream(entry), sum)) {
                while (in.read(buffer) >= 0) {
                    // the sum is what is wanted
                }
            }
            if (entry.getCrc() != -1 && entry.getCrc() != sum.getValue()) {
                throw new ZipException("checksum of " + entry.getName() + " is wrong");
            }
        }
    }

    private static void checkHeaders(final Attributes headers) throws AdminException {
        if (headers.getValue(Constants.BUNDLE_SYMBOLICNAME) == null) {
            throw new AdminException("it is no bundle: its manifest has no " + Constants.BUNDLE_SYMBOLICNAME
                    + "; build it with bnd or the port archetype");
        }
        if (!"2".equals(headers.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
            throw new AdminException("its manifest has no " + Constants.BUNDLE_MANIFESTVERSION + ": 2");
        }
        if (headers.getValue(Constants.FRAGMENT_HOST) != null) {
            throw new AdminException("it is a fragment of bundle " + headers.getValue(Constants.FRAGMENT_HOST)
                    + ", which would have to restart; put its contents into that bundle");
        }
    }

    private static String name(final Attributes headers) throws AdminException {
        final String name =
                headers.getValue(Constants.BUNDLE_SYMBOLICNAME).split(";", 2)[0].strip();
        if (!SYMBOLIC_NAME.matcher(name).matches()) {
            throw new AdminException(
                    Constants.BUNDLE_SYMBOLICNAME + " " + name + " is none: letters, digits, '_', '-' and single dots");
        }
        return name;
    }

    private static Version version(final Attributes headers) throws AdminException {
        final String version = headers.getValue(Constants.BUNDLE_VERSION);
        try {
            return Version.parseVersion(version);
        } catch (final IllegalArgumentException malformed) {
            throw new AdminException(
                    Constants.BUNDLE_VERSION + " " + version + " is none; the form is 1.2.3 or 1.2.3.text", malformed);
        }
    }

    /** Gives a copy back. */
    void drop(final Jar jar) {
        try {
            Files.deleteIfExists(jar.copy());
        } catch (final IOException left) {
            LOG.log(Level.WARNING, "copy " + jar.copy() + " of a jar cannot be deleted: " + left);
        }
    }
}
