package org.jackfield.core.conductor;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jackfield.api.admin.FlowInfo;
import org.jackfield.api.admin.SteeringChange.Kind;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.port.PortException;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.view.ActiveSteering;
import org.jspecify.annotations.Nullable;

/**
 * Knows which policies there are, which one decides for the switch, and what the operator allows; {@link ScopeControl} knows about ports and
 * bridges that are given to another policy. What is to be done is done on port-ops threads, one after the other; what is wished is said by
 * any thread.
 */
final class SteeringControl {
    private final SwitchState state;
    private final Publisher publisher;
    private final Handover handover;
    private final PortOps ops;
    private final SteeringTrace trace;
    /** Decides for all ports that are not given to another policy. */
    private final Decider common;

    private final ScopeControl scopes;

    /** Replaced under the lock of this object. */
    private volatile RankedPolicies policies = RankedPolicies.NONE;
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

    /**
     * @param meter takes the state for the switch's policy
     * @param meters makes what takes the state for another one
     */
    SteeringControl(
            final SwitchState state,
            final LoadMeter meter,
            final Supplier<LoadMeter> meters,
            final LongSupplier clock,
            final Publisher publisher,
            final Handover handover,
            final PortOps ops,
            final SteeringTrace trace) {
        this.state = state;
        this.publisher = publisher;
        this.handover = handover;
        this.ops = ops;
        this.trace = trace;
        this.limits = LimitsInForce.none(state.workers);
        final Decider.Tools tools = new Decider.Tools(
                state,
                clock,
                publisher,
                handover,
                trace,
                () -> limits.mask(),
                code -> letGo.accept(code),
                this::failed);
        this.common = new Decider(state.steering, tools, meter);
        this.scopes = new ScopeControl(tools, meters, () -> policies);
    }

    /** Has this done before a policy comes into force; before anything else. */
    void beforeForce(final Consumer<SteeringPolicy> task) {
        letGo = task;
    }

    /** The deployed policy of a name; null without. Any thread. */
    RankedPolicies.@Nullable Named deployed(final String name) {
        return policies.named(name);
    }

    /** Names of the deployed policies. Any thread. */
    List<String> deployedNames() {
        return policies.names();
    }

    /** Whether a policy is in force anywhere or comes into it. Any thread. */
    boolean uses(final SteeringPolicy code) {
        final RankedPolicies.Named next = policies.inForce();
        return next != null && next.code() == code || common.uses(code) || scopes.uses(code);
    }

    /** Tells which policies are deployed, the one with the highest ranking first. Without any, buckets are spread evenly. */
    void deployed(final List<SteeringPolicy> ranked) {
        replace(now -> now.deployed(ranked));
        ops.submit(this, this::arrange);
    }

    /** A policy has another configuration: asked at once, not when its time comes. Any thread. */
    void changed() {
        ops.submit(this, () -> {
            decide();
            scopes.deciders().keySet().forEach(scopes::decide);
        });
    }

    /** The configuration wants a policy that may come later. */
    void configured(final String name) {
        configured = name;
        prefer(name);
    }

