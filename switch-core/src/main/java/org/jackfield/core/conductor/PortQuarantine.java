package org.jackfield.core.conductor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whether a port or stage whose code broke its contract on a worker may be opened again. Code that threw three times within a minute, or did
 * not come back, stays out until somebody changes something; and nobody opens what a thread is still inside of. Written by
 * the conductor, but for {@link #outUntil}, read by its serial tasks too.
 */
final class PortQuarantine {
    private static final int MOST_FAULTS = 3;
    private static final long MINUTE_NS = 60_000_000_000L;

    private final String retry;
    private final Deque<Long> faults = new ArrayDeque<>();
    private @Nullable Object lastFaulty;
    private volatile boolean out;
    private volatile CompletableFuture<?> empty = CompletableFuture.completedFuture(null);

    /** Ended by this command. */
    PortQuarantine(final String retry) {
        this.retry = retry;
    }

    /**
     * The code threw. What several workers meet in one opening counts once.
     *
     * @param opening something that is new at each opening: the counters of a port, the plan of a stage
     * @return the reason, with what follows from it
     */
    String threw(final Object opening, final String reason, final long nowNs) {
        if (opening != lastFaulty) {
            lastFaulty = opening;
            faults.addLast(nowNs);
            while (nowNs - faults.getFirst() > MINUTE_NS) {
                faults.removeFirst();
            }
            out |= faults.size() >= MOST_FAULTS;
        }
        return out
                ? reason + "; it broke its contract " + MOST_FAULTS + " times within a minute, so it stays out until "
                        + remedy()
                : reason;
    }

    /** The code did not come back to a worker; the future completes when it has. */
    void blocked(final CompletableFuture<?> back) {
        out = true;
        empty = CompletableFuture.allOf(empty, back);
    }

    /** What ends a quarantine. */
    String remedy() {
        return "'" + retry + "', a changed configuration or an updated bundle";
    }

    /** The operator, a changed configuration or new code gives it another chance. */
    void forgive() {
        out = false;
        faults.clear();
    }

    /** Whether the port must not be opened now. */
    boolean holds() {
        return out || inside();
    }

    /** Whether a thread is still in the port's code, or was and the port is not closed yet. */
    boolean inside() {
        return !empty.isDone();
    }

    /** Completes when no thread is in the port's code any more. */
    CompletableFuture<?> empty() {
        return empty;
    }

    /** From now on the port counts as entered until this has completed as well. The port's serial tasks only. */
    void outUntil(final CompletableFuture<?> closed) {
        empty = closed;
    }
}
