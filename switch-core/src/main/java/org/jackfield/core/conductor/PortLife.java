package org.jackfield.core.conductor;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.PortState;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.QueueView;
import org.jspecify.annotations.Nullable;

/**
 * The life of a port, from SEEN to CLOSED, as serial tasks of that port on port-ops threads. Everything that calls a port's code is
 * here. Each task brings the port one step nearer to what is wanted of it; whatever happens calls {@link #reconcile} again.
 */
final class PortLife {
    private static final int MOST_BACKOFF_S = 30;

    private final SwitchState state;
    private final Publisher publisher;
    private final Handover handover;
    private final FdbControl fdb;
    private final Totals totals;
    private final PortOps ops;
    private final EventLog events;
    private final LongSupplier clock;

    PortLife(
            final SwitchState state,
            final Publisher publisher,
            final Handover handover,
            final FdbControl fdb,
            final Totals totals,
            final PortOps ops,
            final EventLog events,
            final LongSupplier clock) {
        this.state = state;
        this.publisher = publisher;
        this.handover = handover;
        this.fdb = fdb;
        this.totals = totals;
        this.ops = ops;
        this.events = events;
        this.clock = clock;
    }

    /** Brings the port nearer to what is wanted, behind its other tasks. Any thread. */
    void reconcile(final PortEntry entry) {
        ops.submit(entry, () -> {
            try {
                step(entry);
            } catch (final PortException failed) {
                fault(entry, String.valueOf(failed.getMessage()));
            }
        });
    }

    /** The port cannot go on. Any thread. */
    void failed(final PortEntry entry, final String reason) {
        ops.submit(entry, () -> {
            if (entry.handle != null) {
                fault(entry, reason);
            }
        });
    }

    /** Asks an open port whether it is well. Any thread. */
    void check(final PortEntry entry) {
        if (entry.checking) {
            return; // the last one still runs
        }
        entry.checking = true;
        ops.submit(entry, () -> {
            try {
                if (entry.handle != null && !entry.gone) {
                    entry.port.check();
                }
            } catch (final PortException | RuntimeException | LinkageError ill) {
                fault(entry, text(ill));
            } finally {
                entry.checking = false;
            }
        });
    }

    private void step(final PortEntry entry) throws PortException {
        if (entry.gone) {
            closeIfOpen(entry, PortState.CLOSED);
            publisher.ask(() -> state.ports.remove(entry.name, entry));
            entry.forgotten.complete(null);
            return;
        }
        final PortSettings wanted = entry.wanted;
        if (entry.handle == null) {
            open(entry, wanted);
        } else if (wanted != entry.applied) {
            apply(entry, wanted);
        }
    }

    private void open(final PortEntry entry, final PortSettings wanted) throws PortException {
        final Wish wish = Wish.of(wanted, entry.port.capabilities(), state.workers);
        publisher.ask(() -> begin(entry, wish));
        final PortHandle handle = new PortHandle(entry, state, publisher, this);
        try {
            entry.port.open(handle, wanted, wish.queues());
            entry.handle = handle;
            entry.kernelDropsBefore = Math.max(0, entry.kernelDrops());
            entry.applied = wanted;
            publisher.ask(() -> mark(entry, PortState.ATTACHED, ""));
            requireMemoryQueues(entry);
            handover.activate(entry);
        } catch (final PortException | RuntimeException | LinkageError refused) {
            if (entry.handle == null) {
                handle.invalidate();
                withdraw(entry);
            }
            throw refused instanceof PortException known ? known : new PortException(text(refused), refused);
        }
        publisher.ask(() -> {
            entry.failures = 0;
            fdb.pin(entry);
            return settled(entry, wanted, "");
        });
        events.tell(
                Kind.PORT_ACTIVE,
                entry.name,
                "active on bridge " + wish.bridge() + " with " + entry.queues.size() + " queue(s)"
                        + (entry.steered ? ", steered by the kernel with our table" : ""));
    }

    /** Queues in memory have one home worker each, so every worker needs one of its own. */
    private void requireMemoryQueues(final PortEntry entry) throws PortException {
        for (final QueueView queue : entry.queues) {
            if (queue.tx != null && entry.queues.size() < state.workers) {
                throw new PortException("opening port " + entry.name
                        + " failed: a port in memory needs a queue for each of the " + state.workers
                        + " workers, it has " + entry.queues.size() + "; set queues=" + state.workers);
            }
        }
    }

    private boolean begin(final PortEntry entry, final Wish wish) {
        state.join(entry);
        entry.bridge = wish.bridge();
        entry.fid = state.fid(wish.bridge());
        entry.counters = new PortCounters(state.workers);
        Arrays.fill(entry.retired, 0);
        fdb.limit(entry, wish.fdbLimit());
        return mark(entry, PortState.OPENING, "");
    }

    private void apply(final PortEntry entry, final PortSettings wanted) throws PortException {
        final PortSettings before = Objects.requireNonNull(entry.applied);
        try {
            final Wish wish = Wish.of(wanted, entry.port.capabilities(), state.workers);
            if (!entry.port.reconfigure(wanted)) {
                closeIfOpen(entry, PortState.CLOSED);
                open(entry, wanted);
                return;
            }
            resize(entry, wish.queues(), before);
            rebridge(entry, wish);
            entry.applied = wanted;
            publisher.ask(() -> settled(entry, wanted, ""));
            events.tell(Kind.PORT_CHANGED, entry.name, "changed in place");
        } catch (final PortException | RuntimeException | LinkageError refused) {
            if (entry.handle == null) {
                throw refused instanceof PortException known ? known : new PortException(text(refused), refused);
            }
            entry.applied = wanted; // not tried again until somebody changes it
            publisher.ask(() -> settled(entry, wanted, text(refused)));
            events.tell(Kind.PORT_REFUSED, entry.name, text(refused));
        }
    }

