package org.jackfield.launcher.lab;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.JackfieldCommand;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Table;
import org.jackfield.lab.experiment.Experiment;
import org.jackfield.lab.experiment.ExperimentFile;
import org.jackfield.lab.experiment.Kinds;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.ReadyExperiments;
import org.jackfield.lab.experiment.ResultFolder;
import org.jackfield.lab.report.FolderComparison;
import org.jackfield.lab.report.Numbers;
import org.jackfield.lab.report.Results;
import org.jackfield.launcher.client.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the commands of the laboratory answer. One thread. */
final class LabAnswers {
    private static final Gson PRINTER =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final CommandSpec spec;
    private final JackfieldCommand root;
    private final Supplier<Laboratory> laboratory;

    /** An answer: a document for programs, a text for people, and whether all is well. */
    record Answer(JsonElement document, String text, boolean well) {}

    /** Finds one. */
    @FunctionalInterface
    interface Question {
        Answer answer(Laboratory with) throws LabException;
    }

    LabAnswers(final CommandSpec spec, final JackfieldCommand root, final Supplier<Laboratory> laboratory) {
        this.spec = spec;
        this.root = root;
        this.laboratory = laboratory;
    }

    private int answer(final Question question) {
        final PrintWriter err = spec.commandLine().getErr();
        try (Laboratory with = laboratory.get()) {
            final Answer answer = question.answer(with);
            final PrintWriter out = spec.commandLine().getOut();
            out.print(root.json() ? PRINTER.toJson(answer.document()) + "\n" : answer.text());
            out.flush();
            return answer.well() ? Reply.DONE : Reply.REFUSED;
        } catch (final LabException refused) {
            err.print(
                    Commands.errorText("lab " + spec.name() + ": " + refused.getMessage(), Reply.REFUSED, root.json()));
            err.flush();
            return Reply.REFUSED;
        }
    }

    int run(final LabCommand.RunOptions options) {
        return answer(with -> new LabRun(spec, options, with).answer());
    }

    int calibrate(final double seconds) {
        if (!(seconds >= 0.5 && seconds <= 60)) {
            throw new ParameterException(spec.commandLine(), "--seconds is 0.5 to 60");
        }
        final PrintWriter err = spec.commandLine().getErr();
        return answer(with -> new CalibrationRun(with, Duration.ofMillis(Math.round(1000 * seconds)), line -> {
                    err.println(line);
                    err.flush();
                })
                .answer());
    }

    int list() {
        return answer(with -> {
            final JsonArray array = new JsonArray();
            final Table table = new Table("NAME", "TITLE");
            for (final String name : ReadyExperiments.names()) {
                final Experiment.Heading heading = ExperimentFile.heading(ReadyExperiments.text(name), name);
                table.row(name, heading.title());
                final JsonObject object = new JsonObject();
                object.addProperty("name", name);
                object.addProperty("title", heading.title());
                object.addProperty("about", heading.about());
                array.add(object);
            }
            return new Answer(document("experiments", array), table.toString(), true);
        });
    }

    private static JsonObject document(final String name, final JsonElement value) {
        final JsonObject document = new JsonObject();
        document.add(name, value);
        return document;
    }

    int show(final String name) {
        return answer(with -> {
            final String text = ReadyExperiments.text(name);
            final JsonObject document = new JsonObject();
            document.addProperty("name", name);
            document.addProperty("text", text);
            return new Answer(document, text, true);
        });
    }

    int workloads() {
        return answer(with -> {
            final JsonArray array = new JsonArray();
            final StringBuilder text = new StringBuilder();
            for (final Kinds.Kind kind : with.kinds().workloads()) {
                array.add(kind(kind));
                text.append(text.isEmpty() ? "" : "\n")
                        .append(kind.name())
                        .append(": ")
                        .append(kind.sentence())
                        .append(
                                kind.modes() == Mode.BOTH
                                        ? ""
                                        : " (" + kind.modes().word() + " only)")
                        .append('\n');
                if (!kind.keys().isEmpty()) {
                    final Table table = new Table("  SETTING", "VALUES", "STANDARD", "WHAT");
                    kind.keys()
                            .forEach(key -> table.row("  " + key.name(), key.type(), key.standard(), key.sentence()));
                    text.append(table);
                }
            }
            return new Answer(document("workloads", array), text.toString(), true);
        });
    }

    private static JsonObject kind(final Kinds.Kind kind) {
        final JsonObject object = new JsonObject();
        object.addProperty("name", kind.name());
        object.addProperty("sentence", kind.sentence());
        object.addProperty("mode", kind.modes().word());
        final JsonArray keys = new JsonArray();
        for (final Kinds.Setting setting : kind.keys()) {
            final JsonObject one = new JsonObject();
            one.addProperty("name", setting.name());
            one.addProperty("type", setting.type());
            one.addProperty("default", setting.standard());
            one.addProperty("sentence", setting.sentence());
            keys.add(one);
        }
        object.add("settings", keys);
        return object;
    }

    int compare(final Path first, final Path second) {
        return answer(with -> {
            final Kinds kinds = with.kinds();
            final FolderComparison comparison =
                    FolderComparison.of(results(typed(first), kinds), results(typed(second), kinds));
            return new Answer(comparison.toJson(), text(comparison), true);
        });
    }

    int inspect(final List<Path> files, final @Nullable Path after, final int flows) {
        if (flows < 0) {
            throw new ParameterException(spec.commandLine(), "--flows is 0 or more");
        }
        if (after == null) {
            return answer(with ->
                    InspectAnswer.of(files.stream().map(LabAnswers::typed).toList(), flows));
        }
        if (files.size() > 1) {
            throw new ParameterException(spec.commandLine(), "with --after there is one FILE before it");
        }
        return answer(with -> CrossingAnswer.of(typed(files.get(0)), typed(after), flows));
    }

    /** Relative paths begin where the command was typed. */
    static Path typed(final Path given) {
        return Path.of(Terminal.folder()).resolve(given);
    }

    private static Results results(final Path path, final Kinds kinds) throws LabException {
        final ResultFolder folder = ResultFolder.open(path);
        final Experiment experiment = folder.about().apply(ExperimentFile.parse(folder.text(), path.toString(), kinds));
        return new Results(experiment, folder.about(), folder.trials());
    }

    private static String text(final FolderComparison comparison) {
        final Table table =
                new Table("POLICY", "WORKLOAD", "QUEUES", "MEASURE", "FIRST", "SECOND", "SECOND TO FIRST", "BETTER");
        for (final FolderComparison.Row row : comparison.rows()) {
            table.row(
                    row.cell().policy(),
                    row.cell().workload(),
                    row.cell().queues(),
                    row.measure().word(),
                    new Table.Amount(Numbers.brief(row.first().median())),
                    new Table.Amount(Numbers.brief(row.second().median())),
                    new Table.Amount(row.paired().words()),
                    row.better());
        }
        final StringBuilder text = new StringBuilder(table.toString());
        comparison.differences().forEach(each -> text.append(each).append('\n'));
        return text.toString();
    }
}
