package org.jackfield.launcher.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A run as one page with charts that needs nothing but a browser: the library that draws is inside of it. */
public final class HtmlReport {
    private static final String CHARTS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";
    private static final String PAGE = "/org/jackfield/launcher/bench/page.html";

    private HtmlReport() {}

    /**
     * Writes it.
     *
     * @throws IOException when the distribution lacks a file
     */
    public static String of(final Results results) throws IOException {
        // Inside a script element only this sequence would end it; in JSON it may be written otherwise.
        final String data = JsonReport.of(results).toString().replace("</", "<\\/");
        return resource(PAGE)
                .replace("@HEADING@", escaped(TextReport.heading(results.about())))
                .replace("@CHARTS@", resource(CHARTS).replaceAll("(?m)^//# sourceMappingURL=.*$", ""))
                .replace("@DATA@", data);
    }

    private static String escaped(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String resource(final String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name + " in this distribution");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
