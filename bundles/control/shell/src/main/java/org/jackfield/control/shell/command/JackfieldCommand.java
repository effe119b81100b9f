package org.jackfield.control.shell.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code jackfield}: options every command has, and how answers are printed. */
@Command(
        name = "jackfield",
        description = "A layer-2 software switch.%n",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PortCommand.class,
            FdbCommand.class,
            StatsCommand.class,
            WorkerCommand.class,
            SteeringCommand.class,
            VersionCommand.class
        },
        footer = {
            "",
            "Exit status: 0 done, 1 refused, 2 usage, 3 no switch running.",
            "Help on a command: jackfield COMMAND --help."
        })
public final class JackfieldCommand implements Runnable {
    private static final Gson PRINTER =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final SwitchServices services;
    private final boolean jsonAsked;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Option(
            names = {"-j", "--json"},
            scope = ScopeType.INHERIT,
            description = "Answer with one JSON document.")
    private boolean json;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "Control socket of the switch; else JACKFIELD_SOCKET, else /run/jackfield/control.sock.")
    private String socket = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    JackfieldCommand(final SwitchServices services, final boolean jsonAsked) {
        this.services = services;
        this.jsonAsked = jsonAsked;
    }

    /** Refuses a command line without a command. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    /** The services commands work on. */
    public SwitchServices services() {
        return services;
    }

    /** Whether to answer in JSON. */
    public boolean json() {
        return json || jsonAsked;
    }

    /** The socket named on the command line, empty when none is. */
    public String socket() {
        return socket;
    }

    /** Prints an answer: the document in JSON, else the text. */
    int print(final JsonElement document, final Supplier<String> text) {
        spec.commandLine().getOut().print(json() ? PRINTER.toJson(document) + "\n" : text.get());
        return Reply.DONE;
    }
}
