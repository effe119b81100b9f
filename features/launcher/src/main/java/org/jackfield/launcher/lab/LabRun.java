package org.jackfield.launcher.lab;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.experiment.About;
import org.jackfield.lab.experiment.Experiment;
import org.jackfield.lab.experiment.ExperimentFile;
import org.jackfield.lab.experiment.ExperimentRun;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Machine;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.Noise;
import org.jackfield.lab.experiment.ReadyExperiments;
import org.jackfield.lab.experiment.ResultFolder;
import org.jackfield.lab.experiment.Runner;
import org.jackfield.lab.experiment.TrialResult;
import org.jackfield.lab.report.Reports;
import org.jackfield.lab.report.Results;
import org.jackfield.lab.report.ResultsJson;
import org.jackfield.launcher.ProgramVersion;
import org.jackfield.launcher.client.Terminal;
import org.jackfield.launcher.noise.MachineNoise;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** One run of an experiment: which one, where to, making it, the answer. One thread; a shutdown hook ends it. */
final class LabRun {
    private final CommandSpec spec;
    private final LabCommand.RunOptions options;
    private final Laboratory laboratory;
    private final ProgressLine progress;

    /**
     * What is to be run.
     *
     * @param experiment as it is run
     * @param folder where results go
     */
    private record Job(Experiment experiment, ResultFolder folder) {}

    LabRun(final CommandSpec spec, final LabCommand.RunOptions options, final Laboratory laboratory) {
        this.spec = spec;
        this.options = options;
        this.laboratory = laboratory;
        progress = new ProgressLine(spec.commandLine().getErr(), Terminal.present(), Terminal.columns());
    }

    /** Runs it. */
    LabAnswers.Answer answer() throws LabException {
        if (options.live && options.simulated) {
            throw wrong("--live and --simulated exclude each other");
        }
        if (options.out != null && options.resume != null) {
            throw wrong("--out and --resume exclude each other");
        }
        for (final Path jar : options.policies) {
            laboratory.add(LabAnswers.typed(jar));
        }
        final Job job = job();
        final List<TrialResult> trials = trials(job);
        final Results results = new Results(job.experiment, job.folder.about(), trials);
        Reports.write(job.folder, results, options.plain);
        final JsonObject document = ResultsJson.of(results);
        document.addProperty("folder", job.folder.path().toString());
        final String text = Reports.text(results) + "\nresults are in " + job.folder.path() + "\n";
        return new LabAnswers.Answer(document, text, results.isComplete());
    }

    private ParameterException wrong(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Job job() throws LabException {
        if (options.resume != null) {
            return resumed(LabAnswers.typed(options.resume));
        }
        if (options.experiment == null) {
            throw wrong("name a file or an experiment of 'jackfield lab list'");
        }
        final String text = text(options.experiment);
        final Path out = options.out == null ? null : LabAnswers.typed(options.out);
        if (out != null && ResultFolder.isOne(out)) {
            return resumed(out);
        }
        final Experiment asFiled = ExperimentFile.parse(text, name(options.experiment), laboratory.kinds());
        final Experiment experiment = asFiled.with(
                options.repetitions != 0
                        ? options.repetitions
                        : asFiled.effort().repetitions(),
                options.seconds != 0 ? options.seconds : asFiled.effort().seconds());
        final Path path = out != null ? out : LabAnswers.typed(Path.of(stamped(experiment.name())));
        final About about = About.of(text, experiment, mode(experiment), session());
        return new Job(experiment, ResultFolder.create(path, text, about));
    }

    private static String stamped(final String name) {
        return name + "-"
                + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).format(LocalDateTime.now());
    }

    private static String text(final String experiment) throws LabException {
        final Path file = LabAnswers.typed(Path.of(experiment));
        if (Files.isRegularFile(file)) {
            return ExperimentFile.text(file);
        }
        if (experiment.contains("/") || experiment.contains(".")) {
            throw new LabException("no file " + file);
        }
        return ReadyExperiments.text(experiment);
    }

    private static String name(final String experiment) {
        return String.valueOf(Path.of(experiment).getFileName());
    }

    /** Where it is run: in virtual time if nobody wants it live, since that needs neither root nor quiet. */
    private Mode mode(final Experiment experiment) throws LabException {
        final Mode allowed = experiment.effort().mode();
        if (options.live || options.simulated) {
            final Mode wanted = options.live ? Mode.LIVE : Mode.SIMULATED;
            if (!allowed.allows(wanted)) {
                throw new LabException(
                        experiment.name() + " is " + allowed.word() + " only; leave out --" + wanted.word());
            }
            return wanted;
        }
        return allowed == Mode.BOTH ? Mode.SIMULATED : allowed;
    }

    /** Goes on as it was begun: options that say otherwise are refused. */
    private Job resumed(final Path path) throws LabException {
        final ResultFolder folder = ResultFolder.open(path);
        final About about = folder.about();
        if (options.experiment != null
                && !About.digest(text(options.experiment)).equals(about.digest())) {
            throw new LabException(path + " holds results of another experiment, or of another version of "
                    + options.experiment + "; name another folder");
        }
        final boolean otherMode =
                options.live && about.mode() != Mode.LIVE || options.simulated && about.mode() != Mode.SIMULATED;
        if (otherMode
                || options.repetitions != 0 && options.repetitions != about.repetitions()
                || options.seconds != 0 && options.seconds != about.seconds()) {
            throw new LabException(
                    path + " was begun " + about.mode().word() + " with " + about.repetitions() + " repetitions of "
                            + about.seconds() + " s, and goes on so; name another folder for anything else");
        }
        final Experiment asFiled = ExperimentFile.parse(folder.text(), path.toString(), laboratory.kinds());
        return new Job(about.apply(asFiled), folder.resume(session()));
    }

    private About.Session session() {
        return new About.Session(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                spec.root().commandLine().getParseResult().originalArgs(),
                ProgramVersion.text(),
                Machine.here());
    }

    private List<TrialResult> trials(final Job job) throws LabException {
        final boolean live = job.folder.about().mode() == Mode.LIVE;
        final Optional<Noise> noise = live ? Optional.of(new MachineNoise()) : Optional.empty();
        try (Runner runner = live ? laboratory.live(progress::says) : laboratory.simulated(costs())) {
            final ExperimentRun run =
                    new ExperimentRun(job.experiment, job.folder, runner, noise, progress, System::nanoTime);
            final Thread hook = new Thread(() -> stop(run, job.folder.path()), "lab-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                return run.run();
            } finally {
                unhook(hook);
            }
        } finally {
            progress.end();
        }
    }

    private Costs costs() throws LabException {
        return options.costs == null ? Costs.measured() : CostsFile.read(LabAnswers.typed(options.costs));
    }

    private static void unhook(final Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException ending) {
            // then it runs, or has run
        }
    }

    /** Removes everything first: the words may be the last that is done. */
    private void stop(final ExperimentRun run, final Path folder) {
        run.stop();
        progress.says("stopped; go on with: jackfield lab run --resume " + folder);
    }
}
