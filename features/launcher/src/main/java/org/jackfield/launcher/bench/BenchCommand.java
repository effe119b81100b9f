package org.jackfield.launcher.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jackfield.control.shell.command.JackfieldCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * Measures this switch beside its peers; everything happens in namespaces of its own, which are removed again. This class holds
 * the options only: it is loaded with every command of this program, {@link BenchRun} and all the rest with this one.
 */
@Command(
        name = "bench",
        description = "Measure this switch beside the peers that are installed and yardsticks in C.",
        footer = {
            "Needs root. It starts instances of its own of every switch, in namespaces of its own, and removes",
            "all it made. Exit status 0 only if everything that was to run yielded every number.",
            "",
            "Examples:",
            "  jackfield bench --quick",
            "  jackfield bench --list",
            "  jackfield bench --only none,jackfield,bridge --workloads tcp1,rtt --repetitions 7 --html bench.html"
        })
public final class BenchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private JackfieldCommand root;

    @Option(
            names = "--quick",
            description = "Fewer workloads, a second each, one repetition: under five minutes on two processors.")
    private boolean quick;

    @Option(names = "--list", description = "Show what can be measured here, what is missing, and all workloads.")
    private boolean list;

    @Option(
            names = "--only",
            paramLabel = "DUT",
            split = ",",
            description = "What to measure; else everything that is here.")
    private List<String> only = List.of();

    @Option(
            names = "--workloads",
            paramLabel = "WORKLOAD",
            split = ",",
            description = "What to do; also tcpN (streams), udpSxF (bytes, flows), ndrS.")
    private List<String> workloads = List.of();

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "How often each switch is started and measured (default: 5; quick: 1).")
    private int repetitions;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each workload sends, 0.1 to 60 (default: 3; quick: 1).")
    private double seconds;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "How often a repetition that others disturbed is made again at most (default: 2; quick: 0).")
    private int retries = -1;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with charts.")
    private @Nullable Path html;

    @Option(names = "--markdown", description = "Answer with the tables of a README.")
    private boolean markdown;

    @Option(names = "--install-peers", description = "First install what is missing of peers and compiler by apt-get.")
    private boolean installPeers;

    /**
     * What was asked for; zero and negative numbers stand for defaults.
     *
     * @param quick fewer workloads, less time
     * @param list whether to show only what there is
     * @param only names of devices under test, empty for all
     * @param workloads names, empty for the usual ones
     * @param repetitions of each device under test
     * @param seconds each workload sends
     * @param retries of a disturbed repetition
     * @param html where a page is written to
     * @param markdown whether the answer is Markdown
     * @param installPeers whether to install what is missing first
     */
    record Options(
            boolean quick,
            boolean list,
            List<String> only,
            List<String> workloads,
            int repetitions,
            double seconds,
            int retries,
            @Nullable Path html,
            boolean markdown,
            boolean installPeers) {}

    @Override
    public Integer call() {
        return new BenchRun(
                        spec,
                        root,
                        new Options(
                                quick,
                                list,
                                only,
                                workloads,
                                repetitions,
                                seconds,
                                retries,
                                html,
                                markdown,
                                installPeers))
                .status();
    }
}
