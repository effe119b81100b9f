package org.jackfield.lab.experiment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.api.Outcome.Distribution;
import org.jackfield.lab.api.Outcome.Series;

/** A trial as JSON, and back. What is no finite number is left out and said in a note. */
final class TrialJson {
    private TrialJson() {}

    static JsonObject write(final TrialResult result) {
        final JsonObject object = new JsonObject();
        object.addProperty("number", result.number());
        object.addProperty("policy", result.cell().policy());
        object.addProperty("workload", result.cell().workload());
        object.addProperty("queues", result.cell().queues());
        object.addProperty("workers", result.cell().workers());
        object.addProperty("repetition", result.repetition());
        object.addProperty("seed", result.seed());
        object.addProperty("tries", result.tries());
        result.quiet().ifPresent(quiet -> object.add("quiet", quiet(quiet)));
        object.addProperty("seconds", result.seconds());
        result.failure().ifPresent(why -> object.addProperty("failure", why));
        outcome(object, result.outcome());
        return object;
    }

    private static JsonObject quiet(final Quiet quiet) {
        final JsonObject object = new JsonObject();
        object.addProperty("beforePct", quiet.beforePct());
        object.addProperty("foreignPct", quiet.foreignPct());
        object.addProperty("stealPct", quiet.stealPct());
        return object;
    }

    private static void outcome(final JsonObject object, final Outcome outcome) {
        final JsonArray notes = new JsonArray();
        outcome.notes().forEach(notes::add);
        final JsonObject values = new JsonObject();
        for (final Measure measure : Measure.values()) {
            outcome.value(measure).ifPresent(value -> {
                if (Double.isFinite(value)) {
                    values.addProperty(measure.word(), value);
                } else {
                    notes.add(measure.word() + " was no number");
                }
            });
        }
        object.add("values", values);
        final JsonArray series = new JsonArray();
        outcome.series().forEach(each -> series.add(series(each)));
        object.add("series", series);
        final JsonArray latencies = new JsonArray();
        outcome.latencies().forEach(each -> latencies.add(distribution(each)));
        object.add("latencies", latencies);
        object.add("notes", notes);
    }

    private static JsonObject series(final Series series) {
        final JsonObject object = new JsonObject();
        object.addProperty("name", series.name());
        object.addProperty("unit", series.unit());
        final JsonArray lines = new JsonArray();
        series.lines().forEach(lines::add);
        object.add("lines", lines);
        object.add("atNs", array(series.atNs()));
        final JsonArray values = new JsonArray();
        for (final double[] line : series.values()) {
            values.add(array(line));
        }
        object.add("values", values);
        return object;
    }

    private static JsonObject distribution(final Distribution distribution) {
        final JsonObject object = new JsonObject();
        object.addProperty("name", distribution.name());
        object.add("shares", array(distribution.shares()));
        object.add("ns", array(distribution.ns()));
        return object;
    }

    private static JsonArray array(final long[] numbers) {
        final JsonArray array = new JsonArray(numbers.length);
        for (final long number : numbers) {
            array.add(number);
        }
        return array;
    }

    private static JsonArray array(final double[] numbers) {
        final JsonArray array = new JsonArray(numbers.length);
        for (final double number : numbers) {
            array.add(Double.isFinite(number) ? number : 0);
        }
        return array;
    }

    /** Reads one; {@link IllegalStateException} and the like when it is none. */
    static TrialResult read(final JsonObject object) {
        final Plan.Cell cell = new Plan.Cell(
                text(object, "policy"),
                text(object, "workload"),
                object.get("queues").getAsInt(),
                object.get("workers").getAsInt());
        return new TrialResult(
                object.get("number").getAsInt(),
                cell,
                object.get("repetition").getAsInt(),
                object.get("seed").getAsLong(),
                object.get("tries").getAsInt(),
                Optional.ofNullable(object.getAsJsonObject("quiet")).map(TrialJson::quiet),
                object.get("seconds").getAsDouble(),
                Optional.ofNullable(object.get("failure")).map(JsonElement::getAsString),
                outcome(object));
    }

    private static Quiet quiet(final JsonObject object) {
        return new Quiet(
                object.get("beforePct").getAsDouble(),
                object.get("foreignPct").getAsDouble(),
                object.get("stealPct").getAsDouble());
    }

    private static Outcome outcome(final JsonObject object) {
        final Map<Measure, Double> values = new EnumMap<>(Measure.class);
        final JsonObject given = object.getAsJsonObject("values");
        for (final String word : given.keySet()) {
            Measure.of(word)
                    .ifPresent(measure -> values.put(measure, given.get(word).getAsDouble()));
        }
        final List<Series> series = new ArrayList<>();
        object.getAsJsonArray("series").forEach(each -> series.add(series(each.getAsJsonObject())));
        final List<Distribution> latencies = new ArrayList<>();
        object.getAsJsonArray("latencies").forEach(each -> latencies.add(distribution(each.getAsJsonObject())));
        return new Outcome(values, series, latencies, texts(object.getAsJsonArray("notes")));
    }

    private static Series series(final JsonObject object) {
        final JsonArray lines = object.getAsJsonArray("values");
        final double[][] values = new double[lines.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = doubles(lines.get(i).getAsJsonArray());
        }
        return new Series(
                text(object, "name"),
                text(object, "unit"),
                texts(object.getAsJsonArray("lines")),
                longs(object.getAsJsonArray("atNs")),
                values);
    }

    private static Distribution distribution(final JsonObject object) {
        return new Distribution(
                text(object, "name"), doubles(object.getAsJsonArray("shares")), longs(object.getAsJsonArray("ns")));
    }

    private static String text(final JsonObject object, final String name) {
        return object.get(name).getAsString();
    }

    private static List<String> texts(final JsonArray array) {
        final List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.getAsString()));
        return texts;
    }

    private static double[] doubles(final JsonArray array) {
        final double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).getAsDouble();
        }
        return numbers;
    }

    private static long[] longs(final JsonArray array) {
        final long[] numbers = new long[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).getAsLong();
        }
        return numbers;
    }
}
