package org.jackfield.launcher.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.JackfieldCommand;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.socket.SocketPath;
import org.jackfield.launcher.ProgramVersion;
import org.jackfield.launcher.bench.dut.Dut;
import org.jackfield.launcher.bench.dut.Duts;
import org.jackfield.launcher.bench.report.About;
import org.jackfield.launcher.bench.report.HtmlReport;
import org.jackfield.launcher.bench.report.JsonReport;
import org.jackfield.launcher.bench.report.MarkdownReport;
import org.jackfield.launcher.bench.report.Results;
import org.jackfield.launcher.bench.report.Session;
import org.jackfield.launcher.bench.report.TextReport;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Cleanup;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.work.Workloads;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** One run of the command: what is there, what of it is wanted, measuring it, the answer. One thread. */
final class BenchRun {
    private static final Gson PRINTER =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final int FULL_REPETITIONS = 5;
    private static final double FULL_SECONDS = 3;
    private static final int RETRIES = 2;
    private static final int SECONDS_PER_MINUTE = 60;

    private final CommandSpec spec;
    private final JackfieldCommand root;
    private final BenchCommand.Options options;

    BenchRun(final CommandSpec spec, final JackfieldCommand root, final BenchCommand.Options options) {
        this.spec = spec;
        this.root = root;
        this.options = options;
    }

    /** Does it and returns the exit status. */
    int status() {
        try {
            if (options.installPeers()) {
                new Catalogue(allDuts()).install(this::note);
            }
            return options.list() ? list() : bench();
        } catch (final BenchException failed) {
            return failure(String.valueOf(failed.getMessage()));
        }
    }

    private int failure(final String message) {
        spec.commandLine().getErr().print(Commands.errorText("bench: " + message, Reply.REFUSED, root.json()));
        spec.commandLine().getErr().flush();
        return Reply.REFUSED;
    }

    private List<Dut> allDuts() {
        final CommandLine run = spec.parent().subcommands().get("run");
        return Duts.all(option -> run != null && run.getCommandSpec().findOption(option) != null);
    }

    private int list() {
        final Catalogue catalogue = new Catalogue(allDuts());
        final PrintWriter out = spec.commandLine().getOut();
        out.print(root.json() ? PRINTER.toJson(catalogue.document()) + "\n" : catalogue.text());
        out.flush();
        return Reply.DONE;
    }

    private int bench() throws BenchException {
        final List<Results.Lacking> lacks = new ArrayList<>();
        final Plan plan = plan(lacks);
        if (SocketPath.user() != 0) {
            throw new BenchException("it needs root: namespaces, and peers that know nothing of user namespaces");
        }
        requireTools();
        lacks.forEach(lack -> note("not here: " + lack.words()));
        note(String.format(
                Locale.ROOT,
                "%d devices under test, %d repetitions: about %.0f minutes when nothing disturbs",
                plan.duts().size(),
                plan.repetitions(),
                Math.ceil(plan.estimateSeconds() / SECONDS_PER_MINUTE)));
        final About about = About.here(ProgramVersion.text(), options.quick(), plan.repetitions(), plan.seconds());
        final List<Session> sessions = run(plan);
        return answer(results(about, plan, lacks, sessions));
    }

    private static void requireTools() throws BenchException {
        for (final String tool : List.of("ip", "nsenter", "iperf3")) {
            if (!Programs.isInstalled(tool)) {
                throw new BenchException("no " + tool + "; apt-get install iproute2 util-linux iperf3 ethtool");
            }
        }
    }

