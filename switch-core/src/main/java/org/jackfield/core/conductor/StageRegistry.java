package org.jackfield.core.conductor;

import java.lang.System.Logger.Level;
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
import org.jackfield.api.port.PortException;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.core.view.ActiveStage;
import org.jspecify.annotations.Nullable;

/**
 * Stages as they come and go. Whoever finds stages (the service registry) tells it here; faults come from workers, the passing of time
 * from the conductor. Every method only starts what {@link StageLife} then does.
 */
public final class StageRegistry {
    private static final System.Logger LOG = System.getLogger("org.jackfield.core");
    /** How often the time of faulted stages is looked at. */
    private static final long LOOK_NS = 1_000_000_000;

    private static final long GONE_DEADLINE_MS = 15_000;

    private final SwitchState state;
    private final SwitchConductor conductor;
    private final StageLife life;
    private final EventLog events;
    private final LongSupplier clock;
    private final Map<Stage, StageEntry> known = new IdentityHashMap<>();
    private long nextLookNs;

    StageRegistry(
            final SwitchState state,
            final SwitchConductor conductor,
            final StageLife life,
            final EventLog events,
            final LongSupplier clock) {
        this.state = state;
        this.conductor = conductor;
        this.life = life;
        this.events = events;
        this.clock = clock;
        this.nextLookNs = clock.getAsLong() + LOOK_NS;
        life.reports(this::failed);
    }

    /** A stage has appeared. Any thread but the conductor, since it asks the stage for its band; returns at once. */
    public void seen(final Stage stage, final StageSettings settings) {
        final StagePhase phase;
        try {
            phase = stage.phase();
        } catch (final RuntimeException | Error broken) {
            LOG.log(Level.ERROR, "stage " + settings.name() + " is not used: it does not tell its band", broken);
            return;
        }
        conductor.post(() -> {
            final StageEntry entry = new StageEntry(stage, phase, settings, state.workers);
            known.put(stage, entry);
            admit(entry);
        });
    }

    private void admit(final StageEntry entry) {
        if (state.stages.putIfAbsent(entry.name, entry) == null) {
            entry.forgotten.thenRun(() -> conductor.post(() -> admitWaiting(entry.name)));
            life.reconcile(entry);
        } else {
            events.tell(
                    Kind.STAGE_FAULTED,
                    entry.name,
                    "a second configuration or bundle offers a stage of this name; it is used when the first goes");
        }
    }

    /** Lets the next stage of a name in, if one waits. */
    private void admitWaiting(final String name) {
        for (final StageEntry waiting : List.copyOf(known.values())) {
            if (waiting.name.equals(name)) {
                admit(waiting);
                return;
            }
        }
    }

    /** The configuration of a stage has changed. Any thread; returns at once. */
    public void changed(final Stage stage, final StageSettings settings) {
        conductor.post(() -> {
            final StageEntry entry = known.get(stage);
            if (entry != null) {
                if (!settings.sameConfiguration(entry.wanted)) {
                    entry.quarantine.forgive();
                }
                entry.wanted = settings;
                life.reconcile(entry);
            }
        });
    }

    /** A stage is leaving, its code is about to be stopped. Returns when no worker uses that code any more, or after 15 seconds. */
    public void gone(final Stage stage) {
        awaitLeft(conductor.submit(() -> leave(stage)));
    }

    private CompletableFuture<@Nullable Void> leave(final Stage stage) {
        final StageEntry entry = known.remove(stage);
        if (entry == null || state.stages.get(entry.name) != entry) {
            return CompletableFuture.completedFuture(null); // it was refused, or only ever waited for its name
        }
        entry.gone = true;
        life.reconcile(entry);
        return entry.forgotten;
    }

