package org.jackfield.core.conductor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Runs tasks that may block, one at a time for each key and in order, different keys side by side. Any thread may submit.
 */
final class PortOps {
    private final Executor threads;
    private final Map<Object, Deque<Runnable>> waiting = new HashMap<>();
    private final AtomicBoolean roundWaits = new AtomicBoolean();

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

    /**
     * Runs a task for each key, one after the other on one thread, which costs one wake-up. Passes over keys that have something to
     * do already, and does nothing while the last such round has not begun.
     */
    <K> void round(final List<K> keys, final Consumer<K> task) {
        if (roundWaits.compareAndSet(false, true)) {
            threads.execute(() -> {
                roundWaits.set(false);
                for (final K key : keys) {
                    if (begin(key)) {
                        run(key, () -> task.accept(key));
                    }
                }
            });
        }
    }

    private boolean begin(final Object key) {
        synchronized (waiting) {
            return waiting.putIfAbsent(key, new ArrayDeque<>()) == null;
        }
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
