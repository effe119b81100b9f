package org.jackfield.core.conductor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jackfield.core.stats.PortCounters;
import org.jspecify.annotations.Nullable;

/**
 * Whether a port whose code broke its contract on a worker may be opened again. Code that threw three times within a minute, or did
 * not come back, stays out until somebody changes something; and nobody opens a port that a thread is still inside of. Written by
 * the conductor, but for {@link #outUntil}, read by the port's serial tasks too.
 */
final class PortQuarantine {
    private static final int MOST_FAULTS = 3;
    private static final long MINUTE_NS = 60_000_000_000L;

    private final String name;
    private final Deque<Long> faults = new ArrayDeque<>();
    private @Nullable PortCounters lastFaulty;
    private volatile boolean out;
    private volatile CompletableFuture<?> empty = CompletableFuture.completedFuture(null);

    PortQuarantine(final String name) {
        this.name = name;
    }

    /**
     * The code threw. What several workers meet in one opening of the port counts once.
     *
     * @param opening the counters of the port, which are new at each opening
     * @return the reason, with what follows from it
     */
    String threw(final PortCounters opening, final String reason, final long nowNs) {
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
        return "'jackfield port retry " + name + "', a changed configuration or an updated bundle";
    }

    /** The operator, a changed configuration or new code gives the port another chance. */
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
