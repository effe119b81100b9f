package org.jackfield.control.shell.socket;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.LineShell;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;

/**
 * Answers requests on the control socket. One thread accepts, one per connection reads, runs and writes, one enforces time
 * limits by closing the channel of whoever is late. When all places are taken the connection that has been silent longest
 * gives way, so idle or hostile clients cannot keep others out.
 */
public final class ControlServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlServer.class.getName());

    private final SocketFile file;
    private final Function<Request, Reply> commands;
    private final Supplier<LineShell> shells;
    private final Limits limits;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private final ScheduledExecutorService clock;
    private volatile boolean closed;

    /**
     * What a client may use.
     *
     * @param requestBytes longest request
     * @param connections most connections at the same time
     * @param requestMs how long a client may take to send a request, and how long a connection may be idle
     * @param replyMs how long a client may take to read a reply
     */
    public record Limits(int requestBytes, int connections, long requestMs, long replyMs) {
        /** Plenty for people and scripts. */
        public static final Limits DEFAULT = new Limits(65536, 32, 10_000, 10_000);
    }

    private ControlServer(
            final SocketFile file,
            final Function<Request, Reply> commands,
            final Supplier<LineShell> shells,
            final Limits limits) {
        this.file = file;
        this.commands = commands;
        this.shells = shells;
        this.limits = limits;
        final AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(work -> daemon(work, "control-" + number.incrementAndGet()));
        clock = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "control-clock"));
    }

    private static Thread daemon(final Runnable work, final String name) {
        final Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens the socket of a switch without a shell and begins to answer.
     *
     * @throws IOException when another switch has the path, or the socket cannot be made there
     */
    public static ControlServer open(final Path path, final Function<Request, Reply> commands, final Limits limits)
            throws IOException {
        return open(path, commands, LineShell::none, limits);
    }

    /**
     * Opens the socket and begins to answer.
     *
     * @param shells makes the shell of a connection that wants one
     * @throws IOException when another switch has the path, or the socket cannot be made there
     */
    public static ControlServer open(
            final Path path,
            final Function<Request, Reply> commands,
            final Supplier<LineShell> shells,
            final Limits limits)
            throws IOException {
        final ControlServer server = new ControlServer(SocketFile.claim(path), commands, shells, limits);
        server.threads.execute(server::accept);
        return server;
    }

    /** The socket's path, absolute. */
    public Path path() {
        return file.path();
    }

    private void accept() {
        while (!closed) {
            try {
                admit(file.channel().accept());
            } catch (final ClosedChannelException stopped) {
                return;
            } catch (final IOException failed) {
                LOG.log(Level.WARNING, "control socket: a connection could not be accepted: " + failed.getMessage());
                pause();
            }
        }
    }

    /** Accepting fails at once and again while descriptors are used up. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit(final SocketChannel channel) throws IOException {
        if (connections.size() >= limits.connections()) {
            final Optional<Connection> idle = connections.stream()
                    .filter(Connection::isReading)
                    .min(Comparator.comparingLong(Connection::readingSinceNs));
            if (idle.isEmpty()) {
                refuse(channel);
                return;
            }
            connections.remove(idle.get());
            idle.get().close();
        }
        final Connection connection = new Connection(channel, commands, shells, limits, clock);
        connections.add(connection);
        try {
            threads.execute(() -> serve(connection));
        } catch (final RejectedExecutionException closing) {
            connection.close();
        }
    }

    private void refuse(final SocketChannel channel) throws IOException {
        try (channel) {
            channel.configureBlocking(false);
            final String text = Commands.errorText(
                    limits.connections() + " commands are running; wait for one to end", Reply.REFUSED, false);
            LineReader.write(channel, Lines.of(new Reply(Reply.REFUSED, "", text)));
        }
    }

    private void serve(final Connection connection) {
        try {
            connection.serve();
        } finally {
            connections.remove(connection);
            connection.close();
        }
    }

    /**
     * Makes place for another server: removes the socket and ends all connections but those whose command still runs, which end when it is
     * answered. So who asked for another version of this code gets an answer.
     */
    public void retire() throws IOException {
        closed = true;
        file.close();
        final List<Connection> idle = connections.stream()
                .filter(connection -> !connection.answersLast())
                .toList();
        idle.forEach(Connection::close);
        threads.shutdown();
        clock.shutdown(); // what is scheduled is done still
    }

    /** Ends all connections, removes the socket. Commands that still run are interrupted. */
    @Override
    public void close() throws IOException {
        closed = true;
        file.close();
        final List<Connection> open = new ArrayList<>(connections);
        open.forEach(Connection::close);
        clock.shutdownNow();
        threads.shutdownNow();
    }
}
