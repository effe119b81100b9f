package org.jackfield.launcher.client;

import java.io.IOException;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jackfield.control.shell.command.Reply;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Asks a person for lines: editing, history, and completion by the switch. */
final class Prompt {
    private static final String PROMPT = "jackfield> ";
    private static final String DESCRIPTION_BEGINS = "\t";

    private final Link link;
    private final ToIntFunction<Reply> printer;

    Prompt(final Link link, final ToIntFunction<Reply> printer) {
        this.link = link;
        this.printer = printer;
    }

    /** Whether a line ends the shell. */
    static boolean ends(final String line) {
        return line.strip().equals("exit") || line.strip().equals("quit");
    }

    /** Asks until the person leaves; returns the status of the last line. */
    int run() throws IOException {
        Logger.getLogger("org.jline").setLevel(Level.OFF);
        int status = Reply.DONE;
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            final LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("jackfield")
                    .completer((editor, line, candidates) -> complete(line, candidates))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            while (true) {
                try {
                    final String line = reader.readLine(PROMPT);
                    if (ends(line)) {
                        return status;
                    }
                    status = line.isBlank() ? status : printer.applyAsInt(link.shell("gogo", line));
                } catch (final UserInterruptException ctrlC) {
                    status = Reply.DONE; // the line is forgotten
                } catch (final EndOfFileException ctrlD) {
                    return status;
                }
            }
        }
    }

    private void complete(final ParsedLine line, final List<Candidate> candidates) {
        final Reply reply;
        try {
            reply = link.shell("gogoComplete", line.line().substring(0, line.cursor()));
        } catch (final IOException gone) {
            return; // the next line says so
        }
        for (final String one : reply.out().lines().toList()) {
            final int tab = one.indexOf(DESCRIPTION_BEGINS);
            final String value = tab < 0 ? one : one.substring(0, tab);
            final String sentence = tab < 0 ? null : one.substring(tab + 1);
            final boolean whole = !value.endsWith("=") && !value.endsWith("/");
            candidates.add(new Candidate(value, value, null, sentence, null, null, whole));
        }
    }
}
