package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.PortState;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.QueueView;
import org.jackfield.core.worker.WorkerReports;
import org.jspecify.annotations.Nullable;

/**
 * Ports as they come and go. Whoever finds ports (the service registry) tells it here; faults and the passing of time come from
 * workers and conductor. Every method only starts what {@link PortLife} then does.
 */
public final class PortRegistry implements WorkerReports {
    /** How often the time of lingering and faulted ports is looked at. */
    private static final long LOOK_NS = 1_000_000_000;
    /** How often open ports are asked whether they are well. */
    private static final long CHECK_NS = 5_000_000_000L;

    private static final long GONE_DEADLINE_MS = 15_000;
    /** For how long frames are counted to know their rate. */
    private static final long SAMPLE_NS = 30_000_000;

    private static final long HOLD_MS = 2_000;
    static final int LEAST_HELD = 2_000;
    static final int MOST_HELD = 131_072;

    private final SwitchState state;
    private final SwitchConductor conductor;
    private final PortLife life;
    private final FdbControl fdb;
    private final EventLog events;
    private final long lingerNs;
    private final LongSupplier clock;
    private final Map<Port, PortEntry> known = new IdentityHashMap<>();
    /** Set once: ports that go now come back in the next version of the switch. Conductor only. */
    private boolean leavingForNext;

    private long nextLookNs;
    private long nextCheckNs;

    PortRegistry(
            final SwitchState state,
            final SwitchConductor conductor,
            final PortLife life,
            final FdbControl fdb,
            final EventLog events,
            final long lingerNs,
            final LongSupplier clock) {
        this.state = state;
        this.conductor = conductor;
        this.life = life;
        this.fdb = fdb;
        this.events = events;
        this.lingerNs = lingerNs;
        this.clock = clock;
        this.nextLookNs = clock.getAsLong() + LOOK_NS;
        this.nextCheckNs = clock.getAsLong() + CHECK_NS;
    }

    /** A port has appeared. Any thread; returns at once. */
    public void seen(final Port port, final PortSettings settings) {
        conductor.post(() -> {
            final PortEntry entry = new PortEntry(port, settings);
            known.put(port, entry);
            admit(entry);
        });
    }

    private void admit(final PortEntry entry) {
        final PortEntry other = state.ports.putIfAbsent(entry.name, entry);
        if (other == null) {
            expect(entry);
            state.joined.signal();
            life.reconcile(entry);
        } else if (other.lingers() && !other.lingerEnds) {
            final Port code = entry.code();
            known.put(code, other);
            other.port = code;
            other.wanted = entry.wanted;
            other.quarantine.forgive();
            life.reconcile(other);
        } else {
            events.tell(
                    Kind.PORT_REFUSED,
                    entry.name,
                    "a second configuration or bundle offers a port of this name; it is used when the first goes");
        }
    }

    private void expect(final PortEntry entry) {
        entry.forgotten.thenRun(() -> conductor.post(() -> forgotten(entry)));
    }

    /** A port of the version before goes on and waits for its code. Before the conductor starts. */
    void restored(final PortEntry entry) {
        entry.lingerUntilNs = clock.getAsLong() + lingerNs;
        expect(entry);
    }

    /** The configuration of a port has changed. Any thread; returns at once. */
    public void changed(final Port port, final PortSettings settings) {
        conductor.post(() -> {
            final PortEntry entry = known.get(port);
            if (entry != null) {
                if (!settings.sameConfiguration(entry.wanted)) {
                    entry.quarantine.forgive();
                }
                entry.wanted = settings;
                life.reconcile(entry);
            }
        });
    }

    /**
     * A port is leaving, its code is about to be stopped. Returns when no worker and no port-ops thread uses that code any more, or
     * after 15 seconds.
     *
     * @param stays whether the port's configuration stays, so that new code is to be expected: the port then goes on without
     */
    public void gone(final Port port, final boolean stays) {
        awaitLeft(conductor.submit(() -> leave(port, stays && lingerNs > 0)));
    }

    /** A configuration is gone; a port that lingers goes with it. Any thread; returns at once. */
    public void configurationGone(final String pid) {
        conductor.post(() -> {
            for (final PortEntry entry : state.ports.values()) {
                if (entry.lingers() && pid.equals(entry.wanted.values().get("service.pid"))) {
                    life.endLinger(entry, "its configuration was removed");
                }
            }
        });
    }

