package org.jackfield.launcher.docs;

import java.util.concurrent.Callable;
import org.jackfield.control.shell.command.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the completion script of a shell. */
@Command(
        name = "completion",
        description = {
            "Print a script that completes jackfield's commands in bash or zsh.",
            "It asks jackfield for what fits, which asks the running switch for ports, bridges, bundles, types and their keys."
        },
        footer = {
            "",
            "Example:",
            "  source <(jackfield completion bash)",
            "  jackfield completion zsh > ~/.zfunc/_jackfield"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** Shells there are scripts for; spelled as people type them. */
    enum Shell {
        bash,
        zsh
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // required
    private Shell shell;

    @Override
    public Integer call() {
        final CompletionScripts scripts = new CompletionScripts(spec.root().commandLine());
        spec.commandLine().getOut().print(shell == Shell.bash ? scripts.bash() : scripts.zsh());
        return Reply.DONE;
    }
}
