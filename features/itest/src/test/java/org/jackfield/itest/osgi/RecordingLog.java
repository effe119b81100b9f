package org.jackfield.itest.osgi;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;

/** Keeps warnings and errors of the whole JVM, so that a test can fail because of them. Any thread. */
public final class RecordingLog extends System.LoggerFinder {
    private static final List<String> TROUBLE = new ArrayList<>();

    /** For the JDK, which finds this class as a service. */
    public RecordingLog() {
        super();
    }

    static void record(final String line) {
        synchronized (TROUBLE) {
            TROUBLE.add(line);
        }
    }

    /** The warnings and errors since the last call. */
    static List<String> take() {
        synchronized (TROUBLE) {
            final List<String> taken = List.copyOf(TROUBLE);
            TROUBLE.clear();
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
