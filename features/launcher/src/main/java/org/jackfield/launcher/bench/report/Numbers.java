package org.jackfield.launcher.bench.report;

import java.util.Locale;

/** Numbers as people read them: three or four digits that count. */
final class Numbers {
    private Numbers() {}

    static String text(final double value) {
        final double size = Math.abs(value);
        final String form = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }

    /** A median and its interval. */
    static String text(final Summary summary) {
        return text(summary.median())
                + (summary.hasInterval() ? " (" + text(summary.low()) + " to " + text(summary.high()) + ")" : "");
    }
}
