package org.jackfield.control.shell.socket;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.LineShell;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jspecify.annotations.Nullable;

/** One client: reads a request, runs it, writes the reply, until the client hangs up, is late or talks nonsense. */
final class Connection {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    private final SocketChannel channel;
    private final Function<Request, Reply> commands;
    private final Supplier<LineShell> shells;
    private final ControlServer.Limits limits;
    private final ScheduledExecutorService clock;
    private final LineReader lines;
    private volatile boolean reading = true;
    private volatile long readingSinceNs = System.nanoTime();
    private @Nullable LineShell shell;
    private boolean last;

    Connection(
            final SocketChannel channel,
            final Function<Request, Reply> commands,
            final Supplier<LineShell> shells,
            final ControlServer.Limits limits,
            final ScheduledExecutorService clock) {
        this.channel = channel;
        this.commands = commands;
        this.shells = shells;
        this.limits = limits;
        this.clock = clock;
        this.lines = new LineReader(channel, limits.requestBytes());
    }

    /** Serves until the connection ends. */
    void serve() {
        try {
            while (answerOne()) {
                // the next request
            }
        } catch (final ProtocolException nonsense) {
            refuse(String.valueOf(nonsense.getMessage()));
        } catch (final IOException | RejectedExecutionException ended) {
            LOG.log(Level.DEBUG, "control socket: a connection ended early: {0}", ended.getMessage());
        } finally {
            if (shell != null) {
                shell.close();
            }
        }
    }

    private boolean answerOne() throws IOException {
        final Optional<String> line = readLine();
        if (line.isEmpty()) {
            return false;
        }
        write(answer(Lines.message(line.get())));
        return goesOn();
    }

    /** Makes the answer under way the last one. False: there is none, the client is waited for. */
    synchronized boolean answersLast() {
        last = true;
        return !reading;
    }

    private synchronized boolean goesOn() {
        return !last;
    }

    private Reply answer(final Message message) {
        return switch (message.kind()) {
            case COMMAND -> commands.apply(message.request());
            case SHELL -> shell().run(message.line(), message.request());
            case SHELL_COMPLETE -> shell().complete(message.line());
        };
    }

    /** The shell of this connection, begun with the first line for it. */
    private LineShell shell() {
        if (shell == null) {
            shell = shells.get();
        }
        return shell;
    }

    private Optional<String> readLine() throws IOException {
        readingSinceNs = System.nanoTime();
        reading = true;
        if (shell != null && !lines.await()) { // a person may think as long as nobody else needs the place
            return Optional.empty();
        }
        final Future<?> deadline = clock.schedule(this::close, limits.requestMs(), TimeUnit.MILLISECONDS);
        try {
            return lines.next();
        } finally {
            reading = false;
            deadline.cancel(false);
        }
    }

    private void write(final Reply reply) throws IOException {
        final Future<?> deadline = !goesOn()
                ? CompletableFuture.completedFuture(null) // nobody keeps the time any more
                : clock.schedule(this::close, limits.replyMs(), TimeUnit.MILLISECONDS);
        try {
            LineReader.write(channel, Lines.of(reply));
        } finally {
            deadline.cancel(false);
        }
    }

    private void refuse(final String why) {
        try {
            write(new Reply(Reply.USAGE, "", Commands.errorText("control socket: " + why, Reply.USAGE, false)));
        } catch (final IOException | RejectedExecutionException gone) {
            LOG.log(Level.DEBUG, "control socket: nobody hears the refusal: {0}", gone.getMessage());
        }
    }

    boolean isReading() {
        return reading;
    }

    long readingSinceNs() {
        return readingSinceNs;
    }

    /** Hangs up; a thread that reads or writes gets an exception. Any thread, any number of times. */
    void close() {
        try {
            channel.close();
        } catch (final IOException failed) {
            LOG.log(Level.DEBUG, "control socket: a connection did not close: {0}", failed.getMessage());
        }
    }
}
