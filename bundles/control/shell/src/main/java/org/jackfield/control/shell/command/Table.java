package org.jackfield.control.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines of aligned columns for people: text to the left, numbers to the right, two spaces between. One thread. */
public final class Table {
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};
    private static final String PREFIXES = " kMGTP";

    private final List<Object[]> rows = new ArrayList<>();
    private final boolean colour;
    private final boolean[] numeric;

    /** A table with these headings, without colours. */
    public Table(final String... headings) {
        this(false, headings);
    }

    /** A table with these headings, which are bold, as cells may have colours, if wanted. */
    public Table(final boolean colour, final String... headings) {
        this.colour = colour;
        numeric = new boolean[headings.length];
        final Object[] bold = new Object[headings.length];
        for (int i = 0; i < bold.length; i++) {
            bold[i] = new Tinted(headings[i], Tint.BOLD);
        }
        rows.add(bold);
    }

    /** Adds a row; numbers are printed with separators between thousands. */
    public Table row(final Object... cells) {
        final Object[] texts = new Object[cells.length];
        for (int i = 0; i < cells.length; i++) {
            texts[i] = cells[i];
            if (cells[i] instanceof Number count) {
                texts[i] = new Amount(String.format(Locale.ROOT, "%,d", count.longValue()));
            }
            numeric[i] |= texts[i] instanceof Amount;
        }
        rows.add(texts);
        return this;
    }

    /** Whether only the headings are there. */
    public boolean isEmpty() {
        return rows.size() == 1;
    }

    /** All lines, each with its end. */
    @Override
    public String toString() {
        final int[] widths = new int[numeric.length];
        for (final Object[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].toString().length());
            }
        }
        final StringBuilder text = new StringBuilder();
        for (final Object[] row : rows) {
            final StringBuilder line = new StringBuilder();
            int owed = 0; // spaces are written before the next visible cell, so that lines do not end in some
            for (int i = 0; i < row.length; i++) {
                final String cell = row[i].toString();
                final int pad = widths[i] - cell.length();
                owed += numeric[i] ? pad : 0;
                if (!cell.isEmpty()) {
                    line.append(" ".repeat(owed)).append(painted(row[i]));
                    owed = 0;
                }
                owed += (numeric[i] ? 0 : pad) + 2;
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private String painted(final Object cell) {
        return cell instanceof Tinted tinted ? tinted.toString(colour) : cell.toString();
    }

    /** A number of bytes with three or four digits and a unit of a power of 1000. */
    public static Amount bytes(final long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return new Amount(
                unit == 0
                        ? bytes + " B"
                        : String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.1f %s", value, UNITS[unit]));
    }

    /** A rate with three or four digits and a unit of a power of 1000. */
    public static Amount rate(final double perSecond, final String unit) {
        double value = perSecond;
        int power = 0;
        while (value >= 999.5 && power < PREFIXES.length() - 1) {
            value /= 1000;
            power++;
        }
        final String digits = String.format(Locale.ROOT, value >= 10 || power == 0 ? "%.0f" : "%.2f", value);
        return new Amount(digits + " " + (power == 0 ? "" : PREFIXES.charAt(power)) + unit);
    }

    /** Counts with their labels on one line, or "none". */
    public static String counts(final Map<String, Long> counts) {
        final StringBuilder text = new StringBuilder();
        counts.forEach((label, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(label)
                .append(' ')
                .append(String.format(Locale.ROOT, "%,d", count)));
        return text.isEmpty() ? "none" : text.toString();
    }

    /**
     * A quantity already written out; aligned like a number.
     *
     * @param text how it is printed
     */
    public record Amount(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A text with a colour.
     *
     * @param text how it is printed
     * @param tint its colour where colours are wanted
     */
    public record Tinted(String text, Tint tint) {
        String toString(final boolean colour) {
            return colour ? "\033[" + tint.code + "m" + text + "\033[0m" : text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What colours mean. */
    public enum Tint {
        /** As it should be. */
        GOOD(32),
        /** On its way, or worth a look. */
        WAITING(33),
        /** Something failed. */
        BAD(31),
        /** A heading. */
        BOLD(1);

        private final int code;

        Tint(final int code) {
            this.code = code;
        }
    }
}
