package org.jackfield.core.conductor;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.StageInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.port.PortException;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.linux.cpu.CpuException;
import org.jspecify.annotations.Nullable;

/** Carries out changes asked for by administrators. Any thread but workers and conductor. */
final class SwitchChanger implements SwitchAdmin {
    private static final long LEAST_AGEING_S = 10;
    private static final long MOST_AGEING_S = 1_000_000;
    private static final long RETRY_MS = 15_000;
    private static final long CHOOSE_MS = 15_000;

    private final SwitchState state;
    private final Publisher publisher;
    private final SwitchConductor conductor;
    private final FdbControl fdb;
    private final SteeringControl steering;
    private final PortRegistry ports;
    private final StageRegistry stages;
    private final EventLog events;
    private final SwitchView view;
    private final WorkerCpus cpus;
    private final InstrumentControl instruments;

    SwitchChanger(
            final SwitchState state,
            final Publisher publisher,
            final SwitchConductor conductor,
            final FdbControl fdb,
            final SteeringControl steering,
            final PortRegistry ports,
            final StageRegistry stages,
            final EventLog events,
            final SwitchView view,
            final WorkerCpus cpus,
            final InstrumentControl instruments) {
        this.state = state;
        this.publisher = publisher;
        this.conductor = conductor;
        this.fdb = fdb;
        this.steering = steering;
        this.ports = ports;
        this.stages = stages;
        this.events = events;
        this.view = view;
        this.cpus = cpus;
        this.instruments = instruments;
    }

    @Override
    public void addFdbEntry(final String bridge, final long mac, final String port, final boolean sticky)
            throws AdminException {
        ask(() -> fdb.add(bridge, mac, port, sticky));
    }

    @Override
    public void removeFdbEntry(final String bridge, final long mac) throws AdminException {
        ask(() -> fdb.remove(bridge, mac));
    }

    @Override
    public long flushFdb(final String port) throws AdminException {
        final long flushed = ask(() -> fdb.flush(port));
        try {
            publisher.changeAndAgree(() -> {}); // the new generations reach the workers
        } catch (final PortException stuck) {
            throw new AdminException(String.valueOf(stuck.getMessage()), stuck);
        }
        return flushed;
    }

    @Override
    public void setAgeing(final long seconds) throws AdminException {
        if (seconds < LEAST_AGEING_S || seconds > MOST_AGEING_S) {
            throw new AdminException("setting the ageing time failed: " + seconds + " s is not between "
                    + LEAST_AGEING_S + " and " + MOST_AGEING_S + " s");
        }
        ask(() -> {
            fdb.ageing(seconds);
            return true;
        });
    }

    @Override
    public void choosePolicy(final String policy) throws AdminException {
        decided(steering.choose(policy), "choosing policy " + policy);
    }

    @Override
    public void choosePolicy(final String policy, final Collection<String> ofPorts, final Collection<String> ofBridges)
            throws AdminException {
        decided(
                steering.choose(policy, ofPorts, ofBridges),
                "choosing policy " + policy + " for " + ScopeWishes.text(ofPorts, ofBridges));
    }

    @Override
    public void limitSteering(final SteeringLimits limits) throws AdminException {
        decided(steering.limit(limits), "limiting steering");
    }

