package org.jackfield.lab.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.About;
import org.jackfield.lab.experiment.Experiment;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.Plan;

/**
 * Two runs beside each other: for each measure of each combination both have, the ratio of the second to the first. Immutable.
 *
 * @param rows what both have
 * @param differences of machine, version and experiment, a sentence each
 */
public record FolderComparison(List<Row> rows, List<String> differences) {
    /**
     * One measure of one combination.
     *
     * @param cell in both
     * @param measure in both
     * @param first median in the first run
     * @param second median in the second
     * @param paired second against first
     */
    public record Row(Plan.Cell cell, Measure measure, Summary first, Summary second, Paired paired) {
        /** Which is better, as far as the interval says it: first, second, undecided, or neither where more is not better. */
        public String better() {
            if (measure.better() == Measure.Better.NEITHER) {
                return "neither";
            }
            final Summary summary = paired.summary();
            final boolean above = summary.hasInterval() && summary.low() > paired.even();
            final boolean below = summary.hasInterval() && summary.high() < paired.even();
            if (!above && !below) {
                return "undecided";
            }
            return above == (measure.better() == Measure.Better.HIGHER) ? "second" : "first";
        }
    }

    /** Copies what it is given. */
    public FolderComparison {
        rows = List.copyOf(rows);
        differences = List.copyOf(differences);
    }

    /**
     * Compares.
     *
     * @throws LabException when they cannot be compared, with all the reasons
     */
    public static FolderComparison of(final Results first, final Results second) throws LabException {
        final List<String> reasons = reasons(first, second);
        if (!reasons.isEmpty()) {
            throw new LabException("these results cannot be compared: " + String.join("; ", reasons));
        }
        final List<Row> rows = new ArrayList<>();
        for (final Plan.Cell cell : first.cells()) {
            for (final Measure measure : first.measures()) {
                row(first, second, cell, measure).ifPresent(rows::add);
            }
        }
        if (rows.isEmpty()) {
            throw new LabException("these results have no measure of a policy under a workload in common");
        }
        return new FolderComparison(rows, differences(first, second));
    }

    private static Optional<Row> row(
            final Results first, final Results second, final Plan.Cell cell, final Measure measure) {
        final Optional<Summary> one = first.summary(cell, measure);
        final Optional<Summary> other = second.summary(cell, measure);
        final Optional<Paired> paired =
                Paired.of(second.byRepetition(cell, measure), first.byRepetition(cell, measure));
        return one.isPresent() && other.isPresent()
                ? paired.map(pair -> new Row(cell, measure, one.get(), other.get(), pair))
                : Optional.empty();
    }

    /** What makes numbers with the same name different things. */
    private static List<String> reasons(final Results first, final Results second) {
        final List<String> reasons = new ArrayList<>();
        final Experiment one = first.experiment();
        final Experiment other = second.experiment();
        differ(reasons, "mode", first.mode().word(), second.mode().word());
        differ(reasons, "seconds", one.effort().seconds(), other.effort().seconds());
        differ(reasons, "events", one.setup().events(), other.setup().events());
        differ(reasons, "processors", one.setup().processors(), other.setup().processors());
        if (first.mode() == Mode.SIMULATED) {
            differ(reasons, "seed", one.effort().seed(), other.effort().seed());
        }
        for (final Experiment.NamedWorkload workload : one.workloadsIn(first.mode())) {
            other.workloadsIn(second.mode()).stream()
                    .filter(each -> each.label().equals(workload.label()))
                    .forEach(each -> differ(reasons, "workload " + workload.label(), workload.choice(), each.choice()));
        }
        for (final Experiment.NamedPolicy policy : one.policies()) {
            other.policies().stream()
                    .filter(each -> each.label().equals(policy.label()))
                    .forEach(each -> differ(reasons, "policy " + policy.label(), words(policy), words(each)));
        }
        return reasons;
    }

    private static String words(final Experiment.NamedPolicy policy) {
        return policy.choice() + (policy.kernelSteering() ? "" : " with the kernel's table");
    }

    private static void differ(final List<String> reasons, final String what, final Object one, final Object other) {
        if (!one.equals(other)) {
            reasons.add(what + " is " + one + " in the first and " + other + " in the second");
        }
    }

    /** What a reader must know of, though the numbers are of the same thing. */
    private static List<String> differences(final Results first, final Results second) {
        final List<String> differences = new ArrayList<>();
        final About.Session one = first.about().sessions().get(0);
        final About.Session other = second.about().sessions().get(0);
        differ(differences, "Jackfield", one.version(), other.version());
        differ(
                differences,
                "the machine",
                one.machine().words(),
                other.machine().words());
        differ(differences, "Java", one.machine().java(), other.machine().java());
        differ(
                differences,
                "the number of repetitions",
                first.experiment().effort().repetitions(),
                second.experiment().effort().repetitions());
        if (!first.about().digest().equals(second.about().digest())) {
            differences.add("the files of the experiments differ; compared is what has the same labels");
        }
        for (final Results results : List.of(first, second)) {
            if (!results.isComplete()) {
                differences.add("the " + (results == first ? "first" : "second") + " is unfinished: "
                        + results.done().size() + " of " + results.planned() + " trials");
            }
        }
        differences.add(
                first.mode() == Mode.SIMULATED
                        ? "simulated: repetitions of the same number saw the same traffic"
                        : "live: repetitions of the same number are paired, though they have nothing else in common");
        return differences;
    }

    /** For programs. */
    public JsonObject toJson() {
        final JsonObject document = new JsonObject();
        document.addProperty("schema", 1);
        final JsonArray sentences = new JsonArray();
        differences.forEach(sentences::add);
        document.add("differences", sentences);
        final JsonArray array = new JsonArray();
        for (final Row row : rows) {
            final JsonObject object = ResultsJson.cell(row.cell());
            object.addProperty("measure", row.measure().word());
            object.addProperty("first", row.first().median());
            object.addProperty("second", row.second().median());
            ResultsJson.add(object, row.paired());
            object.addProperty("better", row.better());
            array.add(object);
        }
        document.add("rows", array);
        return document;
    }
}