    private Plan plan(final List<Results.Lacking> lacks) {
        final List<String> names = !options.workloads().isEmpty()
                ? options.workloads()
                : options.quick() ? Workloads.QUICK : Workloads.FULL;
        for (final String name : names) {
            if (Workloads.of(name).isEmpty()) {
                throw new ParameterException(spec.commandLine(), "no workload '" + name + "'");
            }
        }
        final Plan plan = new Plan(
                duts(lacks),
                List.copyOf(new LinkedHashSet<>(names)),
                options.repetitions() != 0 ? options.repetitions() : options.quick() ? 1 : FULL_REPETITIONS,
                options.retries() >= 0 ? options.retries() : options.quick() ? 0 : RETRIES,
                options.seconds() != 0 ? options.seconds() : options.quick() ? 1 : FULL_SECONDS,
                options.quick());
        if (!(plan.seconds() >= 0.1 && plan.seconds() <= SECONDS_PER_MINUTE)) {
            throw new ParameterException(spec.commandLine(), "--seconds is 0.1 to 60");
        }
        if (plan.repetitions() < 1) {
            throw new ParameterException(spec.commandLine(), "--repetitions is 1 or more");
        }
        final List<Dut> busy = plan.duts().stream()
                .filter(dut -> !plan.workloadsOf(dut).isEmpty())
                .toList();
        if (busy.size() < plan.duts().size() && !options.only().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "what compares queues has only " + String.join(" and ", Duts.QUEUE_WORKLOADS));
        }
        return new Plan(busy, plan.workloads(), plan.repetitions(), plan.retries(), plan.seconds(), options.quick());
    }

    /** Those that can run of those that are wanted. What somebody asked for by name and cannot run is an error. */
    private List<Dut> duts(final List<Results.Lacking> lacks) {
        final List<Dut> all = allDuts();
        final List<String> known = all.stream().map(Dut::name).toList();
        for (final String name : options.only()) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no device under test '" + name + "'; there are " + String.join(", ", known));
            }
        }
        final List<Dut> chosen = new ArrayList<>();
        for (final Dut dut : all) {
            final boolean wanted =
                    options.only().isEmpty() ? dut.isUsual() : options.only().contains(dut.name());
            final Optional<Dut.Lack> lack = wanted ? dut.lack() : Optional.empty();
            if (wanted && lack.isEmpty()) {
                chosen.add(dut);
            }
            lack.ifPresent(why -> lacks.add(new Results.Lacking(dut.name(), dut.title(), why.what(), why.packages())));
        }
        return chosen;
    }

    private List<Session> run(final Plan plan) throws BenchException {
        final Cleanup cleanup = new Cleanup();
        final Thread hook = new Thread(cleanup::close, "bench-cleanup");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return new Bench(cleanup, plan, this::note).run();
        } catch (final BenchException failed) {
            // What fails because everything is being removed is no news to who wanted that.
            throw cleanup.isClosed() ? new BenchException("stopped", failed) : failed;
        } finally {
            cleanup.close();
        }
    }

    private static Results results(
            final About about, final Plan plan, final List<Results.Lacking> lacks, final List<Session> sessions) {
        final List<Results.Subject> subjects = plan.duts().stream()
                .map(dut -> new Results.Subject(
                        dut.name(), dut.title(), dut.version(), dut.isInKernel(), plan.workloadsOf(dut)))
                .toList();
        final List<Results.Work> works = Workloads.of(plan.workloads()).stream()
                .map(workload -> new Results.Work(workload.name(), workload.metrics()))
                .toList();
        return new Results(about, subjects, lacks, works, sessions);
    }

    private int answer(final Results results) throws BenchException {
        final Path html = options.html();
        if (html != null) {
            try {
                Files.writeString(html, HtmlReport.of(results));
            } catch (final IOException failed) {
                throw new BenchException("page " + html + " cannot be written: " + failed.getMessage(), failed);
            }
        }
        final PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(PRINTER.toJson(JsonReport.of(results)));
        } else {
            out.print(options.markdown() ? MarkdownReport.of(results) : TextReport.of(results));
        }
        out.flush();
        final boolean asked = !options.only().isEmpty() && !results.lacks().isEmpty();
        return results.problems().isEmpty() && !asked ? Reply.DONE : Reply.REFUSED;
    }

    /** Says what goes on, beside the answer. */
    private void note(final String text) {
        spec.commandLine().getErr().println("jackfield: bench: " + text);
        spec.commandLine().getErr().flush();
    }
}
