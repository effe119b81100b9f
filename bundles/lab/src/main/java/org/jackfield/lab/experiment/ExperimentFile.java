package org.jackfield.lab.experiment;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Measure.Better;
import org.jackfield.lab.experiment.Experiment.Effort;
import org.jackfield.lab.experiment.Experiment.Heading;
import org.jackfield.lab.experiment.Experiment.NamedPolicy;
import org.jackfield.lab.experiment.Experiment.NamedWorkload;
import org.jackfield.lab.experiment.Experiment.Setup;
import org.jackfield.lab.experiment.Question.Compare;
import org.jackfield.lab.experiment.Question.Expect;

/** Reads experiment files by {@link Schema}, strictly: what is wrong is said with file, line, column and key. One thread. */
public final class ExperimentFile {
    private static final String LABEL = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}";
    private static final double MS_PER_SECOND = 1000;
    private static final int STANDARD_REPETITIONS = 6;
    private static final double STANDARD_SECONDS = 2;
    private static final int STANDARD_RETRIES = 2;

    private final Kinds kinds;
    private final Problems problems;

    private ExperimentFile(final String file, final Kinds kinds) {
        this.kinds = kinds;
        problems = new Problems(file);
    }

    /** Reads a file. */
    public static Experiment read(final Path file, final Kinds kinds) throws LabException {
        return parse(text(file), String.valueOf(file.getFileName()), kinds);
    }

    /** The text of a file that is small enough to be an experiment. */
    public static String text(final Path file) throws LabException {
        try {
            if (Files.size(file) > Yaml.MOST_BYTES) {
                throw new LabException(
                        file + ": has more than " + Yaml.MOST_BYTES / 1024 + " KiB; no experiment needs that");
            }
            return Files.readString(file);
        } catch (final CharacterCodingException binary) {
            throw new LabException(file + ": is not text in UTF-8", binary);
        } catch (final IOException failed) {
            throw new LabException(file + ": cannot be read: " + failed, failed);
        }
    }

    /**
     * Reads a text.
     *
     * @param file its name in messages
     */
    public static Experiment parse(final String text, final String file, final Kinds kinds) throws LabException {
        final ExperimentFile reader = new ExperimentFile(file, kinds);
        final Fields root = new Fields(Yaml.read(text, file), "", "", reader.problems);
        final Experiment experiment = reader.experiment(root);
        reader.problems.refuse();
        return experiment;
    }

    /** Name and texts of a file of which nothing else is looked at. */
    public static Heading heading(final String text, final String file) throws LabException {
        final Problems problems = new Problems(file);
        final Heading heading = heading(new Fields(Yaml.read(text, file), "", "", problems));
        problems.refuse();
        return heading;
    }

    private Experiment experiment(final Fields root) {
        final Heading heading = heading(root);
        final List<Fields> events = root.mappings("events", "");
        final Setup setup = setup(root, events(events));
        final Effort effort = effort(root);
        checkEnd(events, setup.events(), effort.seconds());
        final List<NamedWorkload> workloads = workloads(root, effort.mode());
        final List<NamedPolicy> policies = policies(root, setup.kernelSteering());
        final List<String> workloadLabels =
                workloads.stream().map(NamedWorkload::label).toList();
        final List<String> policyLabels =
                policies.stream().map(NamedPolicy::label).toList();
        final List<Question> questions = new ArrayList<>();
        for (final Fields each : root.mappings("questions", "")) {
            final String text = each.text("text", "");
            each.mapping("compare")
                    .flatMap(fields -> compare(fields, workloadLabels, policyLabels, setup, effort))
                    .ifPresent(compare -> questions.add(new Question(text, compare)));
        }
        return new Experiment(heading, questions, setup, workloads, policies, effort);
    }

    private static Heading heading(final Fields root) {
        final String name = root.text("name", "x");
        if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
            root.wrong("name", "'" + name + "' must be small letters, digits and hyphens, 40 at most, a letter first");
        }
        return new Heading(name, root.text("title", ""), root.text("about", ""));
    }

    private static Setup setup(final Fields root, final List<Topology.QueueEvent> events) {
        return root.mapping("topology")
                .map(topology -> new Setup(
                        topology.wholes("queues"),
                        workers(topology),
                        topology.wholes("processors"),
                        topology.flag("kernel-steering", true),
                        events))
                .orElse(new Setup(List.of(), Setup.PER_QUEUE, List.of(), true, events));
    }

    private static int workers(final Fields topology) {
        return topology.isText("workers", "per-queue")
                ? Setup.PER_QUEUE
                : (int) topology.whole("workers", Setup.PER_QUEUE);
    }

    private Effort effort(final Fields root) {
        final Set<Measure> measures = EnumSet.noneOf(Measure.class);
        root.texts("measures")
                .ifPresentOrElse(
                        words -> words.forEach(
                                word -> measure(root, "measures", word).ifPresent(measures::add)),
                        () -> measures.addAll(EnumSet.allOf(Measure.class)));
        if (measures.isEmpty() && problems.isEmpty()) {
            root.wrong("measures", "is an empty list; leave it out for all");
        }
        final String mode = root.word("mode", Mode.BOTH.word(), words(Mode.values(), Mode::word));
        return new Effort(
                (int) root.whole("repetitions", STANDARD_REPETITIONS),
                root.number("seconds", STANDARD_SECONDS),
                root.whole("seed", 1),
                (int) root.whole("retries", STANDARD_RETRIES),
                measures,
                Mode.valueOf(mode.toUpperCase(Locale.ROOT)));
    }

    private static <T> List<String> words(final T[] values, final Function<T, String> word) {
        return Arrays.stream(values).map(word).toList();
    }

    private static Optional<Measure> measure(final Fields fields, final String key, final String word) {
        final Optional<Measure> measure = Measure.of(word);
        if (measure.isEmpty()) {
            final List<String> known = words(Measure.values(), Measure::word);
            fields.wrong(key, "no measure '" + word + "'; " + Near.remedy(word, known));
        }
        return measure;
    }

    /** Changes of queues, each after the one before. */
    private static List<Topology.QueueEvent> events(final List<Fields> all) {
        final List<Topology.QueueEvent> events = new ArrayList<>();
        int last = -1;
        for (final Fields each : all) {
            final int atMs = (int) each.whole("at-ms", last + 1L);
            if (atMs <= last) {
                each.wrong("at-ms", "times must grow; " + atMs + " ms comes after " + last + " ms");
            }
            last = atMs;
            events.add(new Topology.QueueEvent(atMs, (int) each.whole("queues", 1)));
        }
        return events;
    }

    private static void checkEnd(final List<Fields> all, final List<Topology.QueueEvent> events, final double seconds) {
        for (int i = 0; i < events.size(); i++) {
            final int atMs = events.get(i).atMs();
            if (atMs >= seconds * MS_PER_SECOND) {
                all.get(i).wrong("at-ms", "at " + atMs + " ms a trial has ended: seconds is " + Schema.number(seconds));
            }
        }
    }

    private List<NamedWorkload> workloads(final Fields root, final Mode mode) {
        final List<NamedWorkload> workloads = new ArrayList<>();
        final Set<String> labels = new HashSet<>();
        for (final Fields each : root.mappings("workloads", "kind")) {
            final WorkloadChoice choice = new WorkloadChoice(each.text("kind", ""), each.settings("settings"));
            final Optional<Kinds.Kind> kind = kinds.workload(choice.kind());
            if (kind.isEmpty() && !choice.kind().isEmpty()) {
                final List<String> known =
                        kinds.workloads().stream().map(Kinds.Kind::name).toList();
                each.wrong("kind", "no kind of workload '" + choice.kind() + "'; " + Near.remedy(choice.kind(), known));
            }
            if (kind.isPresent()) {
                checkSettings(each, choice.settings(), kind.get(), kinds.fault(choice));
                if (mode != Mode.BOTH && !kind.get().modes().allows(mode)) {
                    each.wrong(
                            "kind",
                            "'" + choice.kind() + "' can be sent "
                                    + kind.get().modes().word() + " only, and mode is " + mode.word());
                }
            }
            final String own = each.word("mode", Mode.BOTH.word(), words(Mode.values(), Mode::word));
            final Mode modes =
                    kind.map(Kinds.Kind::modes).orElse(Mode.BOTH).and(Mode.valueOf(own.toUpperCase(Locale.ROOT)));
            workloads.add(new NamedWorkload(
                    label(each, choice.kind(), labels),
                    choice,
                    modes,
                    kind.map(known -> isTimed(known, choice)).orElse(false)));
        }
        for (final Mode each : List.of(Mode.LIVE, Mode.SIMULATED)) {
            if (mode == Mode.BOTH
                    && !workloads.isEmpty()
                    && workloads.stream().noneMatch(workload -> workload.modes().allows(each))) {
                root.wrong(
                        "workloads",
                        "none can be " + (each == Mode.LIVE ? "sent live" : "simulated") + "; write 'mode: "
                                + (each == Mode.LIVE ? Mode.SIMULATED : Mode.LIVE).word() + "'");
            }
        }
        return workloads;
    }

    private static boolean isTimed(final Kinds.Kind kind, final WorkloadChoice choice) {
        return kind.keys().stream().anyMatch(key -> key.name().equals(NamedWorkload.DURATION))
                && !choice.settings().containsKey(NamedWorkload.DURATION)
                && !choice.settings().containsKey("frames");
    }

    private static void checkSettings(
            final Fields each,
            final Map<String, String> settings,
            final Kinds.Kind kind,
            final Optional<String> fault) {
        final List<String> known = kind.keys().stream().map(Kinds.Setting::name).toList();
        boolean wrong = false;
        for (final String name : settings.keySet()) {
            if (!known.contains(name)) {
                wrong = true;
                final String remedy = known.isEmpty() ? "it has none" : Near.remedy(name, known);
                each.wrong("settings", "'" + kind.name() + "' has no setting '" + name + "'; " + remedy);
            }
        }
        if (!wrong && fault.isPresent()) {
            each.wrong("settings", fault.get());
        }
    }

    private List<NamedPolicy> policies(final Fields root, final boolean kernelSteering) {
        final List<NamedPolicy> policies = new ArrayList<>();
        final Set<String> labels = new HashSet<>();
        for (final Fields each : root.mappings("policies", "name")) {
            final PolicyChoice choice = new PolicyChoice(each.text("name", ""), each.settings("settings"));
            if (!choice.name().isEmpty() && !kinds.policies().contains(choice.name())) {
                each.wrong(
                        "name", "no policy '" + choice.name() + "'; " + Near.remedy(choice.name(), kinds.policies()));
            } else {
                kinds.fault(choice).ifPresent(fault -> each.wrong("settings", fault));
            }
            policies.add(new NamedPolicy(
                    label(each, choice.name(), labels), choice, each.flag("kernel-steering", kernelSteering)));
        }
        return policies;
    }

    private static String label(final Fields each, final String standard, final Set<String> labels) {
        final String label = each.text("as", standard);
        if (!label.isEmpty() && !label.matches(LABEL)) {
            each.wrong("as", "'" + label + "' must be letters, digits, '.', '_' and '-', 40 at most");
        }
        if (!label.isEmpty() && !labels.add(label)) {
            each.wrong("as", "a second '" + label + "'; give it a label of its own with 'as'");
        }
        return label;
    }

    private Optional<Compare> compare(
            final Fields fields,
            final List<String> workloads,
            final List<String> policies,
            final Setup setup,
            final Effort effort) {
        final Optional<Measure> measure = Optional.of(fields.text("measure", ""))
                .filter(word -> !word.isEmpty())
                .flatMap(word -> measure(fields, "measure", word));
        final String against = fields.text("against", "");
        final List<String> others =
                policies.stream().filter(label -> !label.equals(against)).toList();
        final List<String> of = fields.texts("of").orElse(others);
        final List<String> chosen = fields.texts("workloads").orElse(workloads);
        labelled(fields, "of", "policy", of, policies);
        labelled(fields, "against", "policy", against.isEmpty() ? List.of() : List.of(against), policies);
        labelled(fields, "workloads", "workload", chosen, workloads);
        final Optional<Question.Queues> queues = queues(fields, setup);
        if (queues.isEmpty() && of.contains(against)) {
            fields.wrong(
                    "of", "'" + against + "' is compared with itself; name another, or of-queues and against-queues");
        }
        if (of.isEmpty() && !policies.isEmpty()) {
            fields.wrong("of", "nothing is compared with '" + against + "'; add another policy");
        }
        final String expect = fields.word(
                "expect", "better", words(Expect.values(), each -> each.name().toLowerCase(Locale.ROOT)));
        final Expect expected = Expect.valueOf(expect.toUpperCase(Locale.ROOT));
        measure.ifPresent(each -> check(fields, each, expected, effort));
        return measure.map(
                each -> new Compare(each, of, against, queues, chosen, expected, fields.number("within-percent", 0)));
    }

    private static void check(final Fields fields, final Measure measure, final Expect expect, final Effort effort) {
        if (!effort.measures().contains(measure)) {
            fields.wrong("measure", "'" + measure.word() + "' is not among the measures of this experiment");
        }
        if (expect == Expect.BETTER && measure.better() == Better.NEITHER) {
            fields.wrong(
                    "measure", "neither more nor less of '" + measure.word() + "' is better; expect higher or lower");
        }
        if ((expect == Expect.SAME) != fields.has("within-percent")) {
            fields.wrong("within-percent", "belongs to 'expect: same', and only there");
        }
    }

    private static void labelled(
            final Fields fields,
            final String key,
            final String what,
            final List<String> labels,
            final List<String> known) {
        for (final String label : labels) {
            if (!known.contains(label) && !known.isEmpty()) {
                fields.wrong(key, "no " + what + " labelled '" + label + "' here; " + Near.remedy(label, known));
            }
        }
        if (fields.has(key) && labels.stream().distinct().count() < labels.size()) {
            fields.wrong(key, "names one twice");
        }
    }

    private static Optional<Question.Queues> queues(final Fields fields, final Setup setup) {
        if (fields.has("of-queues") != fields.has("against-queues")) {
            fields.wrong(
                    fields.has("of-queues") ? "of-queues" : "against-queues",
                    "of-queues and against-queues go together");
        }
        for (final String key : List.of("of-queues", "against-queues")) {
            final int queues = (int) fields.whole(key, 0);
            if (queues > 0 && !setup.queues().contains(queues)) {
                fields.wrong(key, queues + " is not among topology.queues");
            }
        }
        return fields.has("of-queues")
                ? Optional.of(new Question.Queues(
                        (int) fields.whole("of-queues", 0), (int) fields.whole("against-queues", 0)))
                : Optional.empty();
    }
}
