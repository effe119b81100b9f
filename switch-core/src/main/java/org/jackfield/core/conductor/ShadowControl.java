package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jackfield.api.admin.ShadowInfo;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.port.PortException;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.view.ActiveShadow;
import org.jackfield.core.view.ActiveSteering;
import org.jspecify.annotations.Nullable;

/**
 * Has policies evaluated beside the one in force. They decide about owners of buckets on port-ops threads, from the same state as the one in
 * force, and nobody follows them; what they say about frames is asked and counted by workers. A policy is never called as a shadow while it is
 * in force: its code is promised to be called by one at a time, and it would count its own moves twice.
 *
 * <p>All changes happen under one lock, which is held while the code of a shadow decides. Who only reads does not take it.
 */
final class ShadowControl {
    /** A policy that comes into force waits so long for its shadow to end; a decision takes a second at most. */
    private static final long LET_GO_MS = 2000;
    /** How often it is looked whether a policy is in force still. */
    private static final long LOOK_NS = 1_000_000_000;

    private static final String IN_FORCE = "it is in force";
    private static final String AWAY = "it is not deployed";

    private final SwitchState state;
    private final LongSupplier clock;
    private final Publisher publisher;
    private final PortOps ops;
    private final EventLog events;
    private final SteeringControl steering;
    private final Supplier<LoadMeter> meters;

    private final ReentrantLock lock = new ReentrantLock();
    /** In the order in which they were added; replaced under the lock. */
    private volatile List<Shadow> shadows = List.of();
    /** Set once: from then on nothing is evaluated any more. */
    private volatile boolean ended;
    /** When something is to be done; conductor only. */
    private long nextNs = Long.MAX_VALUE;

    /** Something done under the lock. */
    @FunctionalInterface
    private interface Change {
        void run() throws PortException;
    }

    /**
     * @param steering knows the policies; asks {@link #letGo} before one comes into force
     * @param meters makes what takes the state for one shadow
     */
    ShadowControl(
            final SwitchState state,
            final LongSupplier clock,
            final Publisher publisher,
            final PortOps ops,
            final EventLog events,
            final SteeringControl steering,
            final Supplier<LoadMeter> meters) {
        this.state = state;
        this.clock = clock;
        this.publisher = publisher;
        this.ops = ops;
        this.events = events;
        this.steering = steering;
        this.meters = meters;
    }

    /** Adds one; completes when workers ask it, fails when that is not possible. Any thread. */
    CompletableFuture<@Nullable Void> add(final String name, final int sample) {
        return submit(() -> begin(name, sample));
    }

    /** Removes one, or all; completes when no worker asks it any more, fails when there is none. Any thread. */
    CompletableFuture<@Nullable Void> remove(final String name) {
        return submit(() -> remove(name, "was removed"));
    }

    /** Policies have come or gone. Any thread. */
    void deployed() {
        ops.submit(this, () -> locked(this::review));
    }

    /** A policy may have another configuration. Any thread. */
    void changed() {
        ops.submit(
                this,
                () -> locked(() -> {
                    shadows.forEach(shadow -> shadow.decideSoon(clock.getAsLong()));
                    review();
                }));
    }

    /** Evaluates nothing any more. */
    void end() {
        ended = true;
    }

    /** As people see them. Any thread. */
    List<ShadowInfo> info() {
        final long now = clock.getAsLong();
        return shadows.stream().map(shadow -> shadow.info(now)).toList();
    }

    /** For the next version of the switch. */
    List<Object> estate() {
        return shadows.stream()
                .map(shadow -> (Object) List.of(shadow.name, shadow.sample))
                .toList();
    }

    /** Goes on with those of the version before, from 0, when their policies are there. Before anything else. */
    void restore(final List<Legacy.Row> left) {
        shadows = left.stream()
                .map(each -> new Shadow(each.text(0), (int) each.number(1), state.workers))
                .filter(shadow -> shadow.sample > 0
                        && Integer.bitCount(shadow.sample) == 1
                        && shadow.sample <= ShadowInfo.MOST_SAMPLE)
                .limit(ShadowInfo.MOST)
                .toList();
    }

