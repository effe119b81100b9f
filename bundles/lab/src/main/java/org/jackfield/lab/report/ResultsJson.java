package org.jackfield.lab.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.About;
import org.jackfield.lab.experiment.Plan;
import org.jackfield.lab.experiment.Quiet;
import org.jackfield.lab.experiment.TrialResult;

/** Everything derived from trials, for programs; its form is described in the README of this module. */
public final class ResultsJson {
    private static final int SCHEMA = 1;

    private ResultsJson() {}

    /** Writes it. */
    public static JsonObject of(final Results results) {
        final JsonObject document = new JsonObject();
        document.addProperty("schema", SCHEMA);
        document.addProperty("name", results.experiment().name());
        document.addProperty("title", results.experiment().heading().title());
        document.addProperty("about", results.experiment().heading().about());
        document.addProperty("mode", results.mode().word());
        document.addProperty("complete", results.isComplete());
        document.addProperty("planned", results.planned());
        document.addProperty("done", results.done().size());
        document.addProperty("repetitions", results.experiment().effort().repetitions());
        document.addProperty("seconds", results.experiment().effort().seconds());
        document.add("sessions", sessions(results.about()));
        document.add("verdicts", verdicts(results));
        document.add("remarks", SummaryJson.texts(Remarks.of(results)));
        document.add("notes", SummaryJson.texts(Remarks.notes(results)));
        document.add("measures", measures(results));
        document.add("workloads", workloads(results));
        document.add("policies", policies(results));
        document.add("results", summaries(results));
        document.add("trials", trials(results));
        return document;
    }

    private static JsonArray sessions(final About about) {
        final JsonArray array = new JsonArray();
        for (final About.Session session : about.sessions()) {
            final JsonObject object = new JsonObject();
            object.addProperty("date", session.date());
            object.addProperty("version", session.version());
            object.addProperty("machine", session.machine().words());
            object.addProperty("java", session.machine().java());
            array.add(object);
        }
        return array;
    }

    private static JsonArray verdicts(final Results results) {
        final JsonArray array = new JsonArray();
        for (final Verdict verdict : Verdict.of(results)) {
            final JsonObject object = new JsonObject();
            object.addProperty("question", verdict.question().text());
            object.addProperty("answer", verdict.answer().words());
            object.addProperty("words", verdict.words());
            final JsonArray cases = new JsonArray();
            for (final Comparison each : verdict.cases()) {
                final JsonObject one = new JsonObject();
                one.addProperty("measure", each.measure().word());
                one.add("of", cell(each.of()));
                one.add("against", cell(each.against()));
                each.paired().ifPresent(paired -> add(one, paired));
                one.addProperty("answer", each.answer().words());
                one.addProperty("words", each.words());
                cases.add(one);
            }
            object.add("cases", cases);
            array.add(object);
        }
        return array;
    }

    static void add(final JsonObject object, final Paired paired) {
        SummaryJson.add(object, paired.isRatio() ? "ratio" : "difference", paired.summary());
    }

    static JsonObject cell(final Plan.Cell cell) {
        final JsonObject object = new JsonObject();
        object.addProperty("policy", cell.policy());
        object.addProperty("workload", cell.workload());
        object.addProperty("queues", cell.queues());
        object.addProperty("workers", cell.workers());
        return object;
    }

    private static JsonArray measures(final Results results) {
        final JsonArray array = new JsonArray();
        for (final Measure measure : results.measures()) {
            final JsonObject object = new JsonObject();
            object.addProperty("name", measure.word());
            object.addProperty("unit", measure.unit());
            object.addProperty("better", measure.better().name().toLowerCase(Locale.ROOT));
            object.addProperty("sentence", measure.sentence());
            array.add(object);
        }
        return array;
    }

    private static JsonArray workloads(final Results results) {
        final JsonArray array = new JsonArray();
        results.experiment().workloadsIn(results.mode()).forEach(workload -> {
            final JsonObject object = new JsonObject();
            object.addProperty("label", workload.label());
            object.addProperty("what", workload.choice().toString());
            array.add(object);
        });
        return array;
    }

    private static JsonArray policies(final Results results) {
        final JsonArray array = new JsonArray();
        results.experiment().policies().forEach(policy -> {
            final JsonObject object = new JsonObject();
            object.addProperty("label", policy.label());
            object.addProperty("what", policy.choice().toString());
            array.add(object);
        });
        return array;
    }

    private static JsonArray summaries(final Results results) {
        final JsonArray array = new JsonArray();
        for (final Plan.Cell cell : results.cells()) {
            for (final Measure measure : results.measures()) {
                final Optional<Summary> summary = results.summary(cell, measure);
                if (summary.isPresent()) {
                    final JsonObject object = cell(cell);
                    object.addProperty("measure", measure.word());
                    SummaryJson.add(object, "median", summary.get());
                    array.add(object);
                }
            }
        }
        return array;
    }

    private static JsonArray trials(final Results results) {
        final JsonArray array = new JsonArray();
        for (final TrialResult trial : results.trials()) {
            final JsonObject object = cell(trial.cell());
            object.addProperty("number", trial.number());
            object.addProperty("repetition", trial.repetition());
            object.addProperty("seed", trial.seed());
            object.addProperty("tries", trial.tries());
            trial.quiet().map(Quiet::worstPct).ifPresent(pct -> object.addProperty("worstPct", pct));
            object.addProperty("disturbed", trial.isDisturbed());
            trial.failure().ifPresent(why -> object.addProperty("failure", why));
            final JsonObject values = new JsonObject();
            for (final Measure measure : results.measures()) {
                trial.outcome().value(measure).ifPresent(value -> values.addProperty(measure.word(), value));
            }
            object.add("values", values);
            array.add(object);
        }
        return array;
    }
}
