package org.jackfield.testkit.rules;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files of a folder or a jar, read whole. */
final class ClassFiles {
    private ClassFiles() {}

    /** Where a class was loaded from: a folder or a jar. */
    static Path homeOf(final Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (final URISyntaxException notAFile) {
            throw new IllegalStateException(type + " was not loaded from a file", notAFile);
        }
    }

    /** Files whose name ends so, by path inside the folder or jar. */
    static Map<String, byte[]> read(final Path home, final String suffix) throws IOException {
        if (Files.isDirectory(home)) {
            return collect(home, suffix);
        }
        try (FileSystem jar = FileSystems.newFileSystem(home)) {
            return collect(jar.getPath("/"), suffix);
        }
    }

    private static Map<String, byte[]> collect(final Path root, final String suffix) throws IOException {
        final List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(file -> file.toString().endsWith(suffix)).forEach(files::add);
        }
        final Map<String, byte[]> read = new TreeMap<>();
        for (final Path file : files) {
            read.put(root.relativize(file).toString(), Files.readAllBytes(file));
        }
        return read;
    }
}
