package org.jackfield.launcher.bench.rig;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Undoes what was made, last made first, exactly once: at the end or from a shutdown hook, whichever comes first. Thread safe;
 * what is made after that is undone at once.
 */
public final class Cleanup implements AutoCloseable {
    private final Deque<Action> actions = new ArrayDeque<>();
    private boolean closed;

    /** Undoes one thing. */
    @FunctionalInterface
    public interface Action {
        /** May throw: what then stays behind is said, and the other things are undone all the same. */
        void undo() throws Exception;
    }

    /** Makes something. */
    @FunctionalInterface
    public interface Making {
        /** Makes it. */
        void make() throws BenchException;
    }

    /** Makes something and remembers how to undo it; the process does not end in between. */
    public synchronized void make(final Making making, final Action undo) throws BenchException {
        refuseWhenClosed();
        making.make();
        actions.push(undo);
    }

    /** Remembers how to undo what was just made. */
    public synchronized void add(final Action undo) throws BenchException {
        if (closed) {
            run(undo);
        }
        refuseWhenClosed();
        actions.push(undo);
    }

    private void refuseWhenClosed() throws BenchException {
        if (closed) {
            throw new BenchException("stopped");
        }
    }

    /** Whether the end has come; what fails after that fails because of it. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** A part of this one that can be undone earlier. */
    public Cleanup part() throws BenchException {
        final Cleanup part = new Cleanup();
        add(part::close);
        return part;
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
            System.err.println("jackfield: bench: " + failed.getMessage());
        }
    }
}
