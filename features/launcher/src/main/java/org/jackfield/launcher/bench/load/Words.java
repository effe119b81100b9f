package org.jackfield.launcher.bench.load;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A line of the conversation with an agent: a verb and {@code key=value} pairs.
 *
 * @param verb first word
 * @param values the rest
 */
public record Words(String verb, Map<String, String> values) {
    /** Reads a line. */
    public static Words of(final String line) {
        final String[] words = line.strip().split(" +");
        final Map<String, String> values = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            final int equals = words[i].indexOf('=');
            if (equals > 0) {
                values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        return new Words(words[0], values);
    }

    /** Writes a line from a verb and keys with their values in turn. */
    public static String line(final String verb, final Object... keysAndValues) {
        final StringBuilder line = new StringBuilder(verb);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            final Object value = keysAndValues[i + 1];
            final String text =
                    value instanceof Double number ? String.format(Locale.ROOT, "%.3f", number) : String.valueOf(value);
            line.append(' ').append(keysAndValues[i]).append('=').append(text);
        }
        return line.toString();
    }

    /** A number that must be there. */
    public double number(final String key) {
        final String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + " in '" + verb + " " + values + "'");
        }
        return Double.parseDouble(value);
    }

    /** A whole number that must be there. */
    public int whole(final String key) {
        return (int) number(key);
    }

    /** A text that must be there. */
    public String text(final String key) {
        final String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + " in '" + verb + " " + values + "'");
        }
        return value;
    }
}
