package org.jackfield.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/** Lines of comma-separated values by RFC 4180, with line feeds alone. */
final class Csv {
    private final StringBuilder text = new StringBuilder();

    /** Adds a line. */
    Csv line(final Object... cells) {
        for (int i = 0; i < cells.length; i++) {
            text.append(i == 0 ? "" : ",").append(quoted(String.valueOf(cells[i])));
        }
        text.append('\n');
        return this;
    }

    private static String quoted(final String cell) {
        return cell.chars().anyMatch(letter -> ",\"\r\n".indexOf(letter) >= 0)
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** All lines of a text. */
    static List<List<String>> parse(final String text) {
        final List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        final StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            final char letter = text.charAt(i);
            if (letter == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append(letter);
                i++;
            } else if (letter == '"') {
                quoted = !quoted;
            } else if (quoted || (letter != ',' && letter != '\n')) {
                cell.append(letter);
            } else {
                line.add(cell.toString());
                cell.setLength(0);
                if (letter == '\n') {
                    lines.add(line);
                    line = new ArrayList<>();
                }
            }
        }
        return lines;
    }
}