    private static void awaitLeft(final CompletableFuture<CompletableFuture<@Nullable Void>> leaving) {
        try {
            leaving.get(GONE_DEADLINE_MS, TimeUnit.MILLISECONDS).get(GONE_DEADLINE_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | TimeoutException stuck) {
            System.getLogger("org.jackfield.core")
                    .log(System.Logger.Level.ERROR, "a port did not close in time: " + stuck);
        }
    }

    /** The future completes when the code is not used any more. */
    private CompletableFuture<@Nullable Void> leave(final Port port, final boolean stays) {
        final PortEntry entry = known.remove(port);
        if (entry == null) {
            throw new IllegalStateException("port was never seen");
        }
        if (state.ports.get(entry.name) != entry) {
            return CompletableFuture.completedFuture(null); // it only ever waited for its name
        }
        if (stays) {
            return life.handOver(entry, lingerNs).thenRun(() -> conductor.post(() -> admitWaiting(entry.name)));
        }
        entry.gone = true;
        life.reconcile(entry);
        return entry.forgotten;
    }

    private void forgotten(final PortEntry entry) {
        if (!leavingForNext) {
            fdb.forget(entry.name);
        }
        admitWaiting(entry.name);
    }

    /** Lets the next port of a name in, if one waits. */
    private void admitWaiting(final String name) {
        final PortEntry present = state.ports.get(name);
        for (final PortEntry waiting : List.copyOf(known.values())) {
            if (waiting.name.equals(name) && waiting != present) {
                admit(waiting);
                return;
            }
        }
    }

    /** Opens a faulted port now; the future completes when that was tried. Any thread. */
    CompletableFuture<@Nullable Void> retry(final String name) {
        return conductor
                .submit(() -> {
                    final PortEntry entry = state.ports.get(name);
                    if (entry == null) {
                        throw new PortException("the switch knows no such port; see 'jackfield port list'");
                    }
                    if (entry.quarantine.inside()) {
                        throw new PortException(
                                "a thread is still in its code; update or remove its bundle, or restart the switch");
                    }
                    entry.quarantine.forgive();
                    return life.reconcileAndTell(entry);
                })
                .thenCompose(tried -> tried);
    }

    /**
     * The switch itself will be replaced: frames are going to wait in the kernel, so each port that can makes its queues longer, after
     * what it received lately. Returns when all have, with the names of open ports and what each queue holds now, -1 for unknown.
     *
     * @param pauseNs how long it is likely to be
     */
    Map<String, Integer> hold(final long pauseNs) throws PortException {
        final Map<PortEntry, Long> before = received();
        final long beganNs = clock.getAsLong();
        LockSupport.parkNanos(SAMPLE_NS);
        final Map<PortEntry, Long> after = received();
        final long elapsedNs = Math.max(1, clock.getAsLong() - beganNs);
        final Map<String, CompletableFuture<Integer>> asked = new TreeMap<>();
        after.forEach((entry, frames) -> {
            final long received = frames - before.getOrDefault(entry, frames);
            asked.put(entry.name, life.hold(entry, framesFor(received, elapsedNs, pauseNs)));
        });
        final Map<String, Integer> held = new TreeMap<>();
        asked.forEach((name, answer) -> held.put(
                name,
                answer.completeOnTimeout(-1, HOLD_MS, TimeUnit.MILLISECONDS).join()));
        return held;
    }

    /** Twice what comes in that time, within bounds. */
    static int framesFor(final long received, final long elapsedNs, final long pauseNs) {
        final double expected = 2.0 * received / elapsedNs * pauseNs;
        return (int) Math.max(LEAST_HELD, Math.min(MOST_HELD, expected));
    }

    private Map<PortEntry, Long> received() throws PortException {
        return conductor.call(() -> {
            leavingForNext = true;
            final Map<PortEntry, Long> frames = new IdentityHashMap<>();
            for (final PortEntry entry : state.ports.values()) {
                if (entry.active && !entry.lingers()) {
                    frames.put(entry, Totals.received(entry));
                }
            }
            return frames;
        });
    }

    /** Lets the code of all ports go that is still here; returns when it has gone or after the deadline. */
    void letCodeGo() throws PortException {
        final List<CompletableFuture<@Nullable Void>> leaving = conductor.call(() -> {
            leavingForNext = true;
            final List<CompletableFuture<@Nullable Void>> all = new ArrayList<>();
            for (final Port port : known.keySet().toArray(new Port[0])) {
                all.add(leave(port, true));
            }
            state.ports.values().stream().filter(entry -> entry.lingerEnds).forEach(entry -> all.add(entry.forgotten));
            return all;
        });
        leaving.forEach(left -> awaitLeft(CompletableFuture.completedFuture(left)));
    }

    /** Closes all ports; for stopping. Returns when they are closed or after the deadline. */
    void closeAll() {
        final List<CompletableFuture<@Nullable Void>> leaving = conductor
                .submit(this::leaveAll)
                .orTimeout(GONE_DEADLINE_MS, TimeUnit.MILLISECONDS)
                .join();
        leaving.forEach(left -> awaitLeft(CompletableFuture.completedFuture(left)));
    }

    private List<CompletableFuture<@Nullable Void>> leaveAll() {
        final List<CompletableFuture<@Nullable Void>> leaving = new ArrayList<>();
        for (final PortEntry entry : state.ports.values()) {
            if (entry.lingers()) {
                leaving.add(entry.forgotten);
                life.endLinger(entry, "the switch stops");
            }
        }
        for (final Port port : known.keySet().toArray(new Port[0])) {
            leaving.add(leave(port, false));
        }
        return leaving;
    }

    /** Retries faulted ports, ends lingering ones and checks open ones when it is time; part of each cycle of the conductor. */
    int duty() {
        final long now = clock.getAsLong();
        int work = 0;
        if (now - nextLookNs >= 0) {
            nextLookNs = now + LOOK_NS;
            state.ports.values().forEach(entry -> look(entry, now));
            work++;
        }
        if (now - nextCheckNs >= 0) {
            nextCheckNs = now + CHECK_NS;
            life.check(state.ports.values().stream()
                    .filter(entry -> !entry.lingers() && entry.state == PortState.ACTIVE)
                    .toList());
            work++;
        }
        return work;
    }

    private void look(final PortEntry entry, final long now) {
        if (entry.lingers()) {
            if (now - entry.lingerUntilNs >= 0) {
                life.endLinger(entry, "its code did not come back within " + lingerNs / 1_000_000_000 + " s");
            }
        } else if (entry.state == PortState.FAULTED && now - entry.retryAtNs >= 0 && !entry.quarantine.holds()) {
            life.reconcile(entry);
        }
    }

    /** Nanoseconds until some port has to be looked at; {@link Long#MAX_VALUE} while there is none. Conductor only. */
    long nsToDuty() {
        long due = Long.MAX_VALUE;
        final long now = clock.getAsLong();
        for (final PortEntry entry : state.ports.values()) {
            if (entry.lingers() || entry.state == PortState.FAULTED) {
                return nextLookNs - now;
            }
            if (entry.state == PortState.ACTIVE) {
                due = nextCheckNs - now;
            }
        }
        return due;
    }

    /** Whether workers call the code of some port. Conductor only. */
    boolean inMemory() {
        for (final PortEntry entry : state.ports.values()) {
            for (final QueueView queue : entry.queues) {
                if (queue.rx != null || queue.tx != null) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void queueFailed(final int port, final int generation, final String reason) {
        conductor.post(() -> {
            final PortEntry entry = state.at(port);
            if (entry != null && entry.generation == generation) {
                entry.failure = reason;
                if (entry.active) {
                    life.failed(entry, reason);
                }
            }
        });
    }

    @Override
    public void codeFailed(final int port, final int generation, final String reason) {
        conductor.post(() -> {
            final PortEntry entry = state.at(port);
            if (entry != null && entry.generation == generation) {
                final String text = entry.quarantine.threw(entry.counters, reason, clock.getAsLong());
                entry.failure = text;
                if (entry.active) {
                    life.failed(entry, text);
                }
            }
        });
    }

    /**
     * A thread is stuck in the code of a port. From now on no worker calls that code. Conductor only, before anybody takes the place of
     * that thread.
     *
     * @param opening the counters of the port while it is open
     * @param back completes when the thread has come back
     * @return the port's name
     */
    String blocked(
            final PortCounters opening,
            final QueueView queue,
            final String reason,
            final CompletableFuture<@Nullable Void> back) {
        queue.block();
        for (final PortEntry entry : state.ports.values()) {
            if (entry.counters == opening) {
                entry.queues.forEach(QueueView::block);
                entry.quarantine.blocked(back);
                life.blocked(entry, reason + "; it stays out until " + entry.quarantine.remedy());
                return entry.name;
            }
        }
        return "?";
    }

    @Override
    public void workerFailed(final int worker, final Throwable cause) {
        events.tell(Kind.WORKER, "worker " + worker, "met an error and goes on: " + cause);
        System.getLogger("org.jackfield.core").log(System.Logger.Level.ERROR, "worker " + worker, cause);
    }
}
