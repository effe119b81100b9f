package org.jackfield.control.deploy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The deploy folder. A jar is put in under a temporary name that nobody takes for a jar, forced to disk and renamed: at any moment
 * there is the old jar or the new one.
 */
final class DeployFolder {
    private static final String SUFFIX = ".jar";
    private static final String TEMPORARY_PREFIX = ".jackfield-";
    /** What another version of this bundle has put there a moment ago is not left behind by a killed switch. */
    private static final String OWN_PREFIX =
            TEMPORARY_PREFIX + ProcessHandle.current().pid() + "-";

    private static final String TEMPORARY_SUFFIX = ".tmp";

    private final Path folder;

    DeployFolder(final Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Makes the folder if it is missing and removes temporary files a killed switch left behind. */
    void prepare() throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : files.filter(DeployFolder::isTemporary).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean isTemporary(final Path file) {
        final String name = file.getFileName().toString();
        return name.startsWith(TEMPORARY_PREFIX) && !name.startsWith(OWN_PREFIX) && name.endsWith(TEMPORARY_SUFFIX);
    }

    /** Names of all jars, sorted. */
    List<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(DeployFolder::isJar)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static boolean isJar(final Path file) {
        final String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".") && !Files.isDirectory(file);
    }

    /** All jars by name, each with its stamp. */
    Map<String, String> stamps() throws IOException {
        final Map<String, String> stamps = new TreeMap<>();
        for (final String jar : jars()) {
            final String stamp = stamp(jar);
            if (!stamp.isEmpty()) {
                stamps.put(jar, stamp);
            }
        }
        return stamps;
    }

    /** What waits for the kernel's word on changes in this folder, once it {@link #watch watches}. */
    WatchService newWatchService() throws IOException {
        return folder.getFileSystem().newWatchService();
    }

    /** Asks the kernel to tell of each change. */
    WatchKey watch(final WatchService service) throws IOException {
        return folder.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }

    Path path(final String file) {
        return folder.resolve(file);
    }

    /** Changes when the file does; empty for one that is not there. */
    String stamp(final String file) {
        try {
            final BasicFileAttributes found = Files.readAttributes(path(file), BasicFileAttributes.class);
            return found.fileKey() + " " + found.lastModifiedTime() + " " + found.size();
        } catch (final IOException gone) {
            return "";
        }
    }

    /** The name under which a command puts a bundle. */
    static String fileName(final String symbolicName) {
        return symbolicName + SUFFIX;
    }

    /** Writes a jar under a temporary name and forces it to disk. */
    Path stage(final Jar jar) throws IOException {
        final Path staged = Files.createTempFile(folder, OWN_PREFIX, TEMPORARY_SUFFIX);
        Files.copy(jar.copy(), staged, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(staged, PosixFilePermissions.fromString("rw-r--r--"));
        try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return staged;
    }

    /** Gives a staged jar its name. */
    void commit(final Path staged, final String file) throws IOException {
        Files.move(staged, path(file), StandardCopyOption.ATOMIC_MOVE);
        force();
    }

    byte[] read(final String file) throws IOException {
        return Files.readAllBytes(path(file));
    }

    /** Puts bytes under a name at once. */
    void write(final String file, final byte[] bytes) throws IOException {
        final Path staged = Files.createTempFile(folder, OWN_PREFIX, TEMPORARY_SUFFIX);
        Files.write(staged, bytes);
        Files.setPosixFilePermissions(staged, PosixFilePermissions.fromString("rw-r--r--"));
        commit(staged, file);
    }

    void delete(final String file) throws IOException {
        if (Files.deleteIfExists(path(file))) {
            force();
        }
    }

    private void force() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
