package org.jackfield.launcher.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.JackfieldCommand;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.socket.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The Felix shell of a running switch: its session lives as long as this command, each line runs in the switch. */
@Command(
        name = "shell",
        description = {
            "Open the Felix shell (Gogo) of the running switch.",
            "All commands of jackfield (port list, bundle list ...) and of Felix (lb, inspect ...), pipes and variables. Tab completes; "
                    + "'exit' or Ctrl-D ends it. Without a terminal it runs the lines of standard input."
        },
        footer = {"", "Example:", "  jackfield shell", "  jackfield shell 'port list | grep vm'"})
public final class ShellCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private JackfieldCommand root;

    @Parameters(paramLabel = "LINE", arity = "0..*", description = "Lines to run instead of asking for them.")
    private List<String> lines = List.of();

    @Override
    public Integer call() {
        final Path socket = ControlClient.socket(root.socket());
        if (!Files.exists(socket)) {
            return refused("no switch is running at " + socket, Reply.NO_SWITCH);
        }
        try (Link link = new Link(socket)) {
            return run(link);
        } catch (final ConnectException nobody) {
            return refused("no switch is running at " + socket, Reply.NO_SWITCH);
        } catch (final IOException failed) {
            return refused("shell: control socket " + socket + ": " + failed.getMessage(), Reply.REFUSED);
        }
    }

    private int run(final Link link) throws IOException {
        if (lines.isEmpty() && Terminal.interactive()) {
            return new Prompt(link, this::print).run();
        }
        int status = Reply.DONE;
        if (!lines.isEmpty()) {
            for (final String line : lines) {
                status = print(link.shell("gogo", line));
            }
            return status;
        }
        final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        for (String line = in.readLine(); line != null && !Prompt.ends(line); line = in.readLine()) {
            if (!line.isBlank()) {
                status = print(link.shell("gogo", line));
            }
        }
        return status;
    }

    private int print(final Reply reply) {
        final PrintWriter out = spec.commandLine().getOut();
        out.print(reply.out());
        out.flush();
        spec.commandLine().getErr().print(reply.err());
        spec.commandLine().getErr().flush();
        return reply.status();
    }

    private int refused(final String text, final int status) {
        spec.commandLine().getErr().print(Commands.errorText(text, status, root.json()));
        return status;
    }
}
