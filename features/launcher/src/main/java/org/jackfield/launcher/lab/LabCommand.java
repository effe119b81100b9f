package org.jackfield.launcher.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jackfield.control.shell.command.JackfieldCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * The flow-steering laboratory. This class holds words and options only: it is loaded with every command of this program,
 * {@link LabRun} and all the rest with these.
 */
@Command(
        name = "lab",
        description = "Answer a question about steering by an experiment, live or in virtual time.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  jackfield lab list",
            "  jackfield lab run elephants --simulated",
            "  jackfield lab show elephants > mine.yaml"
        })
public final class LabCommand implements Runnable {
    private final Supplier<Laboratory> laboratory;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private JackfieldCommand root;

    /** With what this distribution has. */
    public LabCommand() {
        this(() -> new DistributionLaboratory(new PolicyShelf()));
    }

    /** With another laboratory. */
    LabCommand(final Supplier<Laboratory> laboratory) {
        this.laboratory = laboratory;
    }

    /** Options of a run; null and zero stand for what the experiment says. */
    static final class RunOptions {
        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "FILE|NAME",
                description = "A file, or one of 'jackfield lab list'; with --resume not needed.")
        @Nullable
        String experiment;

        @Option(
                names = "--live",
                description = "On a switch of its own with taps, in namespaces of its own; needs root.")
        boolean live;

        @Option(names = "--simulated", description = "In virtual time. The default, where the experiment allows it.")
        boolean simulated;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description =
                        "Folder for results (default: NAME-DATE-TIME). An unfinished one of the same experiment is resumed.")
        @Nullable
        Path out;

        @Option(names = "--resume", paramLabel = "DIR", description = "Make what is missing in this folder.")
        @Nullable
        Path resume;

        @Option(names = "--repetitions", paramLabel = "N", description = "In place of the experiment's, 1 to 100.")
        int repetitions;

        @Option(
                names = "--seconds",
                paramLabel = "S",
                description = "How long a trial sends, in place of the experiment's, 0.05 to 600.")
        double seconds;

        @Option(
                names = "--policy",
                paramLabel = "JAR",
                description =
                        "A bundle with a policy of your own, which the experiment may name then; may be repeated.")
        List<Path> policies = new ArrayList<>();

        @Option(
                names = "--costs",
                paramLabel = "FILE",
                description = "What work costs in virtual time, as 'jackfield lab calibrate -j' found it here.")
        @Nullable
        Path costs;

        @Option(names = "--plain", description = "Leave out the page with charts.")
        boolean plain;
    }

    /** Refuses the group's name alone. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "lab needs one of: " + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(
            name = "run",
            description = "Run an experiment and write a folder with raw data, verdicts and a page with charts.",
            footer = {
                "",
                "After Ctrl-C, or whatever ended it, a run goes on with --resume. Exit status 0 only if every trial yielded",
                "numbers.",
                "",
                "Examples:",
                "  jackfield lab run elephants",
                "  jackfield lab run mine.yaml --live --repetitions 10 --out results",
                "  jackfield lab run --resume results"
            })
    int runExperiment(@Mixin final RunOptions options) {
        return answers("run").run(options);
    }

    @Command(
            name = "calibrate",
            description =
                    "Measure what work costs here, for simulations, and say how far these are off then; needs root.",
            footer = {
                "",
                "Takes some minutes: trials on switches of its own, one after the other. Let nothing else run.",
                "",
                "Example:",
                "  jackfield lab calibrate -j > here.json",
                "  jackfield lab run elephants --simulated --costs here.json"
            })
    int calibrate(
            @Option(
                            names = "--seconds",
                            paramLabel = "S",
                            defaultValue = "2",
                            description = "How long a trial sends, 0.5 to 60 (default: ${DEFAULT-VALUE}).")
                    final double seconds) {
        return answers("calibrate").calibrate(seconds);
    }

    @Command(
            name = "compare",
            description = "Compare two folders of results: ratios with intervals of all both have measured.",
            footer = {"", "Example:", "  jackfield lab compare before after"})
    int compare(
            @Parameters(index = "0", paramLabel = "FIRST", description = "A folder of results.") final Path first,
            @Parameters(index = "1", paramLabel = "SECOND", description = "What is compared with it.")
                    final Path second) {
        return answers("compare").compare(first, second);
    }

    @Command(
            name = "inspect",
            description = "Tell order, duplicates and losses of the flows of a capture, by their own numbers.",
            footer = {
                "",
                "By sequence numbers of TCP, by those of RTP, or by the identification of IPv4 where the sender counts it up; what",
                "cannot be told is said. Several files are one capture, as those of a ring buffer are. With --after two captures of",
                "the same frames are compared: what is missing, came twice or in another order, and how long it took.",
                "",
                "Examples:",
                "  jackfield lab inspect trace.pcapng",
                "  jackfield lab inspect trace-00001.pcapng trace-00002.pcapng --flows 50 -j",
                "  jackfield lab inspect left.pcapng --after right.pcapng"
            })
    int inspect(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "A pcap or pcapng file of Ethernet frames.")
                    final List<Path> files,
            @Option(
                            names = "--after",
                            paramLabel = "FILE",
                            description = "What was captured of the same frames behind the switch.")
                    @Nullable
                    final Path after,
            @Option(
                            names = "--flows",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "Most flows to show, 0 or more (default: ${DEFAULT-VALUE}).")
                    final int flows) {
        return answers("inspect").inspect(files, after, flows);
    }

    @Command(
            name = "list",
            description = "Show the experiments that come with the laboratory.",
            footer = {"", "Example:", "  jackfield lab list"})
    int list() {
        return answers("list").list();
    }

    @Command(
            name = "show",
            description = "Print the file of an experiment, to start from.",
            footer = {"", "Example:", "  jackfield lab show elephants > mine.yaml"})
    int show(
            @Parameters(index = "0", paramLabel = "NAME", description = "One of 'jackfield lab list'.")
                    final String name) {
        return answers("show").show(name);
    }

    @Command(
            name = "workloads",
            description = "Show the kinds of workloads and their settings.",
            footer = {"", "Example:", "  jackfield lab workloads"})
    int workloads() {
        return answers("workloads").workloads();
    }

    private LabAnswers answers(final String command) {
        return new LabAnswers(
                Objects.requireNonNull(spec.subcommands().get(command), command).getCommandSpec(), root, laboratory);
    }
}
