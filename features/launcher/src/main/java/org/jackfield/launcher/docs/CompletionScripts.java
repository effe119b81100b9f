package org.jackfield.launcher.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * The completion scripts: they call {@code jackfield complete} for what fits, and know the names of commands themselves, which
 * is quicker for the first word and still there where no Java is.
 */
final class CompletionScripts {
    private final CommandLine commands;

    CompletionScripts(final CommandLine commands) {
        this.commands = commands;
    }

    String bash() {
        return template("jackfield.bash");
    }

    String zsh() {
        return template("jackfield.zsh");
    }

    private String template(final String name) {
        try (InputStream in = Objects.requireNonNull(CompletionScripts.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@COMMANDS@", names(commands))
                    .replace("@GROUPS@", groups());
        } catch (final IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A branch of a shell's case for each command that has subcommands. */
    private String groups() {
        return visible(commands).entrySet().stream()
                .filter(command -> !command.getValue().getSubcommands().isEmpty())
                .map(command -> "        " + command.getKey() + ") echo '" + names(command.getValue()) + "' ;;")
                .collect(Collectors.joining("\n"));
    }

    private static String names(final CommandLine command) {
        return String.join(" ", visible(command).keySet());
    }

    static Map<String, CommandLine> visible(final CommandLine command) {
        final Map<String, CommandLine> visible = new TreeMap<>(command.getSubcommands());
        visible.values().removeIf(one -> one.getCommandSpec().usageMessage().hidden());
        return visible;
    }
}
