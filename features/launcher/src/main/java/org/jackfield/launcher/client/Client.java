package org.jackfield.launcher.client;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.socket.ControlClient;

/**
 * Sends a command line to a running switch and shows what it answers, again and again where the switch says so. No lambda, no
 * regular expression, no joined strings on the usual way: the first of each costs more than the call.
 */
public final class Client {
    /** Instead of an exit status: nobody listens at the socket. */
    public static final int NOBODY = -1;

    private static final long PATIENCE_NS = 3_000_000_000L;
    private static final long LOOK_MS = 20;
    private static final String TOP_LEFT = "\033[H";
    private static final String CLEAR_LINE = "\033[K\n";
    private static final String CLEAR_BELOW = "\033[J";
    private static final String CLEAR_ALL = "\033[2J";

    private final PrintStream out;
    private final PrintStream err;
    private boolean drawn;

    /** A client that prints there. */
    public Client(final PrintStream out, final PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs a command line; returns its exit status or {@link #NOBODY}. */
    public int run(final CommandWords words) {
        final Path socket = ControlClient.socket(words.socket());
        try {
            Reply reply = call(socket, words.words());
            print(reply);
            while (!reply.again().args().isEmpty() && !out.checkError()) {
                Thread.sleep(reply.again().afterMs());
                reply = call(socket, reply.again().args());
                print(reply);
            }
            return reply.status();
        } catch (final ConnectException nobody) {
            return NOBODY;
        } catch (final IOException failed) {
            final String text = "control socket " + socket + ": " + failed.getMessage()
                    + "; a switch belongs to the user who started it, usually root";
            err.print(Commands.errorText(text, Reply.REFUSED, Commands.asksForJson(words.words())));
            return Reply.REFUSED;
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Reply.REFUSED;
        }
    }

    /** Where the socket has gone and its process has not, what answers there is being replaced: it is waited for. */
    private static Reply call(final Path socket, final List<String> words) throws IOException, InterruptedException {
        final long beganNs = System.nanoTime();
        while (true) {
            try {
                return callOnce(socket, words);
            } catch (final ConnectException nobody) {
                if (System.nanoTime() - beganNs > PATIENCE_NS || !ControlClient.mayComeBack(socket)) {
                    throw nobody;
                }
                Thread.sleep(LOOK_MS);
            }
        }
    }

    private static Reply callOnce(final Path socket, final List<String> words) throws IOException {
        if (!Files.exists(socket)) {
            throw new ConnectException();
        }
        try (Link link = new Link(socket)) {
            return link.command(words);
        }
    }

    private void print(final Reply reply) {
        final boolean draw = reply.again().redraw() && Terminal.present();
        write(out, draw ? drawing(reply.out()) : reply.out());
        write(err, reply.err());
    }

    /** The text in place of the one before; a line is cleared behind its end, so that nothing flickers. */
    private String drawing(final String text) {
        final StringBuilder drawing = new StringBuilder(drawn ? TOP_LEFT : CLEAR_ALL);
        drawing.append(drawn ? "" : TOP_LEFT);
        drawn = true;
        return drawing.append(text.replace("\n", CLEAR_LINE))
                .append(CLEAR_BELOW)
                .toString();
    }

    private static void write(final PrintStream to, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.write(bytes, 0, bytes.length);
        to.flush();
    }
}
