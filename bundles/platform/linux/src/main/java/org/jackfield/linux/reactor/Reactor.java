package org.jackfield.linux.reactor;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.WakeSet;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One daemon thread that waits for descriptors, for the time, and for signals of other threads, and calls back. Callbacks run one at a
 * time, are short (a few milliseconds) and may be late by as much as others take. What a callback throws is logged. All methods may be
 * called from any thread, also from a callback.
 *
 * <p>A watch that is stopped may be called back once more, when its callback is under way or about to begin on the thread: whoever
 * stops one from another thread lets the callback see that under a lock of its own.
 */
public final class Reactor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reactor.class.getName());
    private static final long JOIN_MS = 5_000;

    private final WakeSet set;
    private final Thread thread;
    private final AtomicLong tags = new AtomicLong();
    private final Map<Long, Watch> watches = new ConcurrentHashMap<>();
    private final Map<Signal, Boolean> signals = new ConcurrentHashMap<>();
    private final Queue<Timer> newTimers = new ConcurrentLinkedQueue<>();
    /** The thread's own. */
    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> Long.signum(a.dueNs - b.dueNs));

    private volatile boolean closed;

    /** Called when a descriptor is ready. */
    @ConsumerType
    @FunctionalInterface
    public interface Handler {
        /**
         * Runs on the reactor's thread.
         *
         * @param events bits of {@link WakeSet#READABLE}, {@link WakeSet#WRITABLE} and {@link WakeSet#TROUBLE}
         */
        void ready(int events);
    }

    /**
     * Starts the thread.
     *
     * @param name of the thread
     * @throws EngineException when the process has no descriptor left
     */
    public Reactor(final String name) throws EngineException {
        set = WakeSet.create();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A descriptor that is watched. Whoever owns the descriptor stops the watch before it closes it. */
    public final class Watch {
        private final long tag = tags.incrementAndGet();
        private final int fd;
        private final Handler handler;

        private Watch(final int fd, final Handler handler) {
            this.fd = fd;
            this.handler = handler;
        }

        /** Waits for other events than before; 0 for none but trouble. */
        public void events(final int wanted) {
            if (watches.containsKey(tag)) {
                set.change(fd, wanted, tag);
            }
        }

        /** Stops waiting for it. May be called twice. */
        public void stop() {
            if (watches.remove(tag) != null) {
                set.forget(fd);
            }
        }
    }

    /** Something to be done when the time has come. */
    public final class Timer {
        private final long dueNs;
        private final Runnable task;
        private volatile boolean cancelled;

        private Timer(final long dueNs, final Runnable task) {
            this.dueNs = dueNs;
            this.task = task;
        }

        /** Lets it not happen, unless it is happening. May be called twice. */
        public void cancel() {
            cancelled = true;
        }
    }

    /** How a thread that must neither wait nor allocate, such as a worker, asks for something to be done. */
    public final class Signal {
        private final Runnable task;
        private final AtomicBoolean raised = new AtomicBoolean();

        private Signal(final Runnable task) {
            this.task = task;
        }

        /** Has the task run soon; once for any number of calls before it begins. At most one system call. */
        @HotPath
        public void raise() {
            if (raised.compareAndSet(false, true)) {
                set.raise();
            }
        }

        /** Takes the signal away. */
        public void remove() {
            signals.remove(this);
        }
    }

    /**
     * Watches a descriptor, which stays the caller's.
     *
     * @param events bits of {@link WakeSet#READABLE} and {@link WakeSet#WRITABLE}
     * @throws EngineException when the kernel refuses to wait for it
     */
    public Watch watch(final int fd, final int events, final Handler handler) throws EngineException {
        final Watch made = new Watch(fd, handler);
        watches.put(made.tag, made);
        final int refused = set.watch(fd, events, made.tag);
        if (refused != 0) {
            watches.remove(made.tag);
            throw new EngineException("epoll_ctl failed for descriptor " + fd + ": errno " + refused);
        }
        return made;
    }

    /** Runs a task on the thread, once, after a time. */
    public Timer after(final long delayMs, final Runnable task) {
        final Timer timer = new Timer(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs), task);
        newTimers.add(timer);
        set.raise();
        return timer;
    }

    /** Runs a task on the thread as soon as it can. */
    public void execute(final Runnable task) {
        after(0, task);
    }

    /** A signal that has a task run on the thread whenever it is raised. */
    public Signal signal(final Runnable task) {
        final Signal made = new Signal(task);
        signals.put(made, Boolean.TRUE);
        return made;
    }

    /** Ends the thread; waits for the callback under way unless that itself closes. What is watched stays open. May be called twice. */
    @Override
    public void close() {
        closed = true;
        set.raise();
        if (Thread.currentThread() != thread) {
            try {
                thread.join(JOIN_MS);
            } catch (final InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (!closed) {
                final int found = set.await(timeoutMs());
                for (int i = 0; i < found && !closed; i++) {
                    dispatch(set.tag(i), set.events(i));
                }
                runTimers();
            }
        } finally {
            set.close();
        }
    }

    private void dispatch(final long tag, final int events) {
        if (tag == WakeSet.ALARM) {
            set.lower(); // first: what is asked for from now on raises it again
            for (final Signal signal : signals.keySet()) {
                if (signal.raised.compareAndSet(true, false)) {
                    guarded(signal.task);
                }
            }
            return;
        }
        final Watch watch = watches.get(tag);
        if (watch != null) {
            guarded(() -> watch.handler.ready(events));
        }
    }

    private int timeoutMs() {
        for (Timer timer = newTimers.poll(); timer != null; timer = newTimers.poll()) {
            timers.add(timer);
        }
        while (!timers.isEmpty() && timers.peek().cancelled) {
            timers.remove();
        }
        final Timer next = timers.peek();
        if (next == null) {
            return -1;
        }
        final long ms = TimeUnit.NANOSECONDS.toMillis(next.dueNs - System.nanoTime() + 999_999);
        return (int) Math.max(0, Math.min(ms, Integer.MAX_VALUE));
    }

    private void runTimers() {
        while (!closed && !timers.isEmpty() && timers.peek().dueNs - System.nanoTime() <= 0) {
            final Timer due = timers.remove();
            if (!due.cancelled) {
                guarded(due.task);
            }
        }
    }

    private static void guarded(final Runnable task) {
        try {
            task.run();
        } catch (final RuntimeException | Error broken) { // one callback must not end those of all others
            LOG.log(Level.ERROR, "a callback failed", broken);
        }
    }
}