    private static void awaitLeft(final CompletableFuture<CompletableFuture<@Nullable Void>> leaving) {
        try {
            leaving.get(GONE_DEADLINE_MS, TimeUnit.MILLISECONDS).get(GONE_DEADLINE_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | TimeoutException stuck) {
            LOG.log(Level.ERROR, "a stage did not close in time: " + stuck);
        }
    }

    /** Puts a faulted stage in force now; the future completes when that was tried. Any thread. */
    CompletableFuture<@Nullable Void> retry(final String name) {
        return conductor
                .submit(() -> {
                    final StageEntry entry = state.stages.get(name);
                    if (entry == null) {
                        throw new PortException("the switch knows no such stage; see 'jackfield stage list'");
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

    /** Closes all stages; for stopping. Returns when they are closed or after the deadline. */
    void closeAll() {
        final List<CompletableFuture<@Nullable Void>> leaving = conductor
                .submit(this::leaveAll)
                .orTimeout(GONE_DEADLINE_MS, TimeUnit.MILLISECONDS)
                .join();
        leaving.forEach(left -> awaitLeft(CompletableFuture.completedFuture(left)));
    }

    /** Closes all stages, while the conductor goes on. Returns when no worker uses them. */
    void letCodeGo() throws PortException {
        for (final CompletableFuture<@Nullable Void> left : conductor.call(this::leaveAll)) {
            conductor.await(left.thenApply(nothing -> true));
        }
    }

    private List<CompletableFuture<@Nullable Void>> leaveAll() {
        final List<CompletableFuture<@Nullable Void>> all = new ArrayList<>();
        for (final Stage stage : known.keySet().toArray(new Stage[0])) {
            all.add(leave(stage));
        }
        return all;
    }

    /** Retries faulted stages when it is time; part of each cycle of the conductor. */
    int duty() {
        final long now = clock.getAsLong();
        if (state.stages.isEmpty() || now - nextLookNs < 0) {
            return 0;
        }
        nextLookNs = now + LOOK_NS;
        for (final StageEntry entry : state.stages.values()) {
            if (entry.state == StageEntry.State.FAULTED && now - entry.retryAtNs >= 0 && !entry.quarantine.holds()) {
                life.reconcile(entry);
            }
        }
        return 1;
    }

    /** Nanoseconds until some stage has to be looked at; {@link Long#MAX_VALUE} while there is none. Conductor only. */
    long nsToDuty() {
        for (final StageEntry entry : state.stages.values()) {
            if (entry.state == StageEntry.State.FAULTED && !entry.quarantine.holds()) {
                return nextLookNs - clock.getAsLong();
            }
        }
        return Long.MAX_VALUE;
    }

    /** Whether workers call the code of some stage. Conductor only. */
    boolean inForce() {
        for (final StageEntry entry : state.stages.values()) {
            if (entry.inForce != null) {
                return true;
            }
        }
        return false;
    }

    /** The code of a stage broke its contract on a worker. Called there. */
    private void failed(final ActiveStage stage, final String reason) {
        conductor.post(() -> {
            final StageEntry entry = entry(stage);
            if (entry != null) {
                life.failed(entry, entry.quarantine.threw(stage, reason, clock.getAsLong()));
            }
        });
    }

    /**
     * A thread is stuck in the code of a stage. From now on no worker calls that code. Conductor only, before anybody takes the place of
     * that thread.
     *
     * @param back completes when the thread has come back
     */
    void blocked(final ActiveStage stage, final String reason, final CompletableFuture<@Nullable Void> back) {
        stage.block();
        final StageEntry entry = entry(stage);
        if (entry != null) {
            entry.quarantine.blocked(back);
            life.failed(entry, reason + "; it stays out until " + entry.quarantine.remedy());
        }
    }

    private @Nullable StageEntry entry(final ActiveStage stage) {
        final StageEntry entry = state.stages.get(stage.name);
        return entry != null && entry.inForce != null && entry.inForce.stage() == stage ? entry : null;
    }

    /** All stages, those that wait for their name behind the one that has it, in the order frames go through them. Conductor only. */
    List<StageEntry> all() {
        return known.values().stream().sorted(StageOrder.ORDER).toList();
    }
}
