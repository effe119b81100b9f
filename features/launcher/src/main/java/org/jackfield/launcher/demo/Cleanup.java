package org.jackfield.launcher.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Undoes what the demo made, last made first, exactly once: at its end or from a shutdown hook, whichever comes first. Thread
 * safe; what is made after that is undone at once.
 */
final class Cleanup implements AutoCloseable {
    private final Deque<Action> actions = new ArrayDeque<>();
    private boolean closed;

    /** Undoes one thing. */
    @FunctionalInterface
    interface Action {
        /** May throw: what then stays behind is said, and the other things are undone all the same. */
        void undo() throws Exception;
    }

    /** Remembers how to undo what was just made. */
    synchronized void add(final Action action) throws DemoException {
        if (closed) {
            run(action);
            throw new DemoException("stopped");
        }
        actions.push(action);
    }

    /** Whether the demo is at its end; what fails after that fails because of it. */
    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!actions.isEmpty()) {
            run(actions.pop());
        }
    }

    private static void run(final Action action) {
        try {
            action.undo();
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (final Exception failed) {
            System.err.println("jackfield: demo: " + failed.getMessage());
        }
    }
}
