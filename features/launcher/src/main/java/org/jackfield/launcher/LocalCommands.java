package org.jackfield.launcher;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.command.SwitchServices;
import org.jackfield.control.shell.socket.ControlClient;
import org.jackfield.launcher.bench.BenchCommand;
import org.jackfield.launcher.client.CommandWords;
import org.jackfield.launcher.client.ShellCommand;
import org.jackfield.launcher.client.Terminal;
import org.jackfield.launcher.demo.DemoCommand;
import org.jackfield.launcher.docs.CompletionCommand;
import org.jackfield.launcher.docs.DocsCommand;
import org.jackfield.launcher.doctor.DoctorCommand;
import org.jackfield.launcher.lab.LabCommand;
import org.jackfield.launcher.run.RunCommand;
import picocli.CommandLine;

/** What this program does itself: its own commands, and everything's help and usage errors when no switch runs. */
final class LocalCommands {
    private final PrintStream out;
    private final PrintStream err;

    LocalCommands(final PrintStream out, final PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs a command line here and returns its exit status. */
    int run(final List<String> args) {
        final CommandLine line = commandLine(request(args));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        final int status = line.execute(args.toArray(new String[0]));
        line.getOut().flush();
        line.getErr().flush();
        return status;
    }

    /** All commands: the switch's and those of this program. */
    static CommandLine commandLine(final Request request) {
        return Commands.commandLine(
                SwitchServices.none(),
                request,
                new RunCommand(),
                new DemoCommand(),
                new BenchCommand(),
                new LabCommand(),
                new DoctorCommand(),
                new TestCommand(),
                new ShellCommand(),
                new CompletionCommand(),
                new DocsCommand());
    }

    /** No switch runs: a command line that is wrong anyway is told so first. */
    int nobody(final CommandWords words) {
        final Reply alone = new Commands(SwitchServices.none()).run(request(words.words()));
        final boolean wrong = alone.status() == Reply.USAGE;
        final int status = wrong ? Reply.USAGE : Reply.NO_SWITCH;
        final String text = "no switch is running at " + ControlClient.socket(words.socket())
                + "; start one with 'jackfield run', or name its socket with --socket PATH or "
                + ControlClient.SOCKET_VARIABLE;
        err.print(wrong ? alone.err() : Commands.errorText(text, status, Commands.asksForJson(words.words())));
        return status;
    }

    private static Request request(final List<String> args) {
        return new Request(args, false, Terminal.columns(), Terminal.colour(), Terminal.folder());
    }
}
