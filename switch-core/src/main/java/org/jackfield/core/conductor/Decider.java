package org.jackfield.core.conductor;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jackfield.api.admin.SteeringChange.Kind;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.port.PortException;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.steering.SteeringMask;
import org.jackfield.core.view.ActiveSteering;
import org.jspecify.annotations.Nullable;

/**
 * Asks one policy who owns which bucket of the ports of a scope, and has its answer carried out. On port-ops threads, one call at a time,
 * unless a method says otherwise.
 */
final class Decider {
    private static final String BUILT_IN = "even";
    private static final long AGAIN_NS = 20_000_000;

    /** The ports it decides for. */
    final SteeringScope scope;

    private final Tools tools;
    private final LoadMeter meter;

    /** What the policy in force said of its last decision; written by decisions. */
    private volatile String reason = "";
    /** What the policy in force has; replaced by decisions. */
    private volatile SteeringForce force = SteeringForce.NOBODY;
    /** Why the last decision was not followed, empty when it was; written by decisions. */
    private String refusal = "";
    /** When to ask again; conductor only. */
    private long nextNs = Long.MAX_VALUE;

    /**
     * What deciders share.
     *
     * @param mask what the operator allows
     * @param letGo ends what else calls the code of a policy that comes into force
     * @param failed takes what the code of a policy does wrong on a worker
     */
    record Tools(
            SwitchState state,
            LongSupplier clock,
            Publisher publisher,
            Handover handover,
            SteeringTrace trace,
            Supplier<SteeringMask> mask,
            Consumer<SteeringPolicy> letGo,
            BiConsumer<ActiveSteering, String> failed) {}

    /**
     * Who is to decide.
     *
     * @param policy null for nobody: buckets are spread evenly, or stay
     * @param manual whether they stay
     */
    record Word(RankedPolicies.@Nullable Named policy, boolean manual) {
        String name() {
            if (manual) {
                return SteeringInfo.MANUAL;
            }
            return policy == null ? BUILT_IN : policy.name();
        }
    }

    /** What a decision starts from, in one question to the conductor: a resting switch is asked again and again. */
    private record Standing(
            short[] owners,
            int strayPorts,
            @Nullable ActiveSteering frames,
            @Nullable BucketCounters buckets) {}

    Decider(final SteeringScope scope, final Tools tools, final LoadMeter meter) {
        this.scope = scope;
        this.tools = tools;
        this.meter = meter;
    }

    /** What the policy in force has. Any thread. */
    SteeringForce force() {
        return force;
    }

    /** What it said of its last decision. Any thread. */
    String reason() {
        return reason;
    }

    /** Whether a policy is in force here. Any thread. */
    boolean uses(final SteeringPolicy code) {
        final RankedPolicies.Named present = force.policy();
        return present != null && present.code() == code;
    }

    /** What failed on a worker gets another chance. */
    void forget() {
        force = SteeringForce.NOBODY;
    }

    /** Whether it is to be asked, which it is from then on. Conductor only. */
    boolean isDue(final long nowNs) {
        if (nextNs == Long.MAX_VALUE || nowNs - nextNs < 0) {
            return false;
        }
        nextNs = Long.MAX_VALUE;
        return true;
    }

    /** Nanoseconds until it is to be asked; {@link Long#MAX_VALUE} for never. Conductor only. */
    long nsToDuty(final long nowNs) {
        return nextNs == Long.MAX_VALUE ? Long.MAX_VALUE : nextNs - nowNs;
    }

    /** Asks the policy and has its answer carried out; returns why that was not possible, otherwise an empty text. */
    String decide(final Word word) {
        final String before = refusal;
        try {
            if (tools.publisher.ask(this::waits)) {
                return "a port waits for its code; try again";
            }
            refusal = "";
            if (word.manual) {
                leaveAlone();
            } else {
                follow(word.policy);
            }
        } catch (final PortException | RuntimeException | LinkageError refused) {
            refusal = String.valueOf(refused.getMessage());
            if (!refusal.equals(before)) { // a periodic policy that fails each time tells so once
                tools.trace.tell(Kind.REFUSED, word.name(), "was not followed: " + refusal);
            }
        }
        schedule(word);
        return refusal;
    }

    /** A policy that fails does not stand between the operator and the buckets; returns why that was not possible, as {@link #decide}. */
    String limitWithoutPolicy() {
        try {
            if (tools.publisher.ask(this::waits)) {
                return "the switch or a port of it is changing; try again";
            }
            final SteeringMask mask = tools.mask.get();
            force = force.redirected(mask.redirect());
            final short[] owners = mask.owners(tools.publisher.ask(() -> scope.owners));
            tools.handover.moveTo(scope, owners, force.frames(), force.buckets());
            return "";
        } catch (final PortException stuck) {
            return String.valueOf(stuck.getMessage());
        }
    }

