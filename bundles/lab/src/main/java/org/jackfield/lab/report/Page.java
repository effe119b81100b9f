package org.jackfield.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A page with charts that needs nothing but a browser: data, scripts, and the library that draws are inside of it. */
public final class Page {
    private static final String CHARTS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";
    private static final String FOLDER = "/org/jackfield/lab/report/";

    private Page() {}

    /**
     * Writes one. In the template {@code @STYLE@}, {@code @CHARTS@} and {@code @COMMON@} stand for what all pages have,
     * {@code @HEADING@} and {@code @DATA@} for what is given.
     *
     * @param template path of a resource
     * @param heading text
     * @param data JSON
     * @throws IOException when the distribution lacks a file
     */
    public static String of(final String template, final String heading, final String data) throws IOException {
        // Inside a script element only these sequences would end it; in JSON they may be written otherwise.
        final String harmless = data.replace("</", "<\\/").replace("<!--", "\\u003c!--");
        return resource(template)
                .replace("@STYLE@", resource(FOLDER + "page.css"))
                .replace("@COMMON@", resource(FOLDER + "page.js"))
                .replace("@HEADING@", escaped(heading))
                .replace("@CHARTS@", resource(CHARTS).replaceAll("(?m)^//# sourceMappingURL=.*$", ""))
                .replace("@DATA@", harmless);
    }

    private static String escaped(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String resource(final String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name + " in this distribution");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
