package org.jackfield.launcher.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

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

    /** Makes something. */
    @FunctionalInterface
    interface Making<T> {
        T make() throws DemoException;
    }

    /** Makes something and remembers how to undo it; the process does not end in between. */
    synchronized <T> T make(final Making<T> making, final Function<T, Action> undo) throws DemoException {
        if (closed) {
            throw new DemoException("stopped");
        }
        final T made = making.make();
        actions.push(undo.apply(made));
        return made;
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
