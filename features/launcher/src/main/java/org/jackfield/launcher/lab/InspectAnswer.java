package org.jackfield.launcher.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jackfield.control.shell.command.Table;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.inspect.FlowOrder;
import org.jackfield.lab.inspect.Heuristic;
import org.jackfield.lab.inspect.Inspection;
import org.jackfield.lab.inspect.Judgement;

/** What {@code lab inspect} answers of one capture. One thread. */
final class InspectAnswer {
    private static final int SCHEMA = 1;
    private static final double NS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;

    private InspectAnswer() {}

    /**
     * Reads and judges.
     *
     * @param files that continue each other
     * @param shown most flows that are shown
     */
    static LabAnswers.Answer of(final List<Path> files, final int shown) throws LabException {
        try {
            final Inspection.Result result = Inspection.of(files);
            return new LabAnswers.Answer(document(result, shown), text(result, shown), true);
        } catch (final IOException broken) {
            throw new LabException(reason(broken), broken);
        }
    }

    /** What is wrong with a file. */
    static String reason(final IOException broken) {
        if (broken instanceof NoSuchFileException) {
            return broken.getMessage() + " does not exist; name a pcap or pcapng file";
        }
        return broken instanceof AccessDeniedException
                ? broken.getMessage() + " cannot be read: permission denied"
                : String.valueOf(broken.getMessage());
    }

    private static JsonObject document(final Inspection.Result result, final int shown) {
        final JsonObject document = new JsonObject();
        document.addProperty("schema", SCHEMA);
        document.addProperty("frames", result.frames());
        document.addProperty("bytes", result.bytes());
        document.addProperty("seconds", result.ns() / NS_PER_SECOND);
        document.addProperty("directions", result.flows().size());
        document.addProperty("framesLeftOut", result.leftOut());
        final JsonObject totals = new JsonObject();
        for (final Heuristic by : Heuristic.values()) {
            totals.add(by.word(), order(result.sum(by)));
        }
        totals.add("all", order(result.sum()));
        document.add("totals", totals);
        final JsonArray flows = new JsonArray();
        result.flows().stream().limit(shown).forEach(flow -> flows.add(flow(flow)));
        document.add("flows", flows);
        return document;
    }

    private static JsonObject flow(final FlowOrder flow) {
        final JsonObject object = new JsonObject();
        object.addProperty("from", flow.from());
        object.addProperty("to", flow.to());
        object.addProperty("protocol", flow.protocol());
        object.addProperty("frames", flow.frames());
        object.addProperty("bytes", flow.bytes());
        object.addProperty("heuristic", flow.order().by().word());
        order(flow.order()).asMap().forEach(object::add);
        object.addProperty("note", flow.order().note());
        return object;
    }

    private static JsonObject order(final Judgement order) {
        final JsonObject object = new JsonObject();
        object.addProperty("judged", order.judged());
        object.addProperty("unjudged", order.unjudged());
        object.addProperty("reordered", order.reordered());
        object.addProperty("reorderedRatio", order.reorderedRatio());
        object.addProperty("reorderExtent", order.extentMost());
        object.addProperty("duplicates", order.duplicates());
        object.addProperty("retransmitted", order.retransmitted());
        object.addProperty("repaired", order.repaired());
        if (order.lost() != Judgement.UNKNOWN) {
            object.addProperty("lost", order.lost());
            object.addProperty("lostBytes", order.lostBytes());
        }
        return object;
    }

    private static String text(final Inspection.Result result, final int shown) {
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d frames, %,d bytes, in %.3f s; %,d flows by direction%n",
                result.frames(),
                result.bytes(),
                result.ns() / NS_PER_SECOND,
                result.flows().size()));
        if (result.leftOut() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "%,d frames of further flows than %,d were left out%n",
                    result.leftOut(),
                    Inspection.MOST_FLOWS));
        }
        text.append('\n').append(totals(result)).append('\n');
        final Table table = new Table(
                "FROM",
                "TO",
                "PROTOCOL",
                "BY",
                "FRAMES",
                "JUDGED",
                "REORDERED",
                "EXTENT",
                "DUPLICATES",
                "RETRANSMITTED",
                "REPAIRED",
                "LOST",
                "NOTE");
        for (final FlowOrder flow : result.flows().stream().limit(shown).toList()) {
            final Judgement order = flow.order();
            table.row(
                    flow.from(),
                    flow.to(),
                    flow.protocol(),
                    order.by().word(),
                    flow.frames(),
                    order.judged(),
                    share(order),
                    order.extentMost(),
                    order.duplicates(),
                    order.retransmitted(),
                    order.repaired(),
                    known(order),
                    order.note());
        }
        text.append(table);
        final int more = result.flows().size() - shown;
        return more > 0
                ? text.append(String.format(Locale.ROOT, "and %,d more; see --flows%n", more))
                        .toString()
                : text.toString();
    }

    private static Table totals(final Inspection.Result result) {
        final Table table = new Table(
                "BY", "JUDGED", "UNJUDGED", "REORDERED", "EXTENT", "DUPLICATES", "RETRANSMITTED", "REPAIRED", "LOST");
        for (final Heuristic by : Heuristic.values()) {
            if (result.flows().stream().anyMatch(flow -> flow.order().by() == by)) {
                totals(table, by.word(), result.sum(by));
            }
        }
        totals(table, "all", result.sum());
        return table;
    }

    private static void totals(final Table table, final String word, final Judgement sum) {
        table.row(
                word,
                sum.judged(),
                sum.unjudged(),
                share(sum),
                sum.extentMost(),
                sum.duplicates(),
                sum.retransmitted(),
                sum.repaired(),
                known(sum));
    }

    private static Table.Amount share(final Judgement order) {
        return new Table.Amount(
                String.format(Locale.ROOT, "%,d (%.2f %%)", order.reordered(), PERCENT * order.reorderedRatio()));
    }

    private static Table.Amount known(final Judgement order) {
        return new Table.Amount(
                order.lost() == Judgement.UNKNOWN ? "?" : String.format(Locale.ROOT, "%,d", order.lost()));
    }
}
