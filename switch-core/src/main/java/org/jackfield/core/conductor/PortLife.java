package org.jackfield.core.conductor;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.PortState;
import org.jackfield.core.stats.PortCounters;
import org.jspecify.annotations.Nullable;

/**
 * The life of a port, from SEEN to CLOSED, as serial tasks of that port on port-ops threads. Everything that calls a port's code is
 * here. Each task brings the port one step nearer to what is wanted of it; whatever happens calls {@link #reconcile} again.
 */
final class PortLife {
    private static final System.Logger LOG = System.getLogger("org.jackfield.core");
    private static final int MOST_BACKOFF_S = 30;

    private final SwitchState state;
    private final Publisher publisher;
    private final Handover handover;
    private final FdbControl fdb;
    private final PortExit exit;
    private final PortLinger linger;
    private final PortOps ops;
    private final EventLog events;
    private final LongSupplier clock;

    PortLife(
            final SwitchState state,
            final Publisher publisher,
            final Handover handover,
            final FdbControl fdb,
            final PortExit exit,
            final PortLinger linger,
            final PortOps ops,
            final EventLog events,
            final LongSupplier clock) {
        this.state = state;
        this.publisher = publisher;
        this.handover = handover;
        this.fdb = fdb;
        this.exit = exit;
        this.linger = linger;
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

    /** As {@link #reconcile}; the future completes when that is done. Any thread. */
    CompletableFuture<@Nullable Void> reconcileAndTell(final PortEntry entry) {
        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        reconcile(entry);
        ops.submit(entry, () -> done.complete(null));
        return done;
    }

    /** The port cannot go on. Any thread. */
    void failed(final PortEntry entry, final String reason) {
        ops.submit(entry, () -> {
            if (entry.handle != null) {
                fault(entry, reason);
            } else {
                letGo(entry, reason);
            }
        });
    }

    /** A thread is stuck in the port's code: nobody sends to the port any more, and it goes as soon as its other tasks let it. Any thread. */
    void blocked(final PortEntry entry, final String reason) {
        publisher.change(() -> {
            entry.active = false;
            entry.mark(PortState.FAULTED, reason);
        });
        failed(entry, reason);
    }

    /**
     * The port's code goes, its configuration stays. Any thread; the future completes when the code is not used any more: the port
     * lingers then, or is closed and forgotten.
     */
    CompletableFuture<@Nullable Void> handOver(final PortEntry entry, final long lingerNs) {
        final CompletableFuture<@Nullable Void> left = new CompletableFuture<>();
        ops.submit(entry, () -> {
            try {
                if (linger.begin(entry, lingerNs)) {
                    left.complete(null);
                    return;
                }
            } catch (final PortException stuck) {
                LOG.log(Level.ERROR, "port " + entry.name + " could not be handed over", stuck);
            }
            entry.gone = true;
            reconcile(entry);
            entry.forgotten.thenRun(() -> left.complete(null));
        });
        return left;
    }

    /** Asks a port to hold frames; any thread. The future completes with what each queue holds, -1 for unknown. */
    CompletableFuture<Integer> hold(final PortEntry entry, final int frames) {
        final CompletableFuture<Integer> held = new CompletableFuture<>();
        ops.submit(entry, () -> held.complete(entry.handle == null ? -1 : hold(entry.code(), frames)));
        return held;
    }

    private static int hold(final Port code, final int frames) {
        try {
            return code.hold(frames);
        } catch (final RuntimeException | Error broken) { // the contract forbids it; frames wait in what there is
            LOG.log(Level.WARNING, "a port threw from hold: " + broken, broken);
            return -1;
        }
    }

    /** A port that lingers goes, unless code has come for it. Any thread. */
    void endLinger(final PortEntry entry, final String why) {
        ops.submit(entry, () -> letGo(entry, why));
    }

    /** The port's device has a carrier, or none. Any thread. */
    void carrier(final PortEntry entry, final boolean up) {
        if (entry.carrier.getAndSet(up) != up) {
            events.tell(Kind.LINK, entry.name, up ? "link up" : "link down: its device is down or has no carrier");
        }
    }

    /** An open port offers steering by the kernel, or withdraws it. The port's serial task; waits until all have followed. */
    void steered(final PortEntry entry, final @Nullable KernelSteering offered) {
        try {
            handover.steer(entry, offered);
        } catch (final PortException stuck) {
            LOG.log(Level.WARNING, "port " + entry.name + ": the kernel steers by itself: " + stuck.getMessage());
            publisher.change(() -> {
                entry.steering = null; // may be closed from now on
                entry.steered = false;
            });
        }
    }

    /** Asks open ports whether they are well. Any thread. */
    void check(final List<PortEntry> entries) {
        ops.round(entries, this::check);
    }

    private void check(final PortEntry entry) {
        try {
            if (entry.handle != null && !entry.gone) {
                entry.code().check();
            }
        } catch (final PortException | RuntimeException | Error ill) {
            fault(entry, text(ill));
        }
    }

    private void letGo(final PortEntry entry, final String why) {
        try {
            if (linger.end(entry, why)) {
                entry.gone = true;
                step(entry);
            }
        } catch (final PortException stuck) {
            LOG.log(Level.ERROR, "port " + entry.name + " could not be closed", stuck);
        }
    }

    private void step(final PortEntry entry) throws PortException {
        if (entry.gone) {
            closeIfOpen(entry, PortState.CLOSED);
            publisher.ask(() -> state.ports.remove(entry.name, entry));
            entry.forgotten.complete(null);
            return;
        }
        if (entry.estate != null) {
            if (entry.lingers()) {
                return;
            }
            linger.adopt(entry, new PortHandle(entry, state, publisher, this));
        }
        final PortSettings wanted = entry.wanted;
        if (entry.handle == null && entry.quarantine.holds()) {
            publisher.ask(() -> entry.settled(wanted, entry.reason));
        } else if (entry.handle == null) {
            open(entry, wanted);
        } else if (wanted != entry.applied) {
            apply(entry, wanted);
        }
    }

    private void open(final PortEntry entry, final PortSettings wanted) throws PortException {
        final PortWish wish = PortWish.of(wanted, entry.code().capabilities(), state.workers);
        publisher.ask(() -> begin(entry, wish));
        final PortHandle handle = new PortHandle(entry, state, publisher, this);
        try {
            entry.code().open(handle, wanted, wish.queues());
            entry.handle = handle;
            entry.kernelDropsBefore = Math.max(0, entry.kernelDrops());
            entry.applied = wanted;
            publisher.ask(() -> entry.mark(PortState.ATTACHED, ""));
            handover.activate(entry);
        } catch (final PortException | RuntimeException | Error refused) {
            if (entry.handle == null) {
                handle.invalidate();
                exit.withdraw(entry);
            }
            throw refused instanceof PortException known ? known : new PortException(text(refused), refused);
        }
        publisher.ask(() -> {
            entry.failures = 0;
            fdb.pin(entry);
            return entry.settled(wanted, "");
        });
        events.tell(
                Kind.PORT_ACTIVE,
                entry.name,
                "active on bridge " + wish.bridge() + " with " + entry.queues.size() + " queue(s)"
                        + (entry.steered ? ", steered by the kernel with our table" : ""));
    }

    private boolean begin(final PortEntry entry, final PortWish wish) {
        state.join(entry);
        entry.carrier.set(true);
        entry.offloads = Offload.NONE;
        entry.waits = false;
        entry.bridge = wish.bridge();
        entry.fid = state.fid(wish.bridge());
        entry.counters = new PortCounters(state.workers);
        Arrays.fill(entry.retired, 0);
        fdb.limit(entry, wish.fdbLimit());
        return entry.mark(PortState.OPENING, "");
    }

    private void apply(final PortEntry entry, final PortSettings wanted) throws PortException {
        final PortSettings before = Objects.requireNonNull(entry.applied);
        try {
            final PortWish wish = PortWish.of(wanted, entry.code().capabilities(), state.workers);
            if (!entry.code().reconfigure(wanted)) {
                closeIfOpen(entry, PortState.CLOSED);
                open(entry, wanted);
                return;
            }
            resize(entry, wish.queues(), before);
            rebridge(entry, wish);
            handover.settle(entry); // another bridge may have another policy
            entry.applied = wanted;
            publisher.ask(() -> entry.settled(wanted, ""));
            events.tell(Kind.PORT_CHANGED, entry.name, "changed in place");
        } catch (final PortException | RuntimeException | Error refused) {
            if (entry.handle == null) {
                throw refused instanceof PortException known ? known : new PortException(text(refused), refused);
            }
            entry.applied = wanted; // not tried again until somebody changes it
            publisher.ask(() -> entry.settled(wanted, text(refused)));
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
            entry.code().setQueues(queues);
            if (queues > present && entry.steered) {
                handover.useQueues(entry, queues);
            }
        } catch (final PortException | RuntimeException refused) {
            if (entry.steered) {
                handover.useQueues(entry, entry.queues.size());
            }
            entry.code().reconfigure(before);
            throw refused;
        }
    }

    private void rebridge(final PortEntry entry, final PortWish wish) throws PortException {
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

    private void closeIfOpen(final PortEntry entry, final PortState then) throws PortException {
        if (exit.close(entry, then) && then == PortState.CLOSED) {
            events.tell(Kind.PORT_CLOSED, entry.name, "closed");
        }
    }

    private void fault(final PortEntry entry, final String reason) {
        try {
            closeIfOpen(entry, PortState.FAULTED);
            publisher.ask(() -> {
                final int seconds = Math.min(MOST_BACKOFF_S, 1 << Math.min(entry.failures, 5));
                entry.failures++;
                entry.retryAtNs = clock.getAsLong() + seconds * 1_000_000_000L;
                entry.settled(entry.wanted, reason);
                return entry.mark(PortState.FAULTED, reason);
            });
        } catch (final PortException stuck) {
            LOG.log(Level.ERROR, "port " + entry.name + " could not be closed", stuck);
        }
        events.tell(Kind.PORT_FAULTED, entry.name, reason);
    }

    /** What a failure says to people. */
    static String text(final Throwable thrown) {
        return thrown instanceof PortException && thrown.getMessage() != null ? thrown.getMessage() : thrown.toString();
    }
}
