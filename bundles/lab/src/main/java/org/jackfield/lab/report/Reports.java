package org.jackfield.lab.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.ResultFolder;

/** What is written into a folder of results for readers. */
public final class Reports {
    private static final Gson PRINTER =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Reports() {}

    /**
     * Writes {@code results.json}, {@code report.md} and {@code report.html}.
     *
     * @param plain whether to leave out the page
     */
    public static void write(final ResultFolder folder, final Results results, final boolean plain)
            throws LabException {
        folder.write("results.json", PRINTER.toJson(ResultsJson.of(results)) + "\n");
        folder.write("report.md", MarkdownReport.of(results));
        if (!plain) {
            try {
                folder.write("report.html", HtmlReport.of(results));
            } catch (final IOException lacking) {
                throw new LabException("the page cannot be made: " + lacking.getMessage(), lacking);
            }
        }
    }

    /** Verdicts and remarks as plain text for a terminal. */
    public static String text(final Results results) {
        final StringBuilder text = new StringBuilder();
        final Consumer<String> line = each -> text.append(each).append('\n');
        line.accept(results.experiment().heading().title());
        line.accept(MarkdownReport.how(results).replace("`", ""));
        for (final Verdict verdict : Verdict.of(results)) {
            line.accept("");
            line.accept(verdict.question().text());
            line.accept("  " + verdict.words());
            verdict.cases().forEach(each -> line.accept("  - " + each.words()));
        }
        line.accept("");
        final List<String> remarks = Remarks.of(results);
        remarks.forEach(line);
        return text.toString();
    }
}
