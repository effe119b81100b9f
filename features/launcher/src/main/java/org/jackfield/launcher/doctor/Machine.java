package org.jackfield.launcher.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the checks read: files below a root folder, which tests replace by one of their own. */
final class Machine {
    private final Path root;

    Machine(final Path root) {
        this.root = root;
    }

    /** A file's text, empty when it cannot be read. */
    Optional<String> text(final String file) {
        try {
            return Optional.of(Files.readString(path(file)));
        } catch (final IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The rest of the first line that begins with a prefix. */
    Optional<String> line(final String file, final String prefix) {
        final List<String> lines = text(file).orElse("").lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(line -> line.substring(prefix.length()).strip());
    }

    /** Names in a folder, sorted; empty when it cannot be read. */
    List<String> list(final String folder) {
        try (Stream<Path> entries = Files.list(path(folder))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (final IOException unreadable) {
            return List.of();
        }
    }

    Path root() {
        return root;
    }

    private Path path(final String file) {
        return root.resolve(file.substring(1));
    }
}
