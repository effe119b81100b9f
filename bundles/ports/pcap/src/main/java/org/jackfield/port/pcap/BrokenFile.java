package org.jackfield.port.pcap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Remembers a file that turned out broken while it was replayed, until it changes: a port that fails is opened again and again, and each
 * time its first frames would be sent once more. Written by the thread of the file, read by the port-ops thread that opens next.
 */
final class BrokenFile {
    /** What was found of one state of a file. */
    private record Finding(Path file, long bytes, FileTime changed, String reason) {}

    private volatile @Nullable Finding finding;

    void remember(final Path file, final String reason) {
        try {
            final BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            finding = new Finding(file, now.size(), now.lastModifiedTime(), reason);
        } catch (final IOException gone) {
            finding = null;
        }
    }

    /** Throws the reason when this is the same file, unchanged. */
    void refuse(final Path file) throws IOException {
        final Finding known = finding;
        if (known != null && known.file.equals(file)) {
            final BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (known.bytes == now.size() && known.changed.equals(now.lastModifiedTime())) {
                throw new IOException(known.reason);
            }
        }
    }
}
