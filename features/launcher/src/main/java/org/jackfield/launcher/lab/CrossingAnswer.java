package org.jackfield.launcher.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jackfield.control.shell.command.Table;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.inspect.Crossing;

/** What {@code lab inspect --after} answers of two captures of the same frames. One thread. */
final class CrossingAnswer {
    private static final int SCHEMA = 1;
    /** Frames named on a line for people. */
    private static final int NAMED = 20;

    private static final double PERCENT = 100;
    private static final double NS_PER_US = 1e3;
    private static final double[] SHOWN = {0, 0.5, 0.9, 0.99, 0.999, 1};

    private CrossingAnswer() {}

    /**
     * Reads and compares.
     *
     * @param shown most flows that are shown
     */
    static LabAnswers.Answer of(final Path before, final Path after, final int shown) throws LabException {
        try {
            final Crossing.Result result = Crossing.of(before, after);
            return new LabAnswers.Answer(document(result, shown), text(result, shown), true);
        } catch (final IOException broken) {
            throw new LabException(InspectAnswer.reason(broken), broken);
        }
    }

    private static JsonObject document(final Crossing.Result result, final int shown) {
        final JsonObject document = new JsonObject();
        document.addProperty("schema", SCHEMA);
        document.addProperty("before", result.before());
        document.addProperty("after", result.after());
        document.addProperty("found", result.found());
        document.addProperty("lost", result.lost());
        document.addProperty("lostAtEnd", result.lostAtEnd());
        document.addProperty("duplicates", result.duplicates());
        document.addProperty("others", result.others());
        document.addProperty("reordered", result.order().reordered());
        document.addProperty("reorderedRatio", result.order().ratio());
        document.addProperty("reorderExtent", result.order().extentMost());
        document.addProperty("reorderEntropy", result.order().entropy());
        document.addProperty("framesWithoutFlow", result.withoutFlow());
        if (result.comparedBytes() < Integer.MAX_VALUE) {
            document.addProperty("comparedBytes", result.comparedBytes());
        }
        document.add("there", latency(result.there()));
        document.add("back", latency(result.back()));
        document.add("missing", frames(result.missing(), false));
        document.add("duplicated", frames(result.duplicated(), true));
        document.add("late", frames(result.late(), true));
        final JsonArray flows = new JsonArray();
        result.flows().stream().limit(shown).forEach(line -> flows.add(flow(line)));
        document.add("flows", flows);
        return document;
    }

    private static JsonObject latency(final Crossing.Way way) {
        final JsonObject latency = new JsonObject();
        latency.addProperty("frames", way.frames());
        latency.addProperty("meanNs", way.meanNs());
        final JsonArray histogram = new JsonArray();
        for (final Outcome.Distribution distribution : way.distribution()) {
            for (int i = 0; i < distribution.ns().length; i++) {
                final JsonObject point = new JsonObject();
                point.addProperty("share", distribution.shares()[i]);
                point.addProperty("ns", distribution.ns()[i]);
                histogram.add(point);
            }
        }
        latency.add("latency", histogram);
        return latency;
    }

    private static JsonArray frames(final List<Crossing.Frame> frames, final boolean both) {
        final JsonArray array = new JsonArray();
        for (final Crossing.Frame frame : frames) {
            final JsonObject object = new JsonObject();
            object.addProperty("before", frame.ofBefore());
            if (both) {
                object.addProperty("after", frame.number());
            }
            array.add(object);
        }
        return array;
    }

    private static JsonObject flow(final Crossing.Line line) {
        final JsonObject object = new JsonObject();
        object.addProperty("from", line.from());
        object.addProperty("to", line.to());
        object.addProperty("protocol", line.protocol());
        object.addProperty("frames", line.frames());
        object.addProperty("lost", line.lost());
        object.addProperty("duplicates", line.duplicates());
        object.addProperty("reordered", line.reordered());
        return object;
    }

    private static String text(final Crossing.Result result, final int shown) {
        final StringBuilder text = new StringBuilder();
        line(text, "%,d frames before, %,d after, %,d found again", result.before(), result.after(), result.found());
        line(
                text,
                "lost: %,d (%.3f %%), %,d of them behind the last one found",
                result.lost(),
                result.before() == 0 ? 0.0 : PERCENT * result.lost() / result.before(),
                result.lostAtEnd());
        line(
                text,
                "duplicates: %,d; frames that are only in the second capture: %,d",
                result.duplicates(),
                result.others());
        line(
                text,
                "reordered: %,d (%.3f %%), extent %,d, entropy %.4f nat",
                result.order().reordered(),
                PERCENT * result.order().ratio(),
                result.order().extentMost(),
                result.order().entropy());
        if (result.comparedBytes() < Integer.MAX_VALUE) {
            line(text, "frames were cut off: compared by %,d bytes behind the Ethernet header", result.comparedBytes());
        }
        if (result.withoutFlow() > 0) {
            line(text, "%,d frames of further flows were not judged for their order", result.withoutFlow());
        }
        latency(text, "there", result.there());
        latency(text, "back, or by clocks that differ", result.back());
        named(text, "missing, by their numbers before", result.missing());
        named(text, "duplicates, by their numbers after", result.duplicated());
        named(text, "late, by their numbers after", result.late());
        final Table table = new Table("FROM", "TO", "PROTOCOL", "FRAMES", "LOST", "DUPLICATES", "REORDERED");
        result.flows().stream()
                .limit(shown)
                .forEach(each -> table.row(
                        each.from(),
                        each.to(),
                        each.protocol(),
                        each.frames(),
                        each.lost(),
                        each.duplicates(),
                        each.reordered()));
        text.append('\n').append(table);
        if (result.flows().size() > shown) {
            line(text, "and %,d more; see --flows", result.flows().size() - shown);
        }
        return text.toString();
    }

    private static void line(final StringBuilder text, final String format, final Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static void latency(final StringBuilder text, final String what, final Crossing.Way way) {
        for (final Outcome.Distribution distribution : way.distribution()) {
            final StringBuilder line = new StringBuilder();
            for (final double share : SHOWN) {
                int i = 0;
                while (i < distribution.shares().length - 1 && distribution.shares()[i] < share) {
                    i++;
                }
                line.append(String.format(
                        Locale.ROOT,
                        " p%s %.1f,",
                        number(PERCENT * share),
                        distribution.ns()[i] / NS_PER_US));
            }
            line(text, "%,d frames %s took, in us:%s mean %.1f", way.frames(), what, line, way.meanNs() / NS_PER_US);
        }
    }

    private static String number(final double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }

    private static void named(final StringBuilder text, final String what, final List<Crossing.Frame> frames) {
        if (!frames.isEmpty()) {
            line(
                    text,
                    "%s: %s%s",
                    what,
                    frames.stream()
                            .limit(NAMED)
                            .map(frame -> String.valueOf(frame.number()))
                            .collect(Collectors.joining(", ")),
                    frames.size() > NAMED ? " ..." : "");
        }
    }
}
