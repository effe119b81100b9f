package org.jackfield.linux.keep;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jackfield.linux.poll.Descriptors;

/**
 * Keeps what code that is being replaced leaves for its next version, and owns the descriptors meanwhile. The code that goes may leave
 * later: it works on until the next version is ready and asks, so that nothing has to wait while that one is loaded. What nobody takes
 * in time is closed, on a thread that exists only while something is kept. A service of this bundle, which is never replaced while the
 * process runs. Any thread.
 */
public final class StateKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.jackfield.linux");

    private final IntConsumer closeDescriptor;
    private final Map<String, Left> all = new HashMap<>();
    private boolean closed;

    /** What somebody leaves, once, and until when. */
    private record Left(Supplier<Optional<Kept>> leaving, long untilNs) {}

    /** A keeper of nothing. */
    public StateKeeper() {
        this(Descriptors::close);
    }

    StateKeeper(final IntConsumer closeDescriptor) {
        this.closeDescriptor = closeDescriptor;
    }

    /**
     * Takes over what is left, descriptors included. What was kept under the name before, and was not taken, is closed.
     *
     * @param name whose it is, as a symbolic name
     * @param lingerMs for how long; then the descriptors are closed
     */
    public void keep(final String name, final Kept kept, final long lingerMs) {
        keep(name, () -> Optional.of(kept), lingerMs);
    }

    /**
     * As {@link #keep(String, Kept, long)}, for code that works on until somebody takes what it leaves.
     *
     * @param leaving ends that work; called once, by whoever takes or when the time is over, and not held any longer than that. Empty
     *     when nothing can be left, everything is closed then
     */
    public void keep(final String name, final Supplier<Optional<Kept>> leaving, final long lingerMs) {
        final Left former;
        synchronized (this) {
            former = closed
                    ? new Left(leaving, 0)
                    : all.put(name, new Left(leaving, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lingerMs)));
            if (!closed) {
                final Thread thread = new Thread(this::expire, "jackfield-keep");
                thread.setDaemon(true);
                thread.start();
            }
        }
        if (former != null) {
            close(former);
        }
    }

    /** Whether something is kept under a name. */
    public synchronized boolean keeps(final String name) {
        return all.containsKey(name);
    }

    /** Gives what is kept under a name to the caller, who owns the descriptors from now on; empty when nothing is kept. */
    public Optional<Kept> take(final String name) {
        final Left left;
        synchronized (this) {
            left = all.remove(name);
            notifyAll();
        }
        return left == null ? Optional.empty() : left.leaving.get();
    }

    /** Closes what is due, until nothing is kept any more. */
    private void expire() {
        try {
            for (Optional<Map.Entry<String, Left>> next = awaitDue(); next.isPresent(); next = awaitDue()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "what " + next.get().getKey() + " left was not taken in time: "
                                + close(next.get().getValue()) + " descriptor(s) are closed");
            }
        } catch (final InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until something is due and removes it; empty when nothing is kept. */
    private synchronized Optional<Map.Entry<String, Left>> awaitDue() throws InterruptedException {
        while (!all.isEmpty()) {
            final Map.Entry<String, Left> first = all.entrySet().stream()
                    .min((a, b) -> Long.signum(a.getValue().untilNs - b.getValue().untilNs))
                    .orElseThrow();
            final long ns = first.getValue().untilNs - System.nanoTime();
            if (ns <= 0) {
                all.remove(first.getKey());
                return Optional.of(Map.entry(first.getKey(), first.getValue()));
            }
            TimeUnit.NANOSECONDS.timedWait(this, ns);
        }
        return Optional.empty();
    }

    private int close(final Left left) {
        final List<Integer> descriptors =
                left.leaving.get().map(Kept::descriptors).orElse(List.of());
        descriptors.forEach(closeDescriptor::accept);
        return descriptors.size();
    }

    /** Closes everything kept; what comes later is closed at once. */
    @Override
    public void close() {
        final Map<String, Left> rest;
        synchronized (this) {
            closed = true;
            rest = Map.copyOf(all);
            all.clear();
            notifyAll();
        }
        rest.values().forEach(this::close);
    }
}
