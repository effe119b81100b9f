package org.jackfield.itest.log;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.regex.Pattern;

/**
 * Keeps warnings and errors of the whole JVM, so that a test can fail because of them. Bundles under test see the same class. Any
 * thread.
 */
public final class RecordingLog extends System.LoggerFinder {
    private static final List<String> TROUBLE = new ArrayList<>();
    private static final List<Pattern> EXPECTED = new ArrayList<>();

    /** For the JDK, which finds this class as a service. */
    public RecordingLog() {
        super();
    }

    /** Keeps a warning or error that came another way than by {@link System.Logger}. */
    public static void record(final String line) {
        synchronized (TROUBLE) {
            TROUBLE.add(line);
        }
    }

    /** Tells that this test provokes warnings or errors with this pattern; all others fail it. */
    public static void expect(final String pattern) {
        synchronized (TROUBLE) {
            EXPECTED.add(Pattern.compile(pattern));
        }
    }

    /** The warnings and errors so far that nobody expected; forgets them and what was expected. */
    public static List<String> takeUnexpected() {
        synchronized (TROUBLE) {
            final List<String> taken = TROUBLE.stream()
                    .filter(line -> EXPECTED.stream()
                            .noneMatch(each -> each.matcher(line).find()))
                    .toList();
            TROUBLE.clear();
            EXPECTED.clear();
            return taken;
        }
    }

    @Override
    public System.Logger getLogger(final String name, final Module module) {
        return new Recorder(name);
    }

    private record Recorder(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(final Level level) {
            return level.getSeverity() >= Level.INFO.getSeverity();
        }

        @Override
        public void log(final Level level, final ResourceBundle bundle, final String text, final Throwable thrown) {
            keep(level, text, thrown);
        }

        @Override
        public void log(final Level level, final ResourceBundle bundle, final String format, final Object... values) {
            keep(level, values == null || values.length == 0 ? format : MessageFormat.format(format, values), null);
        }

        private void keep(final Level level, final String text, final Throwable thrown) {
            final String line = level + " " + name + " " + text + (thrown == null ? "" : " " + thrown);
            if (level.getSeverity() >= Level.WARNING.getSeverity()) {
                record(line);
            }
            if (isLoggable(level)) {
                System.err.println(line);
            }
        }
    }
}
