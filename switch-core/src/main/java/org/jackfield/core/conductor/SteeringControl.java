package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jackfield.api.admin.FlowInfo;
import org.jackfield.api.admin.SteeringChange.Kind;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.port.PortException;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.steering.SteeringMask;
import org.jackfield.core.view.ActiveSteering;
import org.jspecify.annotations.Nullable;

/**
 * Asks the policy in force who owns which bucket and has the changes handed over: on port-ops threads, one decision at a time. Which
 * policies there are and which one is chosen is said by any thread.
 */
final class SteeringControl {
    private static final String BUILT_IN = "even";
    private static final long AGAIN_NS = 20_000_000;

    private final SwitchState state;
    private final LoadMeter meter;
    private final LongSupplier clock;
    private final Publisher publisher;
    private final Handover handover;
    private final PortOps ops;
    private final SteeringTrace trace;

    /** Replaced under the lock of this object. */
    private volatile RankedPolicies policies = RankedPolicies.NONE;
    /** What the policy in force said of its last decision; written by decisions. */
    private volatile String reason = "";
    /** What the policy in force has; replaced by decisions. */
    private volatile SteeringForce force = SteeringForce.NOBODY;
    /** Why the last decision was not followed, empty when it was; written by decisions. */
    private String refusal = "";
    /** Ends what else calls the code of a policy that comes into force; set once, before anything is decided. */
    private Consumer<SteeringPolicy> letGo = code -> {};
    /** Set once: from then on nothing is decided any more. */
    private volatile boolean ended;
    /** What the operator allows; replaced by tasks of this object. */
    private volatile LimitsInForce limits;
    /** What the configuration says about that. */
    private SteeringLimits configuredLimits = SteeringLimits.NONE;
    /** What the configuration says is preferred. */
    private volatile String configured = SteeringInfo.AUTO;
    /** When to ask again; conductor only. */
    private long nextNs = Long.MAX_VALUE;

    /** What a decision starts from, in one question to the conductor: a resting switch is asked again and again. */
    private record Standing(
            short[] owners,
            int strayPorts,
            @Nullable ActiveSteering frames,
            @Nullable BucketCounters buckets) {}

    SteeringControl(
            final SwitchState state,
            final LoadMeter meter,
            final LongSupplier clock,
            final Publisher publisher,
            final Handover handover,
            final PortOps ops,
            final SteeringTrace trace) {
        this.state = state;
        this.meter = meter;
        this.clock = clock;
        this.publisher = publisher;
        this.handover = handover;
        this.ops = ops;
        this.trace = trace;
        this.limits = LimitsInForce.none(state.workers);
    }

    /** Has this done before a policy comes into force; before anything else. */
    void beforeForce(final Consumer<SteeringPolicy> task) {
        letGo = task;
    }

