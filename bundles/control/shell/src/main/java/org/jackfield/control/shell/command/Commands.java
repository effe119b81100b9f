package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jackfield.api.admin.AdminException;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;

/** Runs command lines on a switch's services. Stateless: any number of threads may run commands at the same time. */
public final class Commands {
    private static final int DEFAULT_COLUMNS = 100;

    private final SwitchServices services;

    /** Commands on these services. */
    public Commands(final SwitchServices services) {
        this.services = services;
    }

    /** Runs one command line to its end. Never throws; whatever goes wrong is in the reply. */
    public Reply run(final Request request) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final JackfieldCommand root = new JackfieldCommand(services, request);
        final CommandLine line = commandLine(root, request);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        final int status = line.execute(request.args().toArray(new String[0]));
        line.getOut().flush();
        line.getErr().flush();
        return new Reply(status, out.toString(), err.toString(), status == Reply.DONE ? root.again() : Reply.Again.NO);
    }

    /**
     * The parser of all commands a switch answers; the launcher adds its own.
     *
     * @param request how to answer; its words are not looked at but for JSON
     * @param more further commands, annotated objects
     */
    public static CommandLine commandLine(final SwitchServices services, final Request request, final Object... more) {
        return commandLine(new JackfieldCommand(services, request), request, more);
    }

    private static CommandLine commandLine(final JackfieldCommand root, final Request request, final Object... more) {
        final CommandLine line = new CommandLine(root, new RootFactory(root));
        for (final Object command : more) {
            line.addSubcommand(command);
        }
        final boolean json = isJson(request);
        final int columns = request.columns();
        line.setUsageHelpWidth(columns >= 60 && columns <= 500 ? columns : DEFAULT_COLUMNS);
        line.setColorScheme(Help.defaultColorScheme(request.colour() ? Ansi.ON : Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((problem, words) -> usage(problem, json));
        line.setExecutionExceptionHandler((problem, at, result) -> refusal(problem, at, json || root.json()));
        return line;
    }

    static boolean isJson(final Request request) {
        return request.json() || asksForJson(request.args());
    }

    /** Whether the words ask for JSON; looked at before they are parsed, so that usage errors can be JSON too. */
    public static boolean asksForJson(final List<String> args) {
        for (final String word : args) {
            if (word.equals("--")) {
                return false;
            }
            if (word.equals("--json") || word.matches("-j+")) {
                return true;
            }
        }
        return false;
    }

    /** An error as a person or, in JSON, a program reads it; ends with a line end. */
    public static String errorText(final String message, final int status, final boolean json) {
        if (!json) {
            return "jackfield: " + message + "\n";
        }
        final JsonObject error = new JsonObject();
        error.addProperty("message", message);
        error.addProperty("status", status);
        final JsonObject document = new JsonObject();
        document.add("error", error);
        return document + "\n";
    }

    private static int usage(final ParameterException problem, final boolean json) {
        final CommandLine at = problem.getCommandLine();
        final String hint = "see '" + at.getCommandSpec().qualifiedName() + " --help'";
        at.getErr().print(errorText(problem.getMessage() + "; " + hint, Reply.USAGE, json));
        return Reply.USAGE;
    }

    private static int refusal(final Exception problem, final CommandLine at, final boolean json) throws Exception {
        if (problem instanceof AdminException refused) {
            at.getErr().print(errorText(String.valueOf(refused.getMessage()), Reply.REFUSED, json));
            return Reply.REFUSED;
        }
        System.getLogger(Commands.class.getName())
                .log(System.Logger.Level.ERROR, "command " + at.getCommandSpec().qualifiedName() + " failed", problem);
        final String text = "internal error in '" + at.getCommandSpec().qualifiedName() + "': " + problem
                + "; the switch goes on, its log has the details";
        at.getErr().print(errorText(text, Reply.REFUSED, json));
        return Reply.REFUSED;
    }

    /** Makes commands with their root, everything else as picocli does. */
    private record RootFactory(JackfieldCommand root) implements IFactory {
        @Override
        public <K> K create(final Class<K> type) throws Exception {
            if (SwitchCommand.class.isAssignableFrom(type)) {
                return type.getDeclaredConstructor(JackfieldCommand.class).newInstance(root);
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
