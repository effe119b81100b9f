package org.jackfield.launcher;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.jackfield.launcher.client.Client;
import org.jackfield.launcher.client.CommandWords;

/**
 * Where {@code jackfield} begins. A few commands run here; every other command line goes to the running switch as it is, without
 * being parsed first: that keeps a call short, and the switch knows its commands best. This class and the client load no
 * library, {@link LocalCommands} does.
 */
public final class Main {
    private static final Set<String> LOCAL =
            Set.of("run", "demo", "bench", "lab", "doctor", "test", "version", "shell", "completion", "docs");

    private final PrintStream out;
    private final PrintStream err;
    private boolean bySwitch;

    Main(final PrintStream out, final PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the command line and ends the process with its exit status. */
    public static void main(final String[] args) {
        final Main main = new Main(System.out, System.err);
        final int status = main.run(List.of(args));
        System.out.flush();
        if (main.bySwitch) {
            // Nothing here needs shutdown hooks; an exit is logged since JDK 21, for which all of logging would be
            // loaded.
            Runtime.getRuntime().halt(status);
        }
        System.exit(status);
    }

    /** Runs one command line and returns its exit status. */
    int run(final List<String> args) {
        final CommandWords words = CommandWords.of(args);
        if (words.command().equals("complete")) {
            return complete(words);
        }
        if (isLocal(words)) {
            return new LocalCommands(out, err).run(args);
        }
        final int status = remotely(words);
        return bySwitch ? status : new LocalCommands(out, err).nobody(words);
    }

    private int remotely(final CommandWords words) {
        final int status = new Client(out, err).run(words);
        bySwitch = status != Client.NOBODY;
        return status;
    }

    private static boolean isLocal(final CommandWords words) {
        return words.command().isEmpty()
                || LOCAL.contains(words.command())
                || words.options().contains("-h")
                || words.options().contains("--help");
    }

    /** Commands are completed here, values by the switch, whose socket the words to complete may name. */
    private int complete(final CommandWords words) {
        final int first = words.words().indexOf("--") + 1;
        final List<String> unfinished =
                words.words().subList(first, words.words().size());
        final List<String> finished = unfinished.isEmpty() ? unfinished : unfinished.subList(0, unfinished.size() - 1);
        final CommandWords inner = CommandWords.of(finished);
        if (inner.command().isEmpty() || LOCAL.contains(inner.command())) {
            return new LocalCommands(out, err).run(words.words());
        }
        final String socket = words.socket().isEmpty() ? inner.socket() : words.socket();
        final int status = remotely(new CommandWords(words.command(), socket, words.words(), words.options()));
        return bySwitch ? status : new LocalCommands(out, err).run(words.words());
    }
}