    private static void decided(final CompletableFuture<@Nullable Void> decision, final String what)
            throws AdminException {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CHOOSE_MS);
        try {
            await(decision, deadlineNs, what + ": the policy has not decided");
        } catch (final AdminException refused) {
            if (refused.getCause() instanceof ExecutionException failed
                    && failed.getCause() instanceof PortException why) {
                throw new AdminException(what + " failed: " + why.getMessage(), why);
            }
            throw refused;
        }
    }

    @Override
    public void moveBuckets(final int first, final int last, final int worker) throws AdminException {
        if (first < 0 || last < first || last >= IndirectionTable.BUCKETS) {
            throw new AdminException("moving buckets " + first + "-" + last + " failed: buckets are 0 to "
                    + (IndirectionTable.BUCKETS - 1));
        }
        requireWorker(worker, "moving buckets to worker " + worker);
        try {
            steering.move(first, last, worker);
        } catch (final PortException stuck) {
            throw new AdminException(String.valueOf(stuck.getMessage()), stuck);
        }
    }

    private void requireWorker(final int worker, final String what) throws AdminException {
        if (worker < 0 || worker >= state.workers) {
            throw new AdminException(
                    what + " failed: workers are 0 to " + (state.workers - 1) + "; see 'jackfield worker list'");
        }
    }

    @Override
    public void setWorkerCpus(final int worker, final String list) throws AdminException {
        requireWorker(worker, "pinning worker " + worker);
        try {
            cpus.set(worker, list);
        } catch (final CpuException refused) {
            throw new AdminException("pinning worker " + worker + " failed: " + refused.getMessage(), refused);
        }
    }

    @Override
    public void addShadow(final String policy, final int sample) throws AdminException {
        instruments.addShadow(policy, sample);
    }

    @Override
    public void removeShadow(final String policy) throws AdminException {
        instruments.removeShadow(policy);
    }

    @Override
    public void measure(final boolean on, final long seconds, final boolean allMoves) throws AdminException {
        instruments.measure(on, seconds, allMoves);
    }

    @Override
    public PortInfo awaitPort(final String name, final long change, final long timeoutMs) throws AdminException {
        final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (true) {
            // Before the question, so that a port that joins right after it is not missed.
            final CompletableFuture<@Nullable Void> joined = state.joined.next();
            final Optional<PortEntry> entry = ask(() -> Optional.ofNullable(state.ports.get(name)));
            final CompletableFuture<@Nullable Void> next =
                    entry.map(known -> known.settledChanges.next()).orElse(joined);
            final Optional<PortInfo> info = view.port(name);
            if (info.isPresent() && info.get().change() >= change) {
                return info.get();
            }
            await(next, deadline, "port " + name + " has not taken its configuration");
        }
    }

    @Override
    public PortInfo retryPort(final String name) throws AdminException {
        final String what = "port retry " + name;
        tried(ports.retry(name), what, "port");
        return view.port(name).orElseThrow(() -> new AdminException(what + ": the port has gone"));
    }

    @Override
    public StageInfo retryStage(final String name) throws AdminException {
        final String what = "stage retry " + name;
        tried(stages.retry(name), what, "stage");
        return view.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AdminException(what + ": the stage has gone"));
    }

    private static void tried(final CompletableFuture<?> trying, final String what, final String kind)
            throws AdminException {
        try {
            trying.get(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (final TimeoutException late) {
            throw new AdminException(what + ": not tried in time; see 'jackfield " + kind + " list'", late);
        } catch (final ExecutionException failed) {
            throw new AdminException(
                    what + ": "
                            + Objects.requireNonNullElse(failed.getCause(), failed)
                                    .getMessage(),
                    failed);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AdminException(what + ": interrupted", interrupted);
        }
    }

    @Override
    public void record(final SwitchEvent event) {
        events.tell(event);
    }

    @Override
    public void awaitGone(final String name, final long timeoutMs) throws AdminException {
        final Optional<PortEntry> entry = ask(() -> Optional.ofNullable(state.ports.get(name)));
        if (entry.isPresent()) {
            final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
            await(entry.get().forgotten, deadline, "port " + name + " has not gone");
        }
    }

    private static void await(
            final CompletableFuture<@Nullable Void> future, final long deadlineNs, final String otherwise)
            throws AdminException {
        try {
            future.get(Math.max(1, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (final TimeoutException late) {
            throw new AdminException(
                    otherwise + " in time; see its state with 'jackfield port list' and the log of the switch", late);
        } catch (final ExecutionException failed) {
            throw new AdminException(otherwise + ": " + failed.getCause(), failed);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AdminException(otherwise + ": interrupted", interrupted);
        }
    }

    private <T> T ask(final Callable<T> question) throws AdminException {
        try {
            return conductor.call(question);
        } catch (final PortException failed) {
            if (failed.getCause() instanceof AdminException refused) {
                throw refused;
            }
            throw new AdminException(String.valueOf(failed.getMessage()), failed);
        }
    }
}
