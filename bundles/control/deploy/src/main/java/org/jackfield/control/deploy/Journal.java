package org.jackfield.control.deploy;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jackfield.api.event.SwitchEvent;

/** Tells what happened to bundles: one line in the log and one event of the switch each. */
final class Journal {
    private static final System.Logger LOG = System.getLogger("org.jackfield.control.deploy");

    private final Consumer<SwitchEvent> events;

    /**
     * A journal.
     *
     * @param events takes the events; called on any thread, returns at once
     */
    Journal(final Consumer<SwitchEvent> events) {
        this.events = events;
    }

    /** Something was done. */
    void done(final String bundle, final String text) {
        tell(Level.INFO, bundle, text);
    }

    /** Something was refused, or went wrong. */
    void refused(final String bundle, final String text) {
        tell(Level.WARNING, bundle, text);
    }

    private void tell(final Level level, final String bundle, final String text) {
        LOG.log(level, "bundle " + bundle + ": " + text);
        events.accept(new SwitchEvent(SwitchEvent.Kind.BUNDLE, bundle, text));
    }
}
