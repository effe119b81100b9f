package org.jackfield.launcher.log;

import java.lang.System.Logger.Level;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Sends warnings and errors bundles tell the OSGi log service where all others go. Its lower levels are mostly the framework's
 * own life: a line for each service and bundle.
 */
public final class LogServiceBridge implements ServiceTrackerCustomizer<LogReaderService, LogReaderService> {
    private final BundleContext context;

    private LogServiceBridge(final BundleContext context) {
        this.context = context;
    }

    /** Listens to every log service from now until the framework stops. */
    public static void open(final BundleContext context) {
        new ServiceTracker<>(context, LogReaderService.class, new LogServiceBridge(context)).open();
    }

    @Override
    public LogReaderService addingService(final ServiceReference<LogReaderService> reference) {
        final LogReaderService reader = context.getService(reference);
        reader.addLogListener(LogServiceBridge::log);
        return reader;
    }

    @Override
    public void modifiedService(final ServiceReference<LogReaderService> reference, final LogReaderService reader) {
        // the reader stays the same
    }

    @Override
    public void removedService(final ServiceReference<LogReaderService> reference, final LogReaderService reader) {
        context.ungetService(reference);
    }

    private static void log(final LogEntry entry) {
        final Level level = level(entry.getLogLevel());
        if (level.compareTo(Level.WARNING) >= 0) {
            System.getLogger(String.valueOf(entry.getBundle().getSymbolicName()))
                    .log(level, entry.getMessage(), entry.getException());
        }
    }

    private static Level level(final org.osgi.service.log.LogLevel level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN, AUDIT -> Level.WARNING;
            case INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
    }
}
