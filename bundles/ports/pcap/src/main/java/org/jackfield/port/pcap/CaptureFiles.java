package org.jackfield.port.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The file, or the numbered files, that a port records to: opens and makes them, and removes the oldest of a ring. A file is made with
 * mode 0600, never reached through a symbolic link, and what is in one that exists is never changed: a section is put behind it, or, with
 * {@code overwrite}, a new file takes its place. One thread at a time: first a port-ops thread, then that of the files.
 */
final class CaptureFiles {
    private static final int NUMBER_DIGITS = 5;

    private final RecordSettings settings;
    private final ByteBuffer out =
            ByteBuffer.allocateDirect(CaptureFile.BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Path folder;
    private final String stem;
    private final String ending;

    CaptureFiles(final RecordSettings settings) {
        this.settings = settings;
        final Path file = settings.file();
        final String name = String.valueOf(file.getFileName());
        final int dot = name.lastIndexOf('.');
        folder = file.resolveSibling("");
        stem = dot > 0 ? name.substring(0, dot) : name;
        ending = dot > 0 ? name.substring(dot) : "";
    }

    /** The file to begin with: that of the configuration; of a ring the newest there is when it has room, else the one after it. */
    CaptureFile first() throws IOException {
        if (settings.fileBytes() == 0) {
            return open(settings.file());
        }
        final TreeMap<Integer, Path> ring = ring();
        if (!ring.isEmpty()) {
            final Path newest = ring.lastEntry().getValue();
            if (isPlain(newest)
                    && Files.size(newest) < settings.fileBytes()
                    && Files.size(newest) > 0
                    && ExistingFile.whyNotToAppend(newest).isEmpty()) {
                return open(newest);
            }
        }
        return next();
    }

    /** The next file of a ring; the oldest are removed so that there are no more than configured. */
    CaptureFile next() throws IOException {
        final TreeMap<Integer, Path> ring = ring();
        final int number = ring.isEmpty() ? 1 : ring.lastKey() + 1;
        while (ring.size() >= settings.files()) {
            final Path oldest = ring.pollFirstEntry().getValue();
            if (isPlain(oldest) && ExistingFile.isOurs(oldest)) {
                Files.delete(oldest);
            }
        }
        return open(folder.resolve(stem + "-" + String.format("%0" + NUMBER_DIGITS + "d", number) + ending));
    }

    /** What failed, for people. */
    IOException failure(final String operation, final Path file, final IOException cause) {
        return new IOException(operation + " " + file + " failed: " + text(cause), cause);
    }

    private TreeMap<Integer, Path> ring() throws IOException {
        final Pattern name =
                Pattern.compile(Pattern.quote(stem) + "-(\\d{" + NUMBER_DIGITS + ",8})" + Pattern.quote(ending));
        final TreeMap<Integer, Path> ring = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                final Matcher match = name.matcher(String.valueOf(file.getFileName()));
                if (match.matches()) {
                    ring.put(Integer.parseInt(match.group(1)), file);
                }
            }
        } catch (final IOException unreadable) {
            throw failure("listing", folder, unreadable);
        }
        return ring;
    }

    private CaptureFile open(final Path file) throws IOException {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return make(file);
            }
            if (!isPlain(file)) {
                throw new IOException("it is no plain file, and links are not followed; name another one");
            }
            final Optional<String> obstacle =
                    Files.size(file) == 0 ? Optional.empty() : ExistingFile.whyNotToAppend(file);
            if (obstacle.isEmpty()) {
                return begin(file, FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), false);
            }
            if (!settings.overwrite()) {
                throw new IOException("it exists and " + obstacle.get()
                        + "; move it away, name another file, or set overwrite=true to replace it");
            }
            Files.delete(file);
            return make(file);
        } catch (final IOException refused) {
            throw failure("recording to", file, refused);
        }
    }

    private CaptureFile make(final Path file) throws IOException {
        final FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            return begin(file, channel, true);
        } catch (final IOException full) {
            Files.deleteIfExists(file);
            throw full;
        }
    }

    private CaptureFile begin(final Path file, final FileChannel channel, final boolean made) throws IOException {
        out.clear();
        boolean begun = false;
        try {
            lock(channel);
            final CaptureFile capture = new CaptureFile(file, channel, made, out);
            begun = true;
            return capture;
        } finally {
            if (!begun) {
                channel.close();
            }
        }
    }

    /** Keeps others that ask off the file until it is closed: two sections at a time would be garbage. */
    private static void lock(final FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() == null) {
                throw new IOException("another process records to it; name another file");
            }
        } catch (final OverlappingFileLockException ours) {
            throw new IOException("another port records to it; name another file", ours);
        }
    }

    private static boolean isPlain(final Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile();
    }

    private static String text(final IOException cause) {
        if (cause instanceof NoSuchFileException || cause instanceof NotDirectoryException) {
            return "its folder does not exist; make it";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied; the switch's user must be allowed to write there";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "somebody made it at this moment";
        }
        final String reason = cause instanceof FileSystemException known ? known.getReason() : cause.getMessage();
        return reason == null ? cause.toString() : reason;
    }
}
