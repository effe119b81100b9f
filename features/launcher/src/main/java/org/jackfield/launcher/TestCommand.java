package org.jackfield.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import org.jackfield.control.shell.command.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stands in the help; the script of a source tree runs the tests itself and never calls this. */
@Command(
        name = "test",
        description = "Run all tests with Maven (in a source tree).",
        footer = {"", "Example:", "  ./jackfield test --long"})
final class TestCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Option(names = "--long", description = "Run the long soak tests too.")
    private boolean soak;

    @Parameters(paramLabel = "MAVEN-ARGUMENT", description = "Further arguments of Maven.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() {
        spec.commandLine()
                .getErr()
                .println("jackfield: tests run in a source tree: ./jackfield test" + (soak ? " --long " : " ")
                        + String.join(" ", arguments));
        return Reply.USAGE;
    }
}
