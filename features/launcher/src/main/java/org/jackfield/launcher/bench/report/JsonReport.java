package org.jackfield.launcher.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.lab.report.Summary;
import org.jackfield.lab.report.SummaryJson;
import org.jackfield.launcher.bench.work.Metric;

/** The document of a run; its form is stable and described in the README of this module. */
public final class JsonReport {
    private static final int SCHEMA = 1;

    private JsonReport() {}

    /** Writes it. */
    public static JsonObject of(final Results results) {
        final JsonObject document = new JsonObject();
        document.addProperty("schema", SCHEMA);
        document.addProperty("ok", results.problems().isEmpty());
        document.add("problems", SummaryJson.texts(results.problems()));
        document.add("disturbed", SummaryJson.texts(results.disturbances()));
        document.add("about", about(results.about()));
        document.add("duts", duts(results));
        document.add("lacking", lacking(results));
        document.add("metrics", metrics(results));
        document.add("results", summaries(results));
        document.add("targets", targets(results));
        document.add("sessions", sessions(results));
        return document;
    }

    private static JsonObject about(final About about) {
        final JsonObject object = new JsonObject();
        object.addProperty("date", about.date());
        object.addProperty("cpu", about.cpu());
        object.addProperty("processors", about.processors());
        object.addProperty("memoryBytes", about.memoryBytes());
        object.addProperty("kernel", about.kernel());
        object.addProperty("java", about.java());
        object.addProperty("version", about.version());
        object.addProperty("quick", about.quick());
        object.addProperty("repetitions", about.repetitions());
        object.addProperty("seconds", about.seconds());
        return object;
    }

    private static JsonArray duts(final Results results) {
        final JsonArray array = new JsonArray();
        for (final Results.Subject subject : results.subjects()) {
            final JsonObject object = new JsonObject();
            object.addProperty("name", subject.name());
            object.addProperty("title", subject.title());
            object.addProperty("version", subject.version());
            object.addProperty("inKernel", subject.inKernel());
            object.add("workloads", SummaryJson.texts(subject.workloads()));
            array.add(object);
        }
        return array;
    }

    private static JsonArray lacking(final Results results) {
        final JsonArray array = new JsonArray();
        for (final Results.Lacking lack : results.lacks()) {
            final JsonObject object = new JsonObject();
            object.addProperty("name", lack.name());
            object.addProperty("title", lack.title());
            object.addProperty("what", lack.what());
            object.addProperty("packages", lack.packages());
            array.add(object);
        }
        return array;
    }

    private static JsonArray metrics(final Results results) {
        final JsonArray array = new JsonArray();
        for (final Results.Work work : results.workloads()) {
            for (final Metric metric : work.allMetrics()) {
                final JsonObject object = new JsonObject();
                object.addProperty("name", metric.name());
                object.addProperty("workload", work.name());
                object.addProperty("unit", metric.unit());
                object.addProperty("better", metric.better().name().toLowerCase(Locale.ROOT));
                object.addProperty("scope", metric.scope().name().toLowerCase(Locale.ROOT));
                object.addProperty("sentence", metric.sentence());
                array.add(object);
            }
        }
        return array;
    }

    private static JsonArray summaries(final Results results) {
        final JsonArray array = new JsonArray();
        for (final Results.Subject subject : results.subjects()) {
            for (final Results.Work work : results.workloads()) {
                for (final Metric metric : work.allMetrics()) {
                    final Optional<Summary> summary = results.summary(subject.name(), metric.name());
                    if (summary.isPresent()) {
                        final JsonObject object = new JsonObject();
                        object.addProperty("dut", subject.name());
                        object.addProperty("metric", metric.name());
                        SummaryJson.add(object, "median", summary.get());
                        array.add(object);
                    }
                }
            }
        }
        return array;
    }

    private static JsonArray targets(final Results results) {
        final JsonArray array = new JsonArray();
        for (final Targets.Target target : Targets.of(results)) {
            final JsonObject object = new JsonObject();
            object.addProperty("metric", target.metric());
            object.addProperty("better", target.higherIsBetter() ? "higher" : "lower");
            object.addProperty("dut", target.dut());
            object.addProperty("against", target.against());
            SummaryJson.add(object, "ratio", target.ratio());
            array.add(object);
        }
        return array;
    }

    private static JsonArray sessions(final Results results) {
        final JsonArray array = new JsonArray();
        for (final Session session : results.sessions()) {
            final JsonObject object = new JsonObject();
            object.addProperty("dut", session.dut());
            object.addProperty("repetition", session.repetition());
            object.addProperty("tries", session.tries());
            object.addProperty("beforePct", session.quiet().beforePct());
            object.addProperty("foreignPct", session.quiet().foreignPct());
            object.addProperty("stealPct", session.quiet().stealPct());
            object.addProperty("disturbed", session.quiet().isDisturbed());
            session.failure().ifPresent(why -> object.addProperty("failure", why));
            final JsonObject values = new JsonObject();
            session.values().forEach(values::addProperty);
            object.add("values", values);
            array.add(object);
        }
        return array;
    }
}
