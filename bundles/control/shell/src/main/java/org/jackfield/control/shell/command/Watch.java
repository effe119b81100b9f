package org.jackfield.control.shell.command;

import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option {@code --watch} of commands that show something: the client asks again and again and draws the answer anew. */
final class Watch {
    private static final String USUAL_SECONDS = "2";

    @Option(
            names = "--watch",
            arity = "0..1",
            paramLabel = "SECONDS",
            fallbackValue = USUAL_SECONDS,
            preprocessor = Attached.class,
            description = "Show it anew every 2 (or --watch=SECONDS) seconds until Ctrl-C.")
    private @Nullable Double seconds;

    /** Asks the client to come again if the option was given. */
    void apply(final JackfieldCommand root) {
        if (seconds != null) {
            root.repeat(root.millis("--watch", seconds));
        }
    }

    /** Takes the number behind '=' only: in {@code port show --watch vm1} the next word is a port. */
    static final class Attached implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's type
        public boolean preprocess(
                final Stack<String> args,
                final CommandSpec command,
                final ArgSpec option,
                final Map<String, Object> info) {
            if (!"=".equals(info.get("separator"))) {
                args.push(USUAL_SECONDS);
            }
            return false;
        }
    }
}
