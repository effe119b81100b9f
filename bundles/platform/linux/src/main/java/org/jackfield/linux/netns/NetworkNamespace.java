package org.jackfield.linux.netns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A network namespace of this machine, given as a file that stands for it: {@code /run/netns/NAME}, {@code
 * /proc/PID/ns/net} or a descriptor. Immutable; any thread. Holds nothing open, so it does not keep the namespace
 * alive; the identity (device and inode number of its file, which the kernel does not give to two living namespaces)
 * tells when the file no longer stands for the same namespace.
 *
 * <p>{@link #call} works on a thread made for one task, because setns changes one thread only and a thread that came
 * back to a pool in the wrong namespace would do harm silently.
 */
public final class NetworkNamespace {
    /** Where {@code ip netns} keeps names. */
    private static final Path NAMES = Path.of("/run/netns");

    private static final Path OWN = Path.of("/proc/self/ns/net");
    /** What the link of this process's namespace says; a process of ours never leaves it, only threads made for that do. */
    private static final String OWN_LINK = linkOf(OWN);
    /** ioctl of namespace files: their kind (linux/nsfs.h). */
    private static final long NS_GET_NSTYPE = 0xb703;

    private static final int CLONE_NEWNET = 0x40000000;

    /** What a task in a namespace does. */
    @ConsumerType
    @FunctionalInterface
    public interface Task<T> {
        /** Runs in the namespace. */
        T run() throws IOException;
    }

    /**
     * What makes a namespace itself, as long as it lives.
     *
     * @param device device number of its file system
     * @param inode inode number of its file
     */
    public record Identity(long device, long inode) {}

    private final String label;
    private final Path path;
    private final Identity identity;

    private NetworkNamespace(final String label, final Path path, final Identity identity) {
        this.label = label;
        this.path = path;
        this.identity = identity;
    }

    private NetworkNamespace(final String label, final Path path) throws NetnsException {
        this.label = label;
        this.path = path;
        final int fd = openFile();
        try {
            this.identity = identityOf(fd);
        } finally {
            LibC.close(fd);
        }
    }

    /**
     * The namespace with a name given by {@code ip netns add}, or with an absolute path such as
     * {@code /proc/PID/ns/net}.
     *
     * @throws NetnsException when there is none, saying how to make it
     */
    public static NetworkNamespace of(final String nameOrPath) throws NetnsException {
        return new NetworkNamespace(nameOrPath, pathOf(nameOrPath));
    }

    /**
     * A namespace that was found before under a name or path, which may stand for it no more.
     *
     * @param identity what {@link #identity} said then
     */
    public static NetworkNamespace known(final String nameOrPath, final Identity identity) {
        return new NetworkNamespace(nameOrPath, pathOf(nameOrPath), identity);
    }

    private static Path pathOf(final String nameOrPath) {
        return nameOrPath.startsWith("/") ? Path.of(nameOrPath) : NAMES.resolve(nameOrPath);
    }

    /** The namespace of this process. */
    public static NetworkNamespace own() throws NetnsException {
        return new NetworkNamespace("of this process", OWN);
    }

    /** The namespace the calling thread is in. */
    public static NetworkNamespace ofCallingThread() throws NetnsException {
        return new NetworkNamespace("of this thread", Path.of("/proc/thread-self/ns/net"));
    }

    /** The namespace of an open namespace file; usable while the descriptor, which stays the caller's, is open. */
    public static NetworkNamespace ofDescriptor(final int fd) throws NetnsException {
        return new NetworkNamespace("of descriptor " + fd, Path.of("/proc/self/fd/" + fd));
    }

    /**
     * Whether an open namespace file stands for this process's namespace: one call, where making a {@code NetworkNamespace} of it
     * takes ten.
     */
    public static boolean isOwn(final int fd) {
        return !OWN_LINK.isEmpty() && linkOf(Path.of("/proc/self/fd/" + fd)).equals(OWN_LINK);
    }

    /** The name or path it was asked for by, for messages. */
    public String label() {
        return label;
    }

    /** The file that stood for it. */
    public Path path() {
        return path;
    }

    /** What makes it itself. */
    public Identity identity() {
        return identity;
    }

    /** Whether this process lives in it. */
    public boolean isOwn() {
        return stands(OWN);
    }

    /** Whether its file still stands for this namespace, and not for none or for a new one. */
    public boolean isStillNamed() {
        return stands(path);
    }

    /** Whether a process that may be looked at lives in it, or a name under which it could be found is mounted. */
    public boolean isInUse() {
        final String link = "net:[" + identity.inode() + "]";
        return isMounted(link) || hasProcess(link);
    }

    /**
     * Runs a task in this namespace: on the calling thread if that is the process's own, otherwise on a thread that
     * enters the namespace and ends with the task. Not interruptible.
     *
     * @throws NetnsException when the namespace is gone or may not be entered
     */
    public <T> T call(final Task<T> task) throws IOException {
        if (isOwn()) {
            return task.run();
        }
        final FutureTask<T> future = new FutureTask<>(() -> {
            enter();
            return task.run();
        });
        final Thread thread = new Thread(future, "netns-task");
        thread.setDaemon(true);
        thread.start();
        return await(future);
    }

    /**
     * Opens its file, for a netlink message that names the namespace by descriptor.
     *
     * @return a descriptor the caller must close
     * @throws NetnsException when it is gone
     */
    public int openDescriptor() throws NetnsException {
        final int fd = openFile();
        final Identity now;
        try {
            now = identityOf(fd);
        } catch (final NetnsException e) {
            LibC.close(fd);
            throw e;
        }
        if (!now.equals(identity)) {
            LibC.close(fd);
            throw new NetnsException("network namespace " + label + " was deleted and made anew meanwhile; try again");
        }
        return fd;
    }

    private void enter() throws NetnsException {
        final int fd = openDescriptor();
        try {
            if (LibC.setns(fd, CLONE_NEWNET) < 0) {
                final int errno = Errno.last();
                throw new NetnsException("cannot enter network namespace " + label + ": " + Errno.name(errno)
                        + (errno == Errno.EPERM ? "; run as root or give the process CAP_SYS_ADMIN" : ""));
            }
        } finally {
            LibC.close(fd);
        }
    }

    private static <T> T await(final FutureTask<T> future) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (final InterruptedException e) {
                    interrupted = true;
                } catch (final ExecutionException e) {
                    throw unwrap(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException unwrap(final ExecutionException e) {
        final Throwable cause = e.getCause();
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    private int openFile() throws NetnsException {
        final int fd = LibC.openPath(path.toString(), LibC.O_RDONLY);
        if (fd >= 0) {
            return fd;
        }
        if (fd == -Errno.ENOENT) {
            throw new NetnsException("network namespace " + label + " does not exist: " + path + " is not there; "
                    + (path.startsWith(NAMES)
                            ? "make it with 'ip netns add " + label + "'" + others()
                            : "give the name of one made with 'ip netns add NAME', or the /proc/PID/ns/net of a living"
                                    + " process"));
        }
        throw new NetnsException("network namespace " + label + ": cannot open " + path + ": " + Errno.name(-fd)
                + (fd == -Errno.EACCES || fd == -Errno.EPERM ? "; run as root" : ""));
    }

    private Identity identityOf(final int fd) throws NetnsException {
        final int kind = LibC.ioctl(fd, NS_GET_NSTYPE, 0);
        if (kind != CLONE_NEWNET) {
            throw new NetnsException(path + " is not a network namespace"
                    + (path.startsWith(NAMES)
                            ? "; it is left over from one: remove it with 'ip netns del " + label
                                    + "', then 'ip netns add " + label + "'"
                            : "; give a name made with 'ip netns add NAME', or /proc/PID/ns/net"));
        }
        return read(Path.of("/proc/self/fd/" + fd));
    }

    private static Identity read(final Path file) throws NetnsException {
        try {
            return new Identity(
                    (long) Files.getAttribute(file, "unix:dev"), (long) Files.getAttribute(file, "unix:ino"));
        } catch (final IOException e) {
            throw new NetnsException("cannot look at " + file + ": " + e.getMessage());
        }
    }

    private boolean stands(final Path file) {
        try {
            return read(file).equals(identity);
        } catch (final NetnsException e) {
            return false;
        }
    }

    private static boolean isMounted(final String link) {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
            return mounts.anyMatch(line -> line.contains(" " + link + " "));
        } catch (final IOException e) {
            return false;
        }
    }

    private static boolean hasProcess(final String link) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(p -> Character.isDigit(p.getFileName().toString().charAt(0)))
                    .anyMatch(p -> link.equals(linkOf(p.resolve("ns/net"))));
        } catch (final IOException e) {
            return false;
        }
    }

    private static String linkOf(final Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (final IOException ended) {
            return "";
        }
    }

    private static String others() {
        try (Stream<Path> names = Files.list(NAMES)) {
            final List<String> all = names.map(p -> p.getFileName().toString())
                    .sorted()
                    .limit(10)
                    .toList();
            return all.isEmpty() ? "" : " (there are: " + String.join(", ", all) + ")";
        } catch (final IOException none) {
            return "";
        }
    }

    @Override
    public String toString() {
        return label;
    }
}
