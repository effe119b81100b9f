package org.jackfield.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One line for each event: time, level, subject, text. The subject is the last segment of the logger's name. Causes follow on the same line; only a programming error brings its stack trace along.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Override
    public String doLayout(final ILoggingEvent event) {
        final StringBuilder line = new StringBuilder(160);
        line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        line.append(String.format(Locale.ROOT, " %-5s ", event.getLevel()));
        line.append(subject(event.getLoggerName())).append(' ');
        line.append(String.valueOf(event.getFormattedMessage()).replaceAll("\\R\\s*", " | "));
        final IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown == null) {
            return line.append('\n').toString();
        }
        if (thrown instanceof ThrowableProxy proxy && isProgrammingError(proxy.getThrowable())) {
            return line.append('\n').append(ThrowableProxyUtil.asString(thrown)).toString();
        }
        for (IThrowableProxy cause = thrown; cause != null; cause = cause.getCause()) {
            line.append(": ").append(cause.getClassName()).append(' ').append(cause.getMessage());
        }
        return line.append('\n').toString();
    }

    private static boolean isProgrammingError(final Throwable thrown) {
        return thrown instanceof RuntimeException || thrown instanceof Error;
    }

    private static String subject(final String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