    private void resize(final PortEntry entry, final int queues, final PortSettings before) throws PortException {
        final int present = entry.queues.size();
        if (queues == present) {
            return;
        }
        try {
            if (queues < present && entry.steered) {
                handover.useQueues(entry, queues);
            }
            entry.port.setQueues(queues);
            if (queues > present && entry.steered) {
                handover.useQueues(entry, queues);
            }
        } catch (final PortException | RuntimeException refused) {
            if (entry.steered) {
                handover.useQueues(entry, entry.queues.size());
            }
            entry.port.reconfigure(before);
            throw refused;
        }
    }

    private void rebridge(final PortEntry entry, final Wish wish) throws PortException {
        publisher.changeAndAgree(() -> {
            fdb.limit(entry, wish.fdbLimit());
            if (!wish.bridge().equals(entry.bridge)) {
                fdb.unpin(entry);
                entry.bridge = wish.bridge();
                entry.fid = state.fid(wish.bridge());
                state.renew(entry);
                fdb.flush(entry);
                fdb.pin(entry);
            }
        });
    }

    private void fault(final PortEntry entry, final String reason) {
        try {
            closeIfOpen(entry, PortState.FAULTED);
            publisher.ask(() -> {
                final int seconds = Math.min(MOST_BACKOFF_S, 1 << Math.min(entry.failures, 5));
                entry.failures++;
                entry.retryAtNs = clock.getAsLong() + seconds * 1_000_000_000L;
                settled(entry, entry.wanted, reason);
                return mark(entry, PortState.FAULTED, reason);
            });
        } catch (final PortException stuck) {
            System.getLogger("org.jackfield.core")
                    .log(System.Logger.Level.ERROR, "port " + entry.name + " could not be closed", stuck);
        }
        events.tell(Kind.PORT_FAULTED, entry.name, reason);
    }

    /** Takes the port out of the switch and closes it; returns when no worker knows it any more. */
    private void closeIfOpen(final PortEntry entry, final PortState then) throws PortException {
        final PortHandle handle = entry.handle;
        if (handle == null) {
            return;
        }
        entry.handle = null;
        entry.applied = null;
        final long kernelDrops = entry.kernelDropsSinceOpening();
        publisher.ask(() -> totals.keepKernelDrops(kernelDrops));
        withdraw(entry);
        handle.invalidate();
        try {
            entry.port.close();
        } catch (final RuntimeException | LinkageError broken) { // the contract forbids it; the switch goes on
            System.getLogger("org.jackfield.core")
                    .log(System.Logger.Level.ERROR, "port " + entry.name + " threw from close", broken);
        }
        publisher.ask(() -> mark(entry, then, entry.reason));
        if (then == PortState.CLOSED) {
            events.tell(Kind.PORT_CLOSED, entry.name, "closed");
        }
    }

    /** Two views: under the first workers collect what their queues and rings hold, under the second the rings' last frames. */
    private void withdraw(final PortEntry entry) throws PortException {
        publisher.changeAndAgree(() -> {
            if (entry.index >= 0) {
                mark(entry, PortState.DRAINING, entry.reason);
                state.hide(entry);
                fdb.flush(entry);
            }
        });
        publisher.changeAndAgree(() -> {});
        publisher.ask(() -> {
            if (entry.index >= 0) {
                entry.queues.forEach(entry::retire);
                entry.queues.clear();
                totals.keep(entry);
                entry.steering = null;
                state.release(entry);
            }
            return true;
        });
    }

    private boolean mark(final PortEntry entry, final PortState next, final String reason) {
        entry.state = next;
        entry.reason = reason;
        return true;
    }

    /** Records that a configuration was applied, or refused with a reason. */
    private boolean settled(final PortEntry entry, final PortSettings wanted, final String refusal) {
        if (entry.state == PortState.ATTACHED) {
            entry.state = PortState.ACTIVE;
        }
        entry.reason = refusal;
        entry.changeRefused = !refusal.isEmpty();
        entry.change = Wish.change(wanted);
        entry.settledChanges.signal();
        return true;
    }

    private static String text(final Throwable thrown) {
        return thrown instanceof PortException && thrown.getMessage() != null ? thrown.getMessage() : thrown.toString();
    }

    /** What the switch itself reads from a port's configuration. */
    private record Wish(String bridge, int queues, int fdbLimit) {
        static Wish of(
                final PortSettings settings,
                final org.jackfield.api.port.PortCapabilities capabilities,
                final int workers)
                throws PortException {
            final int most = capabilities.mostQueues();
            final int queues = (int) settings.number(PortSettings.QUEUES, 0, 0, most);
            final String bridge = settings.text(PortSettings.BRIDGE).orElse("br0");
            if (!bridge.matches("[A-Za-z0-9_.-]{1,32}")) {
                throw settings.refuse(PortSettings.BRIDGE, "must be 1 to 32 letters, digits, '_', '.' or '-'");
            }
            return new Wish(bridge, queues == 0 ? Math.min(workers, most) : queues, (int)
                    settings.number(PortSettings.FDB_LIMIT, 0, 0, 1_000_000));
        }

        static long change(final @Nullable PortSettings settings) {
            try {
                return settings == null ? 0 : settings.number(PortSettings.CHANGE, 0, 0, Long.MAX_VALUE);
            } catch (final PortException odd) {
                return 0;
            }
        }
    }
}
