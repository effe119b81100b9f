package org.jackfield.launcher.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private static String line(final String message, final Throwable thrown) {
        final LoggerContext context = new LoggerContext();
        return new LogLine()
                .doLayout(new LoggingEvent(
                        "x", context.getLogger("org.jackfield.core"), Level.WARN, message, thrown, null));
    }

    @Test
    void shouldBeOneLineOfTimeLevelSubjectAndText() {
        assertTrue(line("vm1: two\n   lines", null)
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  core vm1: two \\| lines\n"));
    }

    @Test
    void shouldKeepTheCausesOfAFailureOnTheLine() {
        final String line = line("failed", new IOException("outer", new IOException("inner")));
        assertEquals(1, line.lines().count());
        assertTrue(line.endsWith("failed: java.io.IOException outer: java.io.IOException inner\n"), line);
    }

    @Test
    void shouldShowTheStackTraceOfAProgrammingError() {
        assertTrue(
                line("failed", new IllegalStateException("bug")).contains("at org.jackfield.launcher.log.LogLineTest"));
    }
}
