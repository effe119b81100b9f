package org.jackfield.port.tap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** How to take back what was done, in reverse order. One thread. */
final class UndoLog {
    private static final System.Logger LOG = System.getLogger(UndoLog.class.getName());

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Takes one change back. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Remembers how to take back what was just done. */
    void add(final Step step) {
        steps.push(step);
    }

    /** Takes everything back. A step that fails is logged and the others go on. */
    void rollback(final String port) {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (final IOException e) {
                LOG.log(Level.WARNING, "port " + port + ": taking a change back failed: " + e.getMessage());
            }
        }
    }
}
