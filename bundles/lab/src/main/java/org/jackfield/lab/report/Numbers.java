package org.jackfield.lab.report;

import java.util.Locale;

/** Numbers as people read them: three or four digits that count. */
public final class Numbers {
    private static final String PREFIXES = " kMGTPE";
    private static final double LEAST_WITH_LETTER = 99_999.5;
    private static final double LEAST_WITHOUT_POWER = 0.01;

    private Numbers() {}

    /** A number. */
    public static String text(final double value) {
        final double size = Math.abs(value);
        final String form = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }

    /** A number of any size: with a letter for thousands, millions and so on, or a power of ten when it is small. */
    public static String brief(final double value) {
        final double size = Math.abs(value);
        if (value == 0 || size < LEAST_WITHOUT_POWER) {
            return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
        }
        if (size < LEAST_WITH_LETTER) {
            return text(value);
        }
        double rest = value;
        int power = 0;
        while (Math.abs(rest) >= 999.5 && power < PREFIXES.length() - 1) {
            rest /= 1000;
            power++;
        }
        return text(rest) + " " + PREFIXES.charAt(power);
    }

    /** A median and its interval, briefly. */
    public static String brief(final Summary summary) {
        return brief(summary.median())
                + (summary.hasInterval() ? " (" + brief(summary.low()) + " to " + brief(summary.high()) + ")" : "");
    }

    /** A median and its interval. */
    public static String text(final Summary summary) {
        return text(summary.median())
                + (summary.hasInterval() ? " (" + text(summary.low()) + " to " + text(summary.high()) + ")" : "");
    }
}
