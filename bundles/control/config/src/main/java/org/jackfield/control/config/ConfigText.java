package org.jackfield.control.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The text of one configuration file: {@code key = value} lines, comments beginning with {@code #} or {@code !}, a backslash at
 * the end continues a line (the syntax of java.util.Properties, which the usual deploy folder of OSGi reads too). Changing a
 * value keeps comments, blank lines and order. Not thread safe.
 */
final class ConfigText {
    private final List<Entry> entries = new ArrayList<>();

    /**
     * Lines that belong together.
     *
     * @param raw the lines as they stand in the file, without the last line's end
     * @param key the key, empty for comments and blank lines
     * @param value the value
     */
    private record Entry(String raw, String key, String value) {}

    private ConfigText() {}

    /** Reads a file's text; refuses lines that are no {@code key = value}, bad escapes and keys given twice. */
    static ConfigText parse(final String text) throws ConfigSyntaxException {
        final ConfigText config = new ConfigText();
        final String[] lines = text.split("\r?\n", -1);
        final int count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        for (int i = 0; i < count; i++) {
            final int first = i;
            final StringBuilder raw = new StringBuilder(lines[i]);
            while (!isComment(lines[first]) && isContinued(lines[i]) && i + 1 < count) {
                i++;
                raw.append('\n').append(lines[i]);
            }
            config.append(raw.toString(), first + 1);
        }
        return config;
    }

    private static boolean isComment(final String line) {
        final String start = line.stripLeading();
        return start.isEmpty() || start.startsWith("#") || start.startsWith("!");
    }

    private static boolean isContinued(final String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private void append(final String raw, final int lineNumber) throws ConfigSyntaxException {
        if (isComment(raw)) {
            entries.add(new Entry(raw, "", ""));
            return;
        }
        final Properties parsed = new Properties();
        try {
            parsed.load(new StringReader(raw));
        } catch (final IllegalArgumentException badEscape) {
            throw new ConfigSyntaxException("line " + lineNumber + ": " + badEscape.getMessage());
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        final String key = parsed.stringPropertyNames().stream().findFirst().orElse("");
        if (key.isEmpty() || raw.strip().equals(key)) {
            throw new ConfigSyntaxException("line " + lineNumber + ": '" + raw.strip() + "' is no 'key = value'");
        }
        if (values().containsKey(key)) {
            throw new ConfigSyntaxException("line " + lineNumber + ": key '" + key + "' is given twice");
        }
        entries.add(new Entry(raw, key, parsed.getProperty(key).strip()));
    }

    /** All values, sorted by key. */
    Map<String, String> values() {
        final Map<String, String> values = new TreeMap<>();
        entries.stream()
                .filter(entry -> !entry.key().isEmpty())
                .forEach(entry -> values.put(entry.key(), entry.value()));
        return values;
    }

    /** Changes a value where it stands, adds it at the end, or takes it out when the value is empty. */
    void set(final String key, final String value) {
        final Entry fresh = new Entry(key + " = " + escape(value), key, value);
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).key().equals(key)) {
                if (value.isEmpty()) {
                    entries.remove(i);
                } else if (!entries.get(i).value().equals(value)) {
                    entries.set(i, fresh);
                }
                return;
            }
        }
        if (!value.isEmpty()) {
            entries.add(fresh);
        }
    }

    /** Adds a comment at the end. */
    void comment(final String text) {
        entries.add(new Entry(text.isEmpty() ? "" : "# " + text.replaceAll("\\s+", " "), "", ""));
    }

    /** An empty file. */
    static ConfigText empty() {
        return new ConfigText();
    }

    private static String escape(final String value) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '\\') {
                text.append("\\\\");
            } else if (c < ' ' || c > '~') {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** The file's text, with a line end after every line. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(entry.raw()).append('\n'));
        return text.toString();
    }
}
