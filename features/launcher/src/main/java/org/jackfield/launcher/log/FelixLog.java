package org.jackfield.launcher.log;

import java.lang.System.Logger.Level;
import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Felix's own log, sent where all others go. */
public final class FelixLog extends Logger {
    private static final System.Logger LOG = System.getLogger("org.apache.felix.felix");

    @Override
    protected void doLog(
            final @Nullable Bundle bundle,
            final @Nullable ServiceReference reference,
            final int level,
            final String message,
            final @Nullable Throwable thrown) {
        doLog(level, bundle == null ? message : bundle.getSymbolicName() + ": " + message, thrown);
    }

    @Override
    protected void doLog(final int level, final String message, final @Nullable Throwable thrown) {
        LOG.log(level(level), message, thrown);
    }

    private static Level level(final int level) {
        return switch (level) {
            case LOG_ERROR -> Level.ERROR;
            case LOG_WARNING -> Level.WARNING;
            case LOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
    }
}
