package org.jackfield.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.command.SwitchServices;
import org.jackfield.control.shell.socket.ControlClient;
import org.jackfield.launcher.demo.DemoCommand;
import org.jackfield.launcher.doctor.DoctorCommand;
import org.jackfield.launcher.run.RunCommand;
import picocli.CommandLine;

/**
 * Where {@code jackfield} begins. A few commands run here; every other command line goes to the running switch as it is, without
 * being parsed first: that keeps a call short, and the switch knows its commands best.
 */
public final class Main {
    private static final Set<String> LOCAL = Set.of("run", "demo", "doctor", "test", "version");
    private static final Set<String> HELP = Set.of("-h", "--help");

    private final PrintStream out;
    private final PrintStream err;

    Main(final PrintStream out, final PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the command line and ends the process with its exit status. */
    public static void main(final String[] args) {
        final int status = new Main(System.out, System.err).run(List.of(args));
        System.out.flush();
        System.exit(status);
    }

    /** Runs one command line and returns its exit status. */
    int run(final List<String> args) {
        final CommandWords words = CommandWords.of(args);
        if (words.command().isEmpty()
                || LOCAL.contains(words.command())
                || words.options().stream().anyMatch(HELP::contains)) {
            return locally(args);
        }
        return remotely(words);
    }

    private int locally(final List<String> args) {
        final CommandLine line = Commands.commandLine(
                SwitchServices.none(),
                Commands.asksForJson(args),
                columns(),
                new RunCommand(),
                new DemoCommand(),
                new DoctorCommand(),
                new TestCommand());
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        final int status = line.execute(args.toArray(new String[0]));
        line.getOut().flush();
        line.getErr().flush();
        return status;
    }

    private int remotely(final CommandWords words) {
        final Path socket = ControlClient.socket(words.socket());
        try {
            final Optional<Reply> reply = ControlClient.call(socket, new Request(words.words(), false, columns()));
            return reply.isPresent() ? print(reply.get()) : print(nobody(words, socket));
        } catch (final IOException failed) {
            final String text = "control socket " + socket + ": " + failed.getMessage()
                    + "; a switch belongs to the user who started it, usually root";
            return print(error(text, Reply.REFUSED, words));
        }
    }

    /** No switch runs: a command line that is wrong anyway is told so first. */
    private static Reply nobody(final CommandWords words, final Path socket) {
        final Reply alone = new Commands(SwitchServices.none()).run(new Request(words.words(), false, columns()));
        if (alone.status() == Reply.USAGE) {
            return alone;
        }
        final String text = "no switch is running at " + socket
                + "; start one with 'jackfield run' as root, or name its socket with --socket PATH or "
                + ControlClient.SOCKET_VARIABLE;
        return error(text, Reply.NO_SWITCH, words);
    }

    private static Reply error(final String text, final int status, final CommandWords words) {
        return new Reply(status, "", Commands.errorText(text, status, Commands.asksForJson(words.words())));
    }

    private int print(final Reply reply) {
        out.print(reply.out());
        err.print(reply.err());
        return reply.status();
    }

    private static int columns() {
        final String columns = Optional.ofNullable(System.getenv("COLUMNS")).orElse("");
        return columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : 0;
    }

    /**
     * The words of a command line, as far as this program must know them.
     *
     * @param command the first word that is no option
     * @param socket value of {@code --socket}, empty when absent
     * @param words all words but {@code --socket} and its value
     * @param options words before {@code --}
     */
    record CommandWords(String command, String socket, List<String> words, List<String> options) {
        private static final String SOCKET = "--socket";

        static CommandWords of(final List<String> args) {
            final List<String> words = new ArrayList<>();
            String socket = "";
            String command = "";
            int i = 0;
            for (; i < args.size() && !args.get(i).equals("--"); i++) {
                final String word = args.get(i);
                if (word.equals(SOCKET) && i + 1 < args.size()) {
                    i++;
                    socket = args.get(i);
                } else if (word.startsWith(SOCKET + "=")) {
                    socket = word.substring(SOCKET.length() + 1);
                } else {
                    command = command.isEmpty() && !word.startsWith("-") ? word : command;
                    words.add(word);
                }
            }
            final List<String> options = List.copyOf(words);
            words.addAll(args.subList(Math.min(i, args.size()), args.size()));
            return new CommandWords(command, socket, words, options);
        }
    }
}