    /** The configuration gives ports and bridges to policies of their own, which may come later; before the switch starts. */
    void configured(final ScopeWishes given) {
        scopes.configured(given);
        replace(now -> now.except(given.policies()));
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
                LimitsInForce.estate(configuredLimits),
                "scopes",
                scopes.estate());
    }

    /** What somebody has chosen by command stays chosen, unless the configuration has changed meanwhile. */
    void restore(final Legacy left) {
        trace.restore(left.number("changes", 0));
        scopes.restore(left.part("scopes"));
        replace(now -> now.except(scopes.wishes().policies()));
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
        final String failed = followLimits();
        if (failed.isEmpty()) {
            trace.tell(Kind.LIMITS, "limits", limits.text());
            done.complete(null);
        } else {
            limits = before;
            followLimits(); // those that had followed come back
            done.completeExceptionally(new PortException("the limits were not followed: " + failed));
        }
    }

    /** Returns why that was not possible; empty when it was. */
    private String followLimits() {
        if (ended) {
            return "the switch ends";
        }
        String failed = decide().isEmpty() ? "" : common.limitWithoutPolicy();
        for (final Map.Entry<String, Decider> own : scopes.deciders().entrySet()) {
            if (failed.isEmpty() && !scopes.decide(own.getKey()).isEmpty()) {
                failed = own.getValue().limitWithoutPolicy();
            }
        }
        return failed;
    }

    private synchronized void replace(final UnaryOperator<RankedPolicies> change) {
        final RankedPolicies before = policies;
        policies = change.apply(before);
        final RankedPolicies.Named inForce = policies.inForce();
        if (inForce == null || !inForce.equals(before.inForce())) {
            ops.submit(this, this::decideForSwitch);
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
        if (scopes.wishes().policies().contains(name)) {
            done.completeExceptionally(new PortException("policy " + name + " decides for "
                    + scopes.given(name) + "; the policy " + SteeringInfo.DEFAULT
                    + " gives them back to that of the switch"));
            return;
        }
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
        common.forget(); // what failed on a worker gets another chance
        final String failed = decideForSwitch();
        if (failed.isEmpty()) {
            trace.tell(Kind.POLICY, policies.word().name(), "was chosen");
            done.complete(null);
        } else {
            prefer(before.chosen());
            done.completeExceptionally(new PortException("policy " + name + " was not followed: " + failed));
        }
    }

    /**
     * Gives ports and bridges to a policy of their own, or back to the switch's.
     *
     * @param name a deployed policy, or {@link SteeringInfo#DEFAULT}
     * @return completes when it decides for them; fails when it cannot, and then nothing has changed
     */
    CompletableFuture<@Nullable Void> choose(
            final String name, final Collection<String> ports, final Collection<String> bridges) {
        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        ops.submit(this, () -> {
            try {
                if (ended) {
                    throw new PortException("the switch ends");
                }
                scopes.give(name, ports, bridges);
                done.complete(null);
            } catch (final PortException refused) {
                done.completeExceptionally(refused);
            }
            replace(now -> now.except(scopes.wishes().policies()));
        });
        return done;
    }

    /** Asks policies whose time has come; part of each cycle of the conductor. */
    int duty(final long nowNs) {
        int work = 0;
        if (common.isDue(nowNs)) {
            ops.submit(this, this::decide);
            work++;
        }
        for (final Map.Entry<String, Decider> own : scopes.deciders().entrySet()) {
            if (own.getValue().isDue(nowNs)) {
                ops.submit(this, () -> decideOwn(own.getKey()));
                work++;
            }
        }
        if (scopes.isDue(nowNs)) {
            ops.submit(this, this::arrange);
            work++;
        }
        return work;
    }

    /** Nanoseconds until that; {@link Long#MAX_VALUE} for never. Conductor only. */
    long nsToDuty(final long nowNs) {
        return Math.min(common.nsToDuty(nowNs), scopes.nsToDuty(nowNs));
    }

    /** The code of a policy has broken its contract on a worker: from then on owners of buckets decide. Any thread. */
    private void failed(final ActiveSteering policy, final String reason) {
        trace.tell(Kind.POLICY, policy.name, reason + "; it decides for frames no more until it is chosen again");
        changed();
    }

    /** A worker did not come back from the code of a policy. Conductor only. */
    void blocked(final ActiveSteering policy, final String stuck) {
        policy.fail(stuck); // which tells whoever has put it there
    }

    /** Whether workers call the code of a policy. Conductor only. */
    boolean decidesFrames() {
        return state.steering.frames != null
                || state.instruments.shadows() != null
                || state.scopes.values().stream().anyMatch(scope -> scope.frames != null);
    }

    /** Moves buckets of the switch's policy by hand. On a thread that may wait. */
    void move(final int first, final int last, final int worker) throws PortException {
        if (!limits.mask().serves(worker)) {
            throw new PortException("moving buckets to worker " + worker + " failed: " + limits.text()
                    + "; 'jackfield steering set' changes that");
        }
        final short[] owners = publisher.ask(() -> state.steering.owners.clone());
        Arrays.fill(owners, first, last + 1, (short) worker);
        handover.moveTo(state.steering, owners);
        trace.tell(Kind.DECISION, "buckets " + first + "-" + last, "moved to worker " + worker + " by hand");
    }

    /** Has the switch's policy decide; one that decided for some ports before leaves them first. */
    private String decideForSwitch() {
        final RankedPolicies.Named next = policies.inForce();
        if (next != null && scopes.deciders().containsKey(next.name())) {
            arrange();
        }
        return decide();
    }

    /** Returns why that was not possible; empty when it was. */
    private String decide() {
        return ended ? "the switch ends" : common.decide(policies.word());
    }

    private void decideOwn(final String policy) {
        if (!ended) {
            scopes.decide(policy);
        }
    }

    private void arrange() {
        if (!ended) {
            scopes.arrange("");
        }
    }

    /** The policies as people see them. Conductor only. */
    SteeringInfo info() {
        return new SteeringReport(state, handover, policies, scopes).info(common.reason());
    }

    /** Where the frames with this flow hash go. Conductor only. */
    FlowInfo flow(final int hash) {
        return new SteeringReport(state, handover, policies, scopes).flow(hash);
    }
}
