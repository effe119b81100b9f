package org.jackfield.core.conductor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Runs tasks that may block, one at a time for each key and in order, different keys side by side. Any thread may submit.
 */
final class PortOps {
    private final Executor threads;
    private final Map<Object, Deque<Runnable>> waiting = new HashMap<>();

    PortOps(final Executor threads) {
        this.threads = threads;
    }

    /** Runs a task after all earlier ones of this key. */
    void submit(final Object key, final Runnable task) {
        synchronized (waiting) {
            final Deque<Runnable> queue = waiting.get(key);
            if (queue != null) {
                queue.add(task);
                return;
            }
            waiting.put(key, new ArrayDeque<>());
        }
        threads.execute(() -> run(key, task));
    }

    private void run(final Object key, final Runnable task) {
        try {
            task.run();
        } catch (final RuntimeException | Error broken) { // a broken task must not stop the ones behind it
            System.getLogger("org.jackfield.core").log(System.Logger.Level.ERROR, "port operation", broken);
        } finally {
            next(key);
        }
    }

    private void next(final Object key) {
        final Runnable task;
        synchronized (waiting) {
            final Deque<Runnable> queue = waiting.get(key);
            task = queue == null ? null : queue.poll();
            if (task == null) {
                waiting.remove(key);
                return;
            }
        }
        threads.execute(() -> run(key, task));
    }
}
