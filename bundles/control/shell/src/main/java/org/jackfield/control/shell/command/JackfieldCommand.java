package org.jackfield.control.shell.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
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
            TypeCommand.class,
            BundleCommand.class,
            StageCommand.class,
            FdbCommand.class,
            StatsCommand.class,
            TopCommand.class,
            WorkerCommand.class,
            SteeringCommand.class,
            LogCommand.class,
            VmArgsCommand.class,
            VersionCommand.class,
            CompleteCommand.class
        },
        footer = {
            "",
            "Example:",
            "  jackfield port add vm1 --type tap --set queues=2",
            "",
            "Exit status: 0 done, 1 refused, 2 usage, 3 no switch running.",
            "Help on a command: jackfield COMMAND --help."
        })
public final class JackfieldCommand implements Runnable {
    private static final Gson PRINTER =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final SwitchServices services;
    private final Request request;
    private final boolean jsonAsked;
    private Reply.Again again = Reply.Again.NO;

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
            description =
                    "Control socket of the switch; else JACKFIELD_SOCKET, else /run/jackfield/control.sock (users but root: their own).")
    private String socket = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    JackfieldCommand(final SwitchServices services, final Request request) {
        this.services = services;
        this.request = request;
        this.jsonAsked = Commands.isJson(request);
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

    /** A table that has colours where the request wants them. */
    Table table(final String... headings) {
        return new Table(request.colour() && !json(), headings);
    }

    /** A text in its colour where the request wants colours. */
    String tinted(final Table.Tinted text) {
        return text.toString(request.colour() && !json());
    }

    /** A path as the person meant it: relative ones start where the command was typed. */
    Path path(final String given) {
        return Path.of(request.cwd()).resolve(given);
    }

    /** Asks the client to send the same words again after a while and to show the answer in place of this one. */
    void repeat(final long afterMs) {
        again = new Reply.Again(request.args(), afterMs, !json());
    }

    /** Asks the client to send other words after a while and to show the answer below this one. */
    void goOn(final List<String> args, final long afterMs) {
        again = new Reply.Again(args, afterMs, false);
    }

    Reply.Again again() {
        return again;
    }

    /** Seconds a person gave, in milliseconds; a usage error outside of 0.1 to an hour. */
    long millis(final String option, final double seconds) {
        if (!(seconds >= 0.1 && seconds <= 3600)) {
            throw new ParameterException(spec.commandLine(), option + " is 0.1 to 3600 seconds");
        }
        return Math.round(seconds * 1000);
    }

    /** Prints an answer: the document in JSON, else the text. */
    int print(final JsonElement document, final Supplier<String> text) {
        spec.commandLine().getOut().print(json() ? PRINTER.toJson(document) + "\n" : text.get());
        return Reply.DONE;
    }

    /** Prints things that follow each other: in JSON a document a line, else the text. */
    int printLines(final List<JsonObject> documents, final Supplier<String> text) {
        final StringBuilder lines = new StringBuilder();
        documents.forEach(document -> lines.append(document).append('\n'));
        spec.commandLine().getOut().print(json() ? lines.toString() : text.get());
        return Reply.DONE;
    }
}
