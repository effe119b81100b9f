package org.jackfield.launcher.docs;

import java.util.List;
import java.util.Locale;

/** The text of a man page, in the macros of man(7). */
final class Roff {
    private final StringBuilder text = new StringBuilder();
    private boolean titled;

    Roff(final String name) {
        text.append(".TH ")
                .append(escaped(name.toUpperCase(Locale.ROOT)))
                .append(" 1 \"\" \"Jackfield\" \"Jackfield manual\"\n");
    }

    Roff section(final String title) {
        text.append(".SH ").append(title).append('\n');
        titled = true;
        return this;
    }

    Roff subsection(final String title) {
        text.append(".SS ").append(quoted(title)).append('\n');
        titled = true;
        return this;
    }

    /** A paragraph. */
    Roff text(final String paragraph) {
        paragraph();
        text.append(protectedLine(paragraph)).append('\n');
        return this;
    }

    /** A line that is not filled, in bold. */
    Roff line(final String line) {
        paragraph();
        text.append("\\fB").append(escaped(line)).append("\\fR\n");
        return this;
    }

    /** Parts from the paragraph before, if this is not the first below its title. */
    private void paragraph() {
        if (!titled) {
            text.append(".PP\n");
        }
        titled = false;
    }

    /** A term and what it means. */
    Roff item(final String term, final String meaning) {
        titled = false;
        text.append(".TP\n\\fB")
                .append(escaped(term))
                .append("\\fR\n")
                .append(protectedLine(meaning))
                .append('\n');
        return this;
    }

    Roff examples(final List<String> commands) {
        text.append(".nf\n.RS 4\n");
        commands.forEach(command -> text.append(protectedLine(command)).append('\n'));
        text.append(".RE\n.fi\n");
        return this;
    }

    private static String quoted(final String word) {
        return "\"" + escaped(word).replace("\"", "\\(dq") + "\"";
    }

    private static String protectedLine(final String line) {
        final String escaped = escaped(line);
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    private static String escaped(final String line) {
        return line.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
