package org.jackfield.linux.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/** Gives a socket its own address. A file that nobody listens to any more makes room; one in use does not. */
final class Binding {
    private static final int MODE_BITS = 0xF000;
    private static final int SOCKET_FILE = 0xC000;

    private Binding() {}

    /**
     * Binds a socket.
     *
     * @param type of socket, to ask whether somebody else has the path
     * @param mode permissions of a local socket's file from its first moment, less the process's umask
     */
    static void bind(final int fd, final Endpoint at, final int type, final int mode) throws IOException {
        if (at.isLocal()) {
            // Before the file exists, so that it never has other permissions (unix(7): the file takes the socket's
            // mode).
            LibC.fchmod(fd, mode);
        }
        int errno = tryBind(fd, at);
        if (errno == Errno.EADDRINUSE && at.isLocal()) {
            makeRoom(at, type);
            errno = tryBind(fd, at);
        }
        if (errno != 0) {
            throw new IOException("bind to " + at + " failed: " + Errno.name(errno) + remedy(errno, at));
        }
    }

    private static int tryBind(final int fd, final Endpoint at) {
        try (NativeBlock address = at.toNative()) {
            return LibC.bind(fd, address.address(), address.size()) == 0 ? 0 : Errno.last();
        }
    }

    private static void makeRoom(final Endpoint at, final int type) throws IOException {
        final Path file = Path.of(at.path());
        final int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & MODE_BITS) != SOCKET_FILE) {
            throw new IOException(
                    "bind to " + at + " failed: there is a file of this name which is no socket; remove it,"
                            + " or choose another path");
        }
        final int probe = LibC.socket(LibC.AF_UNIX, type | LibC.O_NONBLOCK | LibC.CLOEXEC, 0);
        try (NativeBlock address = at.toNative()) {
            if (LibC.connect(probe, address.address(), address.size()) == 0 || Errno.last() != Errno.ECONNREFUSED) {
                throw new IOException("bind to " + at + " failed: another process uses this socket; stop it, or choose"
                        + " another path");
            }
        } finally {
            LibC.close(probe);
        }
        Files.deleteIfExists(file);
    }

    private static String remedy(final int errno, final Endpoint at) {
        return switch (errno) {
            case Errno.ENOENT -> "; make the folder of the path first";
            case Errno.EACCES, Errno.EPERM ->
                at.isLocal()
                        ? "; give the switch's user the right to write in the folder"
                        : "; choose a port above 1023";
            case Errno.EADDRINUSE -> "; choose another port, or stop who has it";
            default -> "";
        };
    }
}
