package org.jackfield.control.shell.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the shells' completion asks: one candidate a line, a tab and a description behind it where there is one. */
@Command(name = "complete", hidden = true, description = "Print what the last word may become.")
final class CompleteCommand extends SwitchCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "WORD",
            arity = "0..*",
            description = "The words so far, behind '--'; the last one is unfinished.")
    private List<String> words = List.of();

    CompleteCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() {
        final StringBuilder text = new StringBuilder();
        final Completion completion = new Completion(spec().root().commandLine(), root().services());
        completion
                .of(words)
                .forEach((candidate, sentence) -> text.append(candidate)
                        .append(sentence.isEmpty() ? "" : "\t" + sentence.replaceAll("\\s+", " "))
                        .append('\n'));
        spec().commandLine().getOut().print(text);
        return Reply.DONE;
    }
}