    /** Looks after shadows when their time has come; part of each cycle of the conductor. */
    int duty() {
        if (nsToDuty() > 0) {
            return 0;
        }
        nextNs = Long.MAX_VALUE;
        ops.submit(this, () -> locked(this::review));
        return 1;
    }

    /** Nanoseconds until something is to be done; {@link Long#MAX_VALUE} for never. Conductor only. */
    long nsToDuty() {
        return nextNs == Long.MAX_VALUE ? Long.MAX_VALUE : nextNs - clock.getAsLong();
    }

    /**
     * A policy is about to come into force: returns when it is no shadow any more. One whose code does not return is not waited for. A thread
     * that may wait.
     */
    void letGo(final SteeringPolicy code) {
        boolean mine = false;
        try {
            mine = lock.tryLock(LET_GO_MS, TimeUnit.MILLISECONDS);
            if (mine) {
                for (final Shadow shadow : shadows) {
                    if (shadow.code() == code) {
                        rest(shadow, IN_FORCE);
                        publish();
                    }
                }
            }
        } catch (final InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (final PortException stuck) {
            tell(String.valueOf(stuck.getMessage()), "shadows");
        } finally {
            if (mine) {
                lock.unlock();
            }
        }
    }

    private CompletableFuture<@Nullable Void> submit(final Change change) {
        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        ops.submit(this, () -> {
            lock.lock();
            try {
                change.run();
                schedule();
                done.complete(null);
            } catch (final PortException | RuntimeException | LinkageError refused) {
                done.completeExceptionally(refused);
            } finally {
                lock.unlock();
            }
        });
        return done;
    }

    private void locked(final Change change) {
        lock.lock();
        try {
            if (!ended && !shadows.isEmpty()) {
                change.run();
                schedule();
            }
        } catch (final PortException stuck) {
            tell(String.valueOf(stuck.getMessage()), "shadows");
        } finally {
            lock.unlock();
        }
    }

    private void begin(final String name, final int sample) throws PortException {
        final RankedPolicies.Named policy = steering.deployed(name);
        if (shadows.stream().anyMatch(shadow -> shadow.name.equals(name))) {
            throw new PortException("it is a shadow already; remove it first to begin anew");
        }
        if (shadows.size() == ShadowInfo.MOST) {
            throw new PortException("there are " + ShadowInfo.MOST + " shadows, which is the most; remove one first");
        }
        if (policy == null) {
            throw new PortException(
                    "no policy of this name is deployed; there are " + String.join(", ", steering.deployedNames()));
        }
        if (steering.uses(policy.code())) {
            throw new PortException(
                    IN_FORCE + ", and a shadow is compared with the policy in force; choose another for one of them");
        }
        final Shadow shadow = new Shadow(name, sample, state.workers);
        begin(shadow, policy);
        final List<Shadow> more = new ArrayList<>(shadows);
        more.add(shadow);
        shadows = List.copyOf(more);
        publish();
        tell("is evaluated beside the policy in force from now on", name);
    }

    /** Asks for all that is needed of a policy; in force with {@link #publish}. */
    private void begin(final Shadow shadow, final RankedPolicies.Named policy) throws PortException {
        final SteeringForce force = SteeringForce.of(policy, state.workers, this::failed);
        final short[] owners = publisher.ask(() -> state.steering.owners);
        final ActiveShadow active =
                new ActiveShadow(state.workers, shadow.sample, owners, force.frames(), force.buckets());
        shadow.begin(policy.code(), active, meters.get(), clock.getAsLong());
        decide(shadow);
    }

    private void remove(final String name, final String why) throws PortException {
        final List<Shadow> gone = shadows.stream()
                .filter(shadow -> name.equals(ShadowInfo.ALL) || shadow.name.equals(name))
                .toList();
        if (gone.isEmpty() && !name.equals(ShadowInfo.ALL)) {
            throw new PortException("there is no such shadow; see 'jackfield steering shadow show'");
        }
        drop(gone, why);
    }

    private void drop(final List<Shadow> gone, final String why) throws PortException {
        shadows = shadows.stream().filter(shadow -> !gone.contains(shadow)).toList();
        publish();
        gone.forEach(shadow -> tell(why, shadow.name));
    }

    /** Brings every shadow in line with the policies there are, ends windows, and has those decide whose time has come. */
    private void review() throws PortException {
        boolean changed = false;
        for (final Shadow shadow : shadows) {
            try {
                changed |= follow(shadow);
                shadow.look(clock.getAsLong());
                if (shadow.isToDecide(clock.getAsLong())) {
                    decide(shadow);
                }
            } catch (final PortException | RuntimeException | LinkageError broken) {
                drop(List.of(shadow), "is no shadow any more: " + reason(broken));
            }
        }
        if (changed) {
            publish();
        }
    }

    private static String reason(final Throwable broken) {
        return broken instanceof PortException ? String.valueOf(broken.getMessage()) : "it threw " + broken;
    }

    /** Whether it began or ended to be evaluated. */
    private boolean follow(final Shadow shadow) throws PortException {
        final RankedPolicies.Named policy = steering.deployed(shadow.name);
        final SteeringPolicy before = shadow.code();
        if (policy == null) {
            return rest(shadow, AWAY);
        }
        if (steering.uses(policy.code())) {
            return rest(shadow, IN_FORCE);
        }
        if (before != policy.code()) {
            begin(shadow, policy);
            tell("is evaluated beside the policy in force again, from 0", shadow.name);
            return true;
        }
        return false;
    }

    /** Whether it had been evaluated. */
    private boolean rest(final Shadow shadow, final String why) {
        final boolean was = shadow.code() != null;
        shadow.rest(why);
        if (was) {
            tell("waits as a shadow: " + why, shadow.name);
        }
        return was;
    }

    private void decide(final Shadow shadow) throws PortException {
        final SteeringPolicy code = Objects.requireNonNull(shadow.code());
        final ActiveShadow active = Objects.requireNonNull(shadow.active());
        final int strayPorts = publisher.ask(() -> state.strayPorts(state.steering));
        final short[] owners = active.owners().clone();
        if (active.buckets != null) {
            code.measured(active.buckets.slowPathLoad());
        }
        code.decide(Objects.requireNonNull(shadow.meter()).take(strayPorts), owners);
        for (int b = 0; b < owners.length; b++) {
            if (owners[b] < 0 || owners[b] >= state.workers) {
                throw new PortException("it gave bucket " + b + " to worker " + owners[b] + ", there are workers 0 to "
                        + (state.workers - 1));
            }
        }
        shadow.decided(owners.clone(), code.lastDecision(), code.periodMs(), clock.getAsLong());
    }

    /** The code of a shadow has broken its contract on a worker, which calls it no more. Any thread. */
    private void failed(final ActiveSteering code, final String reason) {
        ops.submit(
                this,
                () -> locked(() -> {
                    for (final Shadow shadow : shadows) {
                        final ActiveShadow active = shadow.active();
                        if (active != null && active.frames == code) {
                            drop(List.of(shadow), "is no shadow any more: " + reason);
                        }
                    }
                }));
    }

    /** Lets workers know which are to be asked; returns when no worker is in the code of another. */
    private void publish() throws PortException {
        final ActiveShadow[] active =
                shadows.stream().map(Shadow::active).filter(Objects::nonNull).toArray(ActiveShadow[]::new);
        publisher.changeAndAgree(() -> state.instruments = state.instruments.with(active));
    }

    private void schedule() throws PortException {
        long next = Long.MAX_VALUE;
        final long now = clock.getAsLong();
        for (final Shadow shadow : shadows) {
            final boolean waitsForForce = shadow.code() == null && steering.deployed(shadow.name) != null;
            final long due = waitsForForce ? now + LOOK_NS : shadow.nextNs();
            next = due == Long.MAX_VALUE || next != Long.MAX_VALUE && next - due < 0 ? next : due;
        }
        final long dueNs = next;
        publisher.ask(() -> nextNs = dueNs);
    }

    private void tell(final String text, final String name) {
        events.tell(Kind.SHADOW, name, text);
    }
}
