package org.jackfield.control.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines of aligned columns for people: text to the left, numbers to the right, two spaces between. One thread. */
public final class Table {
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] numeric;

    /** A table with these headings. */
    public Table(final String... headings) {
        rows.add(headings);
        numeric = new boolean[headings.length];
    }

    /** Adds a row; numbers are printed with separators between thousands. */
    public Table row(final Object... cells) {
        final String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            final boolean number = cells[i] instanceof Number;
            texts[i] = cells[i] instanceof Number count
                    ? String.format(Locale.ROOT, "%,d", count.longValue())
                    : String.valueOf(cells[i]);
            numeric[i] |= number || cells[i] instanceof Amount;
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
        for (final String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        final StringBuilder text = new StringBuilder();
        for (final String[] row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                final String pad = " ".repeat(widths[i] - row[i].length());
                line.append(numeric[i] ? pad + row[i] : row[i] + pad).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
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
}
