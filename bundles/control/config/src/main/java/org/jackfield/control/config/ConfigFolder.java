package org.jackfield.control.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of configuration files. A file is replaced by writing a temporary one beside it, forcing it to disk, renaming it
 * and forcing the folder: at any moment, and after any crash, there is the old file or the new one.
 */
final class ConfigFolder {
    private static final String TEMPORARY_PREFIX = ".jackfield-";
    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private final Path folder;

    ConfigFolder(final Path folder) {
        this.folder = folder;
    }

    /** Names of all configuration files, sorted. A folder that does not exist has none. */
    List<ConfigName> list() throws IOException {
        final List<ConfigName> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .sorted()
                    .forEach(file -> ConfigName.ofFile(file).ifPresent(names::add));
        } catch (final NoSuchFileException none) {
            return List.of();
        }
        return names;
    }

    boolean exists() {
        return Files.isDirectory(folder);
    }

    boolean has(final ConfigName name) {
        return Files.exists(path(name));
    }

    /** A file's text, empty when it does not exist. Malformed UTF-8 is an error. */
    Optional<String> read(final ConfigName name) throws IOException {
        try {
            return Optional.of(Files.readString(path(name)));
        } catch (final NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Replaces or makes a file, all or nothing; its permissions stay. */
    void write(final ConfigName name, final String text) throws IOException {
        final Path target = path(name);
        Files.createDirectories(folder);
        final Set<PosixFilePermission> mode = Files.exists(target) ? Files.getPosixFilePermissions(target) : READABLE;
        final Path fresh = Files.createTempFile(folder, TEMPORARY_PREFIX, TEMPORARY_SUFFIX);
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                final ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.setPosixFilePermissions(fresh, mode);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        forceFolder();
    }

    /** Removes a file if it exists. */
    void delete(final ConfigName name) throws IOException {
        if (Files.deleteIfExists(path(name))) {
            forceFolder();
        }
    }

    private void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes temporary files a killed switch left behind. */
    void sweep() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : files.filter(ConfigFolder::isTemporary).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean isTemporary(final Path file) {
        final String name = file.getFileName().toString();
        return name.startsWith(TEMPORARY_PREFIX) && name.endsWith(TEMPORARY_SUFFIX);
    }

    Path path(final ConfigName name) {
        return folder.resolve(name.fileName());
    }
}
