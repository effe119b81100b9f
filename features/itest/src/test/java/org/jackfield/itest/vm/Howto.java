package org.jackfield.itest.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.itest.lab.Child;

/**
 * A Markdown document whose commands can be run as they stand. Every block fenced by {@code ```sh} is run, in order, by
 * one shell that ends at the first command that fails; a block {@code ```sh terminal} may only start the switch, which
 * a {@link World} has done by then. All other blocks are shown to the reader only.
 */
final class Howto {
    private static final Pattern FENCE = Pattern.compile("```(\\S*) *(.*)");
    private static final String TERMINAL = "terminal";
    private static final String START = "./jackfield run";
    private static final long END_MS = 600_000;

    private final Path file;
    private final List<String> lines;

    private Howto(final Path file, final List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** The whole document. */
    static Howto of(final Path file) {
        return new Howto(file, read(file));
    }

    /** One section of a document, to the next heading of its level. */
    static Howto section(final Path file, final String heading) {
        final List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (final String line : read(file)) {
            inside = line.startsWith("## ") ? line.equals("## " + heading) : inside;
            lines.add(inside ? line : "");
        }
        return new Howto(file, lines);
    }

    private static List<String> read(final Path file) {
        try {
            return Files.readAllLines(file);
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** Its commands, each in the line it has in the document, so that a shell's messages name the document's lines. */
    List<String> script() {
        final List<String> script = new ArrayList<>();
        String block = "";
        String kind = "";
        for (final String line : lines) {
            final Matcher fence = FENCE.matcher(line);
            final boolean command = block.equals("sh") && !fence.matches();
            if (fence.matches()) {
                kind = block.isEmpty() ? fence.group(2) : "";
                block = block.isEmpty() ? fence.group(1) + (fence.group(1).isEmpty() ? "text" : "") : "";
            }
            final boolean runs = command && !kind.equals(TERMINAL);
            if (command && !runs && !line.equals(START)) {
                throw new AssertionError(file + ": a block '" + TERMINAL + "' may only hold " + START + ": " + line);
            }
            script.add(runs ? line : "");
        }
        if (!block.isEmpty() || script.stream().allMatch(String::isEmpty)) {
            throw new AssertionError(file + ": a block without end, or no command at all");
        }
        return script;
    }

    /** Runs it in a world; returns what its commands printed. */
    String run(final World world, final Map<String, String> environment) {
        final Path script = world.folder().resolve(file.getFileName());
        try {
            Files.write(script, script());
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
        final Child shell = world.start(environment, "bash", "-e", "-u", "-x", "-o", "pipefail", script.toString());
        shell.endInput();
        if (shell.awaitExit(END_MS) != 0) {
            throw new AssertionError(file + ": a command failed, the last one here: " + shell);
        }
        return String.join("\n", shell.output());
    }
}
