package org.jackfield.lab.report;

import com.google.gson.JsonObject;
import java.io.IOException;

/** A run as one page with charts, small enough to be kept beside a program: verdicts first. */
public final class HtmlReport {
    private static final String PAGE = "/org/jackfield/lab/report/experiment.html";

    private HtmlReport() {}

    /**
     * Writes it.
     *
     * @throws IOException when the distribution lacks a file
     */
    public static String of(final Results results) throws IOException {
        final JsonObject data = ResultsJson.of(results);
        data.remove("trials"); // in the folder; the page shows what they say together
        final Curves curves = new Curves(results);
        data.add("series", curves.series());
        data.add("latencies", curves.latencies());
        return Page.of(PAGE, results.experiment().heading().title(), data.toString());
    }
}
