package org.jackfield.launcher.bench.report;

import java.io.IOException;
import org.jackfield.lab.report.Page;

/** A run as one page with charts. */
public final class HtmlReport {
    private static final String PAGE = "/org/jackfield/launcher/bench/page.html";

    private HtmlReport() {}

    /**
     * Writes it.
     *
     * @throws IOException when the distribution lacks a file
     */
    public static String of(final Results results) throws IOException {
        return Page.of(
                PAGE,
                TextReport.heading(results.about()),
                JsonReport.of(results).toString());
    }
}