    /** The deployed policy of a name; null without. Any thread. */
    RankedPolicies.@Nullable Named deployed(final String name) {
        return policies.all().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Names of the deployed policies. Any thread. */
    List<String> deployedNames() {
        return policies.names();
    }

    /** Whether a policy is in force or comes into it. Any thread. */
    boolean uses(final SteeringPolicy code) {
        final RankedPolicies.Named next = policies.inForce();
        final RankedPolicies.Named present = force.policy();
        return next != null && next.code() == code || present != null && present.code() == code;
    }

    /** Tells which policies are deployed, the one with the highest ranking first. Without any, buckets are spread evenly. */
    void deployed(final List<SteeringPolicy> ranked) {
        replace(now -> now.deployed(ranked));
    }

    /** A policy has another configuration: asked at once, not when its time comes. Any thread. */
    void changed() {
        ops.submit(this, this::decide);
    }

    /** The configuration wants a policy that may come later. */
    void configured(final String name) {
        configured = name;
        prefer(name);
    }

    private void prefer(final String name) {
        replace(now -> now.choosing(name));
    }

    /** Decides nothing any more. */
    void end() {
        ended = true;
    }

    /** For the next version of the switch. */
    Map<String, Object> estate() {
        return Map.of(
                "chosen",
                policies.chosen(),
                "configured",
                configured,
                "changes",
                trace.told(),
                "limits",
                LimitsInForce.estate(limits.limits()),
                "configured-limits",
                LimitsInForce.estate(configuredLimits));
    }

    /** What somebody has chosen by command stays chosen, unless the configuration has changed meanwhile. */
    void restore(final Legacy left) {
        trace.restore(left.number("changes", 0));
        if (left.text("configured", "").equals(configured)) {
            prefer(left.text("chosen", configured));
        }
        if (LimitsInForce.restore(left.part("configured-limits")).equals(configuredLimits)) {
            try {
                limits = LimitsInForce.of(LimitsInForce.restore(left.part("limits")), state.workers);
            } catch (final PortException fewerWorkers) {
                trace.tell(Kind.LIMITS, "limits", "are those of the configuration again: " + fewerWorkers.getMessage());
            }
        }
    }

    /**
     * What the configuration allows; before the switch starts.
     *
     * @throws PortException when it cannot be honoured
     */
    void configured(final SteeringLimits wanted) throws PortException {
        limits = LimitsInForce.of(wanted, state.workers);
        configuredLimits = wanted;
    }

    /** What the operator allows. Any thread. */
    SteeringLimits limits() {
        return limits.limits();
    }

    /**
     * Allows something else.
     *
     * @return completes when it is in force for buckets and frames; fails when it cannot be honoured, and then nothing has changed
     */
    CompletableFuture<@Nullable Void> limit(final SteeringLimits wanted) {
        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        ops.submit(this, () -> limit(wanted, done));
        return done;
    }

    private void limit(final SteeringLimits wanted, final CompletableFuture<@Nullable Void> done) {
        final LimitsInForce before = limits;
        try {
            limits = LimitsInForce.of(wanted, state.workers);
        } catch (final PortException refused) {
            done.completeExceptionally(refused);
            return;
        }
        final String failed = decide().isEmpty() ? "" : limitWithoutPolicy();
        if (failed.isEmpty()) {
            trace.tell(Kind.LIMITS, "limits", limits.text());
            done.complete(null);
        } else {
            limits = before;
            done.completeExceptionally(new PortException("the limits were not followed: " + failed));
        }
    }

    /** A policy that fails does not stand between the operator and the buckets; returns why that was not possible, as {@link #decide}. */
    private String limitWithoutPolicy() {
        try {
            if (ended || publisher.ask(this::waits)) {
                return "the switch or a port of it is changing; try again";
            }
            final SteeringMask mask = limits.mask();
            force = force.redirected(mask.redirect());
            handover.moveTo(mask.owners(publisher.ask(() -> state.owners)), force.frames(), force.buckets());
            return "";
        } catch (final PortException stuck) {
            return String.valueOf(stuck.getMessage());
        }
    }

    private synchronized void replace(final UnaryOperator<RankedPolicies> change) {
        final RankedPolicies before = policies;
        policies = change.apply(before);
        final RankedPolicies.Named inForce = policies.inForce();
        if (inForce == null || !inForce.equals(before.inForce())) {
            ops.submit(this, this::decide);
        }
    }

    /**
     * Puts a policy in force.
     *
     * @return completes when its first decision is carried out; fails when there is no such policy or it cannot be followed, and then
     *     the one before is in force again
     */
    CompletableFuture<@Nullable Void> choose(final String name) {
        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        ops.submit(this, () -> choose(name, done));
        return done;
    }

    private void choose(final String name, final CompletableFuture<@Nullable Void> done) {
        final RankedPolicies before;
        synchronized (this) {
            before = policies;
            if (!before.knows(name)) {
                done.completeExceptionally(new PortException(
                        "no policy is named " + name + "; there are " + String.join(", ", before.names()) + ", "
                                + SteeringInfo.AUTO + " and " + SteeringInfo.MANUAL));
                return;
            }
            policies = before.choosing(name);
        }
        force = SteeringForce.NOBODY; // what failed on a worker gets another chance
        final String failed = decide();
        if (failed.isEmpty()) {
            trace.tell(Kind.POLICY, name(policies), "was chosen");
            done.complete(null);
        } else {
            prefer(before.chosen());
            done.completeExceptionally(new PortException("policy " + name + " was not followed: " + failed));
        }
    }

    /** Asks a periodic policy when its time has come; part of each cycle of the conductor. */
    int duty(final long nowNs) {
        if (nowNs - nextNs < 0 || nextNs == Long.MAX_VALUE) {
            return 0;
        }
        nextNs = Long.MAX_VALUE;
        ops.submit(this, this::decide);
        return 1;
    }

    /** Nanoseconds until a periodic policy is to be asked; {@link Long#MAX_VALUE} for never. Conductor only. */
    long nsToDuty(final long nowNs) {
        return nextNs == Long.MAX_VALUE ? Long.MAX_VALUE : nextNs - nowNs;
    }

    /** The code of a policy has broken its contract on a worker: from then on owners of buckets decide. Any thread. */
    private void failed(final ActiveSteering policy, final String reason) {
        trace.tell(Kind.POLICY, policy.name, reason + "; it decides for frames no more until it is chosen again");
        ops.submit(this, this::decide);
    }

    /** A worker did not come back from the code of a policy. Conductor only. */
    void blocked(final ActiveSteering policy, final String stuck) {
        policy.fail(stuck); // which tells whoever has put it there
    }

    /** Whether workers call the code of a policy. Conductor only. */
    boolean decidesFrames() {
        return state.steering != null || state.instruments.shadows() != null;
    }

    /** Moves buckets by hand. On a thread that may wait. */
    void move(final int first, final int last, final int worker) throws PortException {
        if (!limits.mask().serves(worker)) {
            throw new PortException("moving buckets to worker " + worker + " failed: " + limits.text()
                    + "; 'jackfield steering set' changes that");
        }
        final short[] owners = publisher.ask(() -> state.owners.clone());
        Arrays.fill(owners, first, last + 1, (short) worker);
        handover.moveTo(owners);
        trace.tell(Kind.DECISION, "buckets " + first + "-" + last, "moved to worker " + worker + " by hand");
    }

    /** Asks the policy in force and has its answer carried out; returns why that was not possible, otherwise an empty text. */
    private String decide() {
        final RankedPolicies now = policies;
        final RankedPolicies.Named asked = now.inForce();
        final String before = refusal;
        if (ended) {
            return "the switch ends";
        }
        try {
            if (publisher.ask(this::waits)) {
                return "a port waits for its code; try again";
            }
            refusal = "";
            if (now.manual()) {
                leaveAlone();
            } else {
                follow(asked);
            }
        } catch (final PortException | RuntimeException | LinkageError refused) {
            refusal = String.valueOf(refused.getMessage());
            if (!refusal.equals(before)) { // a periodic policy that fails each time tells so once
                trace.tell(Kind.REFUSED, name(now), "was not followed: " + refusal);
            }
        }
        schedule(asked);
        return refusal;
    }

    /** Buckets stay where they are until every port the kernel steers has code that writes its table; asked again then. */
    private boolean waits() {
        final boolean waits = state.awaitsCode();
        if (waits) {
            nextNs = clock.getAsLong() + AGAIN_NS;
        }
        return waits;
    }

    /** Buckets stay; a policy that decides for each frame does so no more. */
    private void leaveAlone() throws PortException {
        if (force != SteeringForce.NOBODY) {
            trace.remember(Kind.POLICY, SteeringInfo.MANUAL, "is in force");
        }
        force = SteeringForce.NOBODY;
        handover.moveTo(limits.mask().owners(publisher.ask(() -> state.owners)), null, null);
    }

    private void follow(final RankedPolicies.@Nullable Named asked) throws PortException {
        final SteeringForce before = force;
        if (before == SteeringForce.NOBODY || !Objects.equals(before.policy(), asked)) {
            if (asked != null) {
                letGo.accept(asked.code());
            }
            enforce(asked, SteeringForce.of(asked, state.workers, this::failed));
        } else if (before.frames() != null && before.frames().out()) {
            enforce(asked, before.withoutFrames());
        } else {
            decideOwners(asked);
        }
    }

    /** Lets another policy decide: owners first, so that frames it leaves alone go where it wants them. */
    private void enforce(final RankedPolicies.@Nullable Named asked, final SteeringForce next) throws PortException {
        trace.remember(Kind.POLICY, asked == null ? BUILT_IN : asked.name(), "is in force");
        force = next;
        decideOwners(asked);
    }

    private void decideOwners(final RankedPolicies.@Nullable Named asked) throws PortException {
        final Standing now =
                publisher.ask(() -> new Standing(state.owners, state.strayPorts(), state.steering, state.buckets));
        final short[] before = now.owners;
        final SteeringMask mask = limits.mask();
        final SteeringForce present = force.redirected(mask.redirect());
        force = present;
        final short[] owners =
                mask.owners(asked == null ? IndirectionTable.even(state.workers) : ask(asked.code(), present, now));
        reason = asked == null ? "" : asked.code().lastDecision();
        final String decided = reason.isEmpty() ? "decided new owners" : reason;
        if (!Arrays.equals(before, owners)) {
            trace.remember(Kind.DECISION, asked == null ? BUILT_IN : asked.name(), decided);
        }
        if (now.frames == present.frames() && now.buckets == present.buckets()) {
            if (Arrays.equals(before, owners)) {
                return; // and what was moved by hand meanwhile stays
            }
            handover.moveTo(owners);
        } else {
            handover.moveTo(owners, present.frames(), present.buckets());
            if (Arrays.equals(before, owners)) {
                return;
            }
        }
        if (asked == null || asked.code().periodMs() == 0 || !reason.isEmpty()) {
            trace.event(asked == null ? BUILT_IN : asked.name(), decided);
        }
    }

    private void schedule(final RankedPolicies.@Nullable Named asked) {
        try {
            final long periodMs = asked == null ? 0 : asked.code().periodMs();
            publisher.ask(() -> nextNs =
                    periodMs > 0 ? clock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(periodMs) : Long.MAX_VALUE);
        } catch (final PortException | RuntimeException | LinkageError refused) {
            trace.tell(Kind.REFUSED, name(policies), "is not asked again: " + refused.getMessage());
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
            if (owners[b] < 0 || owners[b] >= state.workers) {
                throw new PortException("bucket " + b + " was given to worker " + owners[b]
                        + ", there are workers 0 to " + (state.workers - 1));
            }
        }
        return owners;
    }

    private static String name(final RankedPolicies now) {
        final RankedPolicies.Named inForce = now.inForce();
        if (now.manual()) {
            return SteeringInfo.MANUAL;
        }
        return inForce == null ? BUILT_IN : inForce.name();
    }

    /** The table as people see it. Conductor only. */
    SteeringInfo info() {
        final RankedPolicies now = policies;
        final RankedPolicies.Named inForce = now.inForce();
        final List<String> unsteered =
                state.unsteered().stream().map(entry -> entry.name).toList();
        return new SteeringInfo(
                name(now),
                (inForce == null || inForce.preservesOrder()) && unsteered.isEmpty(),
                IndirectionTable.BUCKETS,
                runs(state.owners),
                handover.moves(),
                handover.bucketsMoved(),
                state.transition != null,
                unsteered,
                state.width(),
                inForce == null ? "" : reason,
                now.chosen(),
                now.names(),
                state.steering != null,
                now.all().stream()
                        .map(policy -> new SteeringInfo.PolicyInfo(policy.name(), policy.preservesOrder()))
                        .toList());
    }

    /** Where the frames with this flow hash go. Conductor only. */
    FlowInfo flow(final int hash) {
        final int bucket = hash & IndirectionTable.MASK;
        final List<FlowInfo.FlowQueue> queues = new ArrayList<>();
        for (final PortEntry entry : state.ports.values()) {
            if (entry.active && !entry.queues.isEmpty()) {
                queues.add(queue(entry, bucket));
            }
        }
        return new FlowInfo(hash, bucket, state.owners[bucket], name(policies), state.steering != null, queues);
    }

    private FlowInfo.FlowQueue queue(final PortEntry entry, final int bucket) {
        final int queue = entry.steered ? entry.table[bucket] : entry.queues.size() == 1 ? 0 : -1;
        return new FlowInfo.FlowQueue(entry.name, queue, queue < 0 ? -1 : queue % state.workers, entry.steered);
    }

    private static List<SteeringInfo.OwnerRun> runs(final short[] owners) {
        final List<SteeringInfo.OwnerRun> runs = new ArrayList<>();
        int first = 0;
        for (int b = 1; b <= owners.length; b++) {
            if (b == owners.length || owners[b] != owners[first]) {
                runs.add(new SteeringInfo.OwnerRun(first, b - 1, owners[first]));
                first = b;
            }
        }
        return runs;
    }
}