    /** Buckets stay where they are until every port the kernel steers has code that writes its table; asked again then. */
    private boolean waits() {
        final boolean waits = tools.state.awaitsCode();
        if (waits) {
            nextNs = tools.clock.getAsLong() + AGAIN_NS;
        }
        return waits;
    }

    /** Buckets stay; a policy that decides for each frame does so no more. */
    private void leaveAlone() throws PortException {
        if (force != SteeringForce.NOBODY) {
            tools.trace.remember(Kind.POLICY, SteeringInfo.MANUAL, "is in force");
        }
        force = SteeringForce.NOBODY;
        final short[] owners = tools.mask.get().owners(tools.publisher.ask(() -> scope.owners));
        tools.handover.moveTo(scope, owners, null, null);
    }

    private void follow(final RankedPolicies.@Nullable Named asked) throws PortException {
        final SteeringForce before = force;
        if (before == SteeringForce.NOBODY || !Objects.equals(before.policy(), asked)) {
            if (asked != null) {
                tools.letGo.accept(asked.code());
            }
            enforce(asked, SteeringForce.of(asked, tools.state.workers, tools.failed));
        } else if (before.frames() != null && before.frames().out()) {
            enforce(asked, before.withoutFrames());
        } else {
            decideOwners(asked);
        }
    }

    /** Lets another policy decide: owners first, so that frames it leaves alone go where it wants them. */
    private void enforce(final RankedPolicies.@Nullable Named asked, final SteeringForce next) throws PortException {
        tools.trace.remember(Kind.POLICY, asked == null ? BUILT_IN : asked.name(), "is in force");
        force = next;
        decideOwners(asked);
    }

    private void decideOwners(final RankedPolicies.@Nullable Named asked) throws PortException {
        final Standing now = tools.publisher.ask(
                () -> new Standing(scope.owners, tools.state.strayPorts(scope), scope.frames, scope.buckets));
        final short[] before = now.owners;
        final SteeringMask mask = tools.mask.get();
        final SteeringForce present = force.redirected(mask.redirect());
        force = present;
        final short[] owners = mask.owners(
                asked == null ? IndirectionTable.even(tools.state.workers) : ask(asked.code(), present, now));
        reason = asked == null ? "" : asked.code().lastDecision();
        final String decided = reason.isEmpty() ? "decided new owners" : reason;
        if (!Arrays.equals(before, owners)) {
            tools.trace.remember(Kind.DECISION, asked == null ? BUILT_IN : asked.name(), decided);
        }
        if (now.frames == present.frames() && now.buckets == present.buckets()) {
            if (Arrays.equals(before, owners)) {
                return; // and what was moved by hand meanwhile stays
            }
            tools.handover.moveTo(scope, owners);
        } else {
            tools.handover.moveTo(scope, owners, present.frames(), present.buckets());
            if (Arrays.equals(before, owners)) {
                return;
            }
        }
        if (asked == null || asked.code().periodMs() == 0 || !reason.isEmpty()) {
            tools.trace.event(asked == null ? BUILT_IN : asked.name(), decided);
        }
    }

    private void schedule(final Word word) {
        try {
            final RankedPolicies.Named asked = word.policy;
            final long periodMs = asked == null ? 0 : asked.code().periodMs();
            tools.publisher.ask(() -> nextNs =
                    periodMs > 0 ? tools.clock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(periodMs) : Long.MAX_VALUE);
        } catch (final PortException | RuntimeException | LinkageError refused) {
            tools.trace.tell(Kind.REFUSED, word.name(), "is not asked again: " + refused.getMessage());
        }
    }

    private short[] ask(final SteeringPolicy asked, final SteeringForce present, final Standing now)
            throws PortException {
        final short[] owners = now.owners.clone();
        final BucketCounters buckets = present.buckets();
        if (buckets != null) {
            asked.measured(buckets.slowPathLoad());
        }
        asked.decide(meter.take(now.strayPorts), owners);
        for (int b = 0; b < owners.length; b++) {
            if (owners[b] < 0 || owners[b] >= tools.state.workers) {
                throw new PortException("bucket " + b + " was given to worker " + owners[b]
                        + ", there are workers 0 to " + (tools.state.workers - 1));
            }
        }
        return owners;
    }
}
