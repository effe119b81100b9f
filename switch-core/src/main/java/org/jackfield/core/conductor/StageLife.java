package org.jackfield.core.conductor;

import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.port.PortException;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.api.stage.StageWorker;
import org.jackfield.core.conductor.StageEntry.State;
import org.jackfield.core.view.ActiveStage;
import org.jspecify.annotations.Nullable;

/**
 * The life of a stage as serial tasks of that stage on port-ops threads. Everything but phase and details that calls a stage's code
 * outside workers is here. A plan comes and goes by a view; its workers are let go, and the stage is closed, when all have agreed to it.
 */
final class StageLife {
    private static final System.Logger LOG = System.getLogger("org.jackfield.core");
    private static final int MOST_BACKOFF_S = 30;

    private final SwitchState state;
    private final Publisher publisher;
    private final PortOps ops;
    private final EventLog events;
    private final LongSupplier clock;
    private BiConsumer<ActiveStage, String> reports = (stage, reason) -> {};

    StageLife(
            final SwitchState state,
            final Publisher publisher,
            final PortOps ops,
            final EventLog events,
            final LongSupplier clock) {
        this.state = state;
        this.publisher = publisher;
        this.ops = ops;
        this.events = events;
        this.clock = clock;
    }

    /** Where workers report faults. Before the first stage only. */
    void reports(final BiConsumer<ActiveStage, String> to) {
        reports = to;
    }

    /** Brings the stage nearer to what is wanted, behind its other tasks. Any thread. */
    void reconcile(final StageEntry entry) {
        ops.submit(entry, () -> {
            try {
                step(entry);
            } catch (final PortException failed) {
                fault(entry, String.valueOf(failed.getMessage()));
            }
        });
    }

    /** As {@link #reconcile}; the future completes when that is done. Any thread. */
    CompletableFuture<@Nullable Void> reconcileAndTell(final StageEntry entry) {
        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        reconcile(entry);
        ops.submit(entry, () -> done.complete(null));
        return done;
    }

    /** The stage cannot go on; nobody calls its code any more. Any thread. */
    void failed(final StageEntry entry, final String reason) {
        ops.submit(entry, () -> {
            if (entry.applied != null) {
                fault(entry, reason);
            }
        });
    }

    private void step(final StageEntry entry) throws PortException {
        final StageSettings wanted = entry.wanted;
        if (entry.gone) {
            if (closeIfOpen(entry, State.CLOSED)) {
                events.tell(Kind.STAGE, entry.name, "gone");
            }
            publisher.ask(() -> state.stages.remove(entry.name, entry));
            entry.forgotten.complete(null);
        } else if (entry.applied == null) {
            if (!entry.quarantine.holds()) {
                open(entry, wanted);
            }
        } else if (wanted != entry.applied) {
            change(entry, wanted);
        }
    }

    private void open(final StageEntry entry, final StageSettings wanted) throws PortException {
        putInForce(entry, wanted);
        publisher.ask(() -> {
            entry.failures = 0;
            return true;
        });
        events.tell(Kind.STAGE, entry.name, "active in band " + entry.phase);
    }

    private void change(final StageEntry entry, final StageSettings wanted) throws PortException {
        final StageSettings before = Objects.requireNonNull(entry.applied);
        if (wanted.sameConfiguration(before) && wanted.ranking() == before.ranking()) {
            entry.applied = wanted;
            return;
        }
        try {
            putInForce(entry, wanted);
            events.tell(Kind.STAGE, entry.name, "changed");
        } catch (final PortException refused) {
            entry.applied = wanted; // not tried again until somebody changes it
            publisher.ask(() -> entry.mark(entry.state, PortLife.text(refused)));
            events.tell(Kind.STAGE_FAULTED, entry.name, PortLife.text(refused) + "; it goes on as it was");
        }
    }

    /** Returns when all workers use the new plan and none the old one. */
    private void putInForce(final StageEntry entry, final StageSettings wanted) throws PortException {
        final StageEntry.InForce next = plan(entry, wanted);
        publisher.changeAndAgree(() -> {
            entry.inForce = next;
            entry.ranking = wanted.ranking();
            entry.mark(State.ACTIVE, "");
        });
        entry.applied = wanted;
    }

    private StageEntry.InForce plan(final StageEntry entry, final StageSettings wanted) throws PortException {
        try {
            final StagePlan plan = entry.code.plan(wanted, state.workers);
            final StageWorker[] workers = new StageWorker[state.workers];
            for (int w = 0; w < workers.length; w++) {
                workers[w] = Objects.requireNonNull(plan.workers().apply(w), "its plan has nothing for a worker");
            }
            return new StageEntry.InForce(
                    new ActiveStage(entry.name, entry.phase, workers, entry.counters, reports),
                    plan.scope(),
                    plan.ports().toArray(new String[0]));
        } catch (final StageException refused) {
            throw new PortException(String.valueOf(refused.getMessage()), refused);
        } catch (final RuntimeException | Error broken) {
            throw new PortException("stage " + entry.name + " failed to plan: " + broken, broken);
        }
    }

    private boolean closeIfOpen(final StageEntry entry, final State then) throws PortException {
        if (entry.applied == null) {
            return false;
        }
        publisher.changeAndAgree(() -> {
            entry.inForce = null;
            entry.mark(then, entry.reason);
        });
        entry.applied = null;
        closeWhenEmpty(entry);
        return true;
    }

    /** Closes the stage, now or when the last thread has left its code. */
    private void closeWhenEmpty(final StageEntry entry) {
        if (!entry.quarantine.inside()) {
            close(entry);
            return;
        }
        final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
        final CompletableFuture<?> empty = entry.quarantine.empty();
        entry.quarantine.outUntil(closed);
        empty.thenRun(() -> ops.submit(entry, () -> {
            close(entry);
            closed.complete(null);
        }));
    }

    private static void close(final StageEntry entry) {
        try {
            entry.code.close();
        } catch (final RuntimeException | Error broken) { // the contract forbids it; the switch goes on
            LOG.log(Level.ERROR, "stage " + entry.name + " threw from close", broken);
        }
    }

    private void fault(final StageEntry entry, final String reason) {
        try {
            closeIfOpen(entry, State.FAULTED);
            publisher.ask(() -> {
                final int seconds = Math.min(MOST_BACKOFF_S, 1 << Math.min(entry.failures, 5));
                entry.failures++;
                entry.retryAtNs = clock.getAsLong() + seconds * 1_000_000_000L;
                return entry.mark(State.FAULTED, reason);
            });
        } catch (final PortException stuck) {
            LOG.log(Level.ERROR, "stage " + entry.name + " could not be closed", stuck);
        }
        events.tell(Kind.STAGE_FAULTED, entry.name, reason);
    }
}
