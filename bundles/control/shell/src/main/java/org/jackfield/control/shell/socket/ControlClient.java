package org.jackfield.control.shell.socket;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;

/** Sends command lines to a running switch. */
public final class ControlClient {
    /** Root's socket when nothing else is said. */
    public static final String DEFAULT_SOCKET = "/run/jackfield/control.sock";
    /** The environment variable that names another one. */
    public static final String SOCKET_VARIABLE = "JACKFIELD_SOCKET";

    private static final int MOST_REPLY_BYTES = 64 << 20;

    private ControlClient() {}

    /** The socket to use: the given one, else what the environment says, else the user's own. */
    public static Path socket(final String given) {
        final String fromEnvironment =
                Optional.ofNullable(System.getenv(SOCKET_VARIABLE)).orElse("");
        if (!given.isEmpty()) {
            return Path.of(given);
        }
        return fromEnvironment.isEmpty() ? SocketPath.of(SocketPath.user(), System.getenv()) : Path.of(fromEnvironment);
    }

    /** The process that listens on a socket, as its lock file names it; empty when nobody listens there. */
    public static Optional<String> owner(final Path socket) throws IOException {
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            final Path lock = SocketFile.lockFile(socket);
            return Optional.of(
                    Files.exists(lock) && channel.isConnected()
                            ? "pid " + Files.readString(lock).trim()
                            : "unknown");
        } catch (final ConnectException nobody) {
            return Optional.empty();
        }
    }

    /**
     * Whether the process that had a socket last still runs: what answers there may be replaced just now, and answer in a moment.
     */
    public static boolean mayComeBack(final Path socket) {
        try {
            return Files.exists(Path.of(
                    "/proc", Files.readString(SocketFile.lockFile(socket)).trim()));
        } catch (final IOException | RuntimeException nobody) {
            return false;
        }
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @return the reply; empty when no switch listens there
     * @throws IOException when the socket may not be used, or the switch ends before it answers
     */
    public static Optional<Reply> call(final Path socket, final Request request) throws IOException {
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            final Optional<IOException> unsent = send(channel, request);
            final Optional<String> line = new LineReader(channel, MOST_REPLY_BYTES).next();
            if (line.isEmpty() && unsent.isPresent()) {
                throw unsent.get();
            }
            return Optional.of(Lines.reply(
                    line.orElseThrow(() -> new EOFException("the switch at " + socket + " ended before it answered"))));
        } catch (final ConnectException nobody) {
            return Optional.empty();
        }
    }

    /** A switch that has no place for us says so and hangs up, perhaps before it was asked: what it said can be read all the same. */
    private static Optional<IOException> send(final SocketChannel channel, final Request request) {
        try {
            LineReader.write(channel, Lines.of(request));
            return Optional.empty();
        } catch (final IOException hungUp) {
            return Optional.of(hungUp);
        }
    }
}
