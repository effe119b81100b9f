package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.PortState;
import org.jackfield.core.worker.WorkerReports;

/**
 * Ports as they come and go. Whoever finds ports (the service registry) tells it here; faults and the passing of time come from
 * workers and conductor. Every method only starts what {@link PortLife} then does.
 */
public final class PortRegistry implements WorkerReports {
    private static final long CHECK_NS = 1_000_000_000;
    private static final long GONE_DEADLINE_MS = 15_000;

    private final SwitchState state;
    private final SwitchConductor conductor;
    private final PortLife life;
    private final FdbControl fdb;
    private final EventLog events;
    private final LongSupplier clock;
    private final Map<Port, PortEntry> known = new IdentityHashMap<>();
    private long nextCheckNs;

    PortRegistry(
            final SwitchState state,
            final SwitchConductor conductor,
            final PortLife life,
            final FdbControl fdb,
            final EventLog events,
            final LongSupplier clock) {
        this.state = state;
        this.conductor = conductor;
        this.life = life;
        this.fdb = fdb;
        this.events = events;
        this.clock = clock;
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
            state.joined.signal();
            life.reconcile(entry);
        } else {
            events.tell(
                    Kind.PORT_REFUSED,
                    entry.name,
                    "a second configuration has this name; it is used when the first is removed");
        }
    }

    /** The configuration of a port has changed. Any thread; returns at once. */
    public void changed(final Port port, final PortSettings settings) {
        conductor.post(() -> {
            final PortEntry entry = known.get(port);
            if (entry != null) {
                entry.wanted = settings;
                life.reconcile(entry);
            }
        });
    }

    /**
     * A port is leaving, its code is about to be stopped. Returns when no worker and no port-ops thread uses it any more, or after
     * 15 seconds.
     */
    public void gone(final Port port) {
        awaitForgotten(conductor.submit(() -> leave(port)));
    }

    private static void awaitForgotten(final CompletableFuture<PortEntry> leaving) {
        try {
            leaving.get(GONE_DEADLINE_MS, TimeUnit.MILLISECONDS).forgotten.get(GONE_DEADLINE_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | TimeoutException stuck) {
            System.getLogger("org.jackfield.core")
                    .log(System.Logger.Level.ERROR, "a port did not close in time: " + stuck);
        }
    }

    private PortEntry leave(final Port port) {
        final PortEntry entry = known.remove(port);
        if (entry == null) {
            throw new IllegalStateException("port was never seen");
        }
        if (state.ports.get(entry.name) != entry) {
            entry.forgotten.complete(null); // it only ever waited for its name
            return entry;
        }
        entry.gone = true;
        entry.forgotten.thenRun(() -> conductor.post(() -> forgotten(entry)));
        life.reconcile(entry);
        return entry;
    }

    private void forgotten(final PortEntry entry) {
        fdb.forget(entry.name);
        for (final PortEntry waiting : known.values()) {
            if (waiting.name.equals(entry.name)) {
                admit(waiting);
                return;
            }
        }
    }

    /** Closes all ports; for stopping. Returns when they are closed or after the deadline. */
    void closeAll() {
        final Port[] all = conductor
                .submit(() -> known.keySet().toArray(new Port[0]))
                .orTimeout(GONE_DEADLINE_MS, TimeUnit.MILLISECONDS)
                .join();
        final List<CompletableFuture<PortEntry>> leaving = new ArrayList<>();
        for (final Port port : all) {
            leaving.add(conductor.submit(() -> leave(port)));
        }
        leaving.forEach(PortRegistry::awaitForgotten);
    }

    /** Retries faulted ports and checks open ones; part of each cycle of the conductor. */
    int duty() {
        final long now = clock.getAsLong();
        if (now - nextCheckNs < 0) {
            return 0;
        }
        nextCheckNs = now + CHECK_NS;
        for (final PortEntry entry : state.ports.values()) {
            if (entry.state == PortState.ACTIVE) {
                life.check(entry);
            } else if (entry.state == PortState.FAULTED && now - entry.retryAtNs >= 0) {
                life.reconcile(entry);
            }
        }
        return 1;
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
    public void workerFailed(final int worker, final Throwable cause) {
        events.tell(Kind.WORKER, "worker " + worker, "met an error and goes on: " + cause);
        System.getLogger("org.jackfield.core").log(System.Logger.Level.ERROR, "worker " + worker, cause);
    }
}
