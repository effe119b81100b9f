package org.jackfield.control.shell.socket;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The socket in the file system. A lock file beside it, held for the life of the process, decides who owns the path: a
 * socket found while the lock is free belongs to a dead switch and is replaced. The socket is made in a private folder, gets
 * its mode there and is then renamed into place, so nobody can reach it before its mode is 0600. The lock file stays when
 * the switch ends: removing it could let two switches lock two files of the same name.
 */
final class SocketFile implements Closeable {
    /** sun_path of struct sockaddr_un without its end. */
    private static final int MOST_PATH_BYTES = 107;
    /** What the private folder, at most four characters, adds to the path. */
    private static final int HIDDEN_BYTES = "/.abcd/s".length();

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel lockFile;
    private final ServerSocketChannel channel;
    private final @Nullable Object identity;

    private SocketFile(final Path path, final FileChannel lockFile, final ServerSocketChannel channel)
            throws IOException {
        this.path = path;
        this.lockFile = lockFile;
        this.channel = channel;
        this.identity = identity(path);
    }

    /**
     * Takes the path and listens on it.
     *
     * @throws IOException when a live switch has it, when something else than a socket is there, or when it cannot be made
     */
    static SocketFile claim(final Path path) throws IOException {
        final Path absolute = path.toAbsolutePath();
        final Path folder = absolute.getParent();
        if (folder == null) {
            throw new IOException("control socket: " + path + " is not the path of a file");
        }
        if (length(absolute) > MOST_PATH_BYTES || length(folder) > MOST_PATH_BYTES - HIDDEN_BYTES) {
            throw new IOException("control socket " + path + ": the path is too long, a socket's has at most "
                    + MOST_PATH_BYTES + " bytes; choose another with --socket");
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
        }
        final FileChannel lockFile = lock(absolute);
        try {
            refuseOtherFile(absolute);
            return new SocketFile(absolute, lockFile, bind(absolute, folder));
        } catch (final IOException | RuntimeException failed) {
            lockFile.close();
            throw failed;
        }
    }

    /** The lock file of a socket; holds the owner's process id. */
    static Path lockFile(final Path socket) {
        return socket.resolveSibling(socket.getFileName() + ".lock");
    }

    private static int length(final Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static FileChannel lock(final Path path) throws IOException {
        final Path file = lockFile(path);
        final FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            final FileLock lock = channel.tryLock();
            if (lock != null) {
                channel.truncate(0);
                final String pid = ProcessHandle.current().pid() + "\n";
                channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
                return channel;
            }
        } catch (final OverlappingFileLockException inThisProcess) {
            // the answer is the same
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
        final String owner = Files.readString(file).trim();
        channel.close();
        throw new IOException("control socket " + path + ": another switch is running (pid " + owner
                + "); stop it, or give this one its own with --socket");
    }

    private static void refuseOtherFile(final Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            throw new IOException("control socket " + path + ": a file that is no socket is there; move it away");
        }
    }

    private static ServerSocketChannel bind(final Path path, final Path folder) throws IOException {
        final String suffix = Long.toString(ThreadLocalRandom.current().nextLong(36L * 36 * 36 * 36), 36);
        final Path hidden = folder.resolve("." + suffix);
        Files.createDirectory(hidden, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
        final Path fresh = hidden.resolve("s");
        final ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(fresh), 64);
            Files.setPosixFilePermissions(fresh, OWNER_ONLY);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            return channel;
        } catch (final IOException | RuntimeException failed) {
            channel.close();
            throw new IOException("control socket " + path + " cannot be made: " + failed.getMessage(), failed);
        } finally {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(hidden);
        }
    }

    ServerSocketChannel channel() {
        return channel;
    }

    Path path() {
        return path;
    }

    /** Stops listening, removes the socket unless somebody else has replaced it, gives the path free. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
            if (identity != null && identity.equals(identity(path))) {
                Files.deleteIfExists(path);
            }
        } finally {
            lockFile.close();
        }
    }

    private static @Nullable Object identity(final Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey()
                : null;
    }
}
