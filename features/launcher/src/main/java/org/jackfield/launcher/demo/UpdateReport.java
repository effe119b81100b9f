package org.jackfield.launcher.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jackfield.control.shell.command.Table;

/** What became of numbered frames while bundles changed. One thread. */
final class UpdateReport {
    private final List<Phase> phases = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private boolean orderPromised = true;

    private record Phase(String what, String from, String to, NumberedRun.Result result) {
        double gapMs() {
            return result.largestGapUs() / 1000.0;
        }
    }

    /** Adds what was measured while something was done; to a bundle of these versions before and after, empty for none. */
    void add(final String what, final String from, final String to, final NumberedRun.Result result) {
        phases.add(new Phase(what, from, to, result));
    }

    /** Adds a sentence that is no problem. */
    void remark(final String sentence) {
        remarks.add(sentence);
    }

    /** Tells whether the kernel steers by our table; where it chooses queues by itself, nobody can promise order. */
    void orderPromised(final boolean promised) {
        orderPromised = promised;
        if (!promised) {
            remark("the kernel chooses the queues by itself here (no CAP_BPF): order is measured, but not promised");
        }
    }

    /** What is not as it should be, in words; empty when no frame was lost, reordered or duplicated. */
    List<String> problems() {
        final List<String> problems = new ArrayList<>();
        for (final Phase phase : phases) {
            final NumberedRun.Result result = phase.result();
            complain(problems, phase, result.lost(), "lost");
            complain(problems, phase, result.duplicated(), "duplicated");
            if (orderPromised) {
                complain(problems, phase, result.reordered(), "reordered");
            }
            if (result.received() == 0) {
                problems.add("while " + phase.what() + ": no frame arrived");
            }
        }
        if (phases.isEmpty()) {
            problems.add("nothing was measured");
        }
        return problems;
    }

    private static void complain(final List<String> problems, final Phase phase, final long frames, final String what) {
        if (frames != 0) {
            problems.add(String.format(
                    Locale.ROOT,
                    "while %s: %,d of %,d frames %s",
                    phase.what(),
                    frames,
                    phase.result().sent(),
                    what));
        }
    }

    /** The document of {@code demo --update --json}. */
    JsonObject document() {
        final JsonObject document = new JsonObject();
        document.addProperty("ok", problems().isEmpty());
        document.add("problems", Measurements.strings(problems()));
        document.add("remarks", Measurements.strings(remarks));
        document.addProperty("rate", UpdateDemo.RATE);
        document.addProperty("flows", UpdateDemo.FLOWS);
        final JsonArray list = new JsonArray();
        for (final Phase phase : phases) {
            final JsonObject item = new JsonObject();
            item.addProperty("while", phase.what());
            if (!phase.to().isEmpty()) {
                item.addProperty("from", phase.from());
                item.addProperty("to", phase.to());
            }
            item.addProperty("sent", phase.result().sent());
            item.addProperty("lost", phase.result().lost());
            item.addProperty("reordered", phase.result().reordered());
            item.addProperty("duplicated", phase.result().duplicated());
            item.addProperty("socketDrops", phase.result().socketDrops());
            item.addProperty("largestGapMs", phase.gapMs());
            list.add(item);
        }
        document.add("phases", list);
        return document;
    }

    /** The same for people. */
    String text() {
        final Table table =
                new Table("WHILE", "FROM", "TO", "SENT", "LOST", "REORDERED", "LARGEST-GAP", "RECEIVER-TOO-SLOW");
        for (final Phase phase : phases) {
            table.row(
                    phase.what(),
                    phase.from(),
                    phase.to(),
                    phase.result().sent(),
                    phase.result().lost(),
                    phase.result().reordered(),
                    new Table.Amount(String.format(Locale.ROOT, "%.1f ms", phase.gapMs())),
                    phase.result().socketDrops());
        }
        final StringBuilder text = new StringBuilder(table.toString()).append('\n');
        remarks.forEach(remark -> text.append("note: ").append(remark).append('\n'));
        final List<String> problems = problems();
        problems.forEach(problem -> text.append(problem).append('\n'));
        return text.append(
                        problems.isEmpty() ? "no frame was lost" + (orderPromised ? " or reordered" : "") + "\n" : "")
                .toString();
    }
}
