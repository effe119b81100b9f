package org.jackfield.launcher.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.Reply;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes man pages and completion for the distribution. */
@Command(
        name = "docs",
        hidden = true,
        description = "Write the man pages and the shells' completion into a folder.",
        footer = {"", "Example:", "  jackfield docs /usr/local/share"})
public final class DocsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The folder; gets man/man1 and completions.")
    @SuppressWarnings("NullAway.Init") // required
    private Path folder;

    @Override
    public Integer call() {
        final CommandLine commands = spec.root().commandLine();
        try {
            final Path pages = Files.createDirectories(folder.resolve("man/man1"));
            for (final Map.Entry<String, String> page :
                    new ManPages(commands).all().entrySet()) {
                Files.writeString(pages.resolve(page.getKey() + ".1"), page.getValue());
            }
            final Path completions = Files.createDirectories(folder.resolve("completions"));
            final CompletionScripts scripts = new CompletionScripts(commands);
            Files.writeString(completions.resolve("jackfield.bash"), scripts.bash());
            Files.writeString(completions.resolve("_jackfield"), scripts.zsh());
            return Reply.DONE;
        } catch (final IOException failed) {
            spec.commandLine()
                    .getErr()
                    .print(Commands.errorText(
                            "docs: " + folder + " cannot be written: " + failed, Reply.REFUSED, false));
            return Reply.REFUSED;
        }
    }
}
