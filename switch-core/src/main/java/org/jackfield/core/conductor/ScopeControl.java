package org.jackfield.core.conductor;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jackfield.api.admin.SteeringChange.Kind;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.port.PortException;
import org.jackfield.api.steering.SteeringPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Gives ports and bridges to policies of their own. Each such policy has one {@link Decider} for all that is given to it: its code is called
 * by one at a time, and its loads are those of workers, whichever ports they come from. A wish for a policy that is not deployed, or that is
 * the switch's, waits. Tasks of {@link SteeringControl}, one at a time, unless a method says otherwise.
 */
final class ScopeControl {
    private static final long AGAIN_NS = 20_000_000;

    private final Decider.Tools tools;
    private final Supplier<LoadMeter> meters;
    private final Supplier<RankedPolicies> policies;

    /** By policy; replaced, never written. */
    private volatile Map<String, Decider> deciders = Map.of();
    /** Replaced by tasks, and before anything is decided. */
    private volatile ScopeWishes wishes = ScopeWishes.NONE;
    /** What the configuration says about that. */
    private ScopeWishes configured = ScopeWishes.NONE;
    /** When to look again who belongs to whom, as a port waits for its code; conductor only. */
    private long nextNs = Long.MAX_VALUE;

    /**
     * @param meters makes what takes the state for one policy
     * @param policies the deployed ones, and the switch's
     */
    ScopeControl(final Decider.Tools tools, final Supplier<LoadMeter> meters, final Supplier<RankedPolicies> policies) {
        this.tools = tools;
        this.meters = meters;
        this.policies = policies;
    }

    /** Who is given to whom. Any thread. */
    ScopeWishes wishes() {
        return wishes;
    }

    /** Those in force by policy. Any thread. */
    Map<String, Decider> deciders() {
        return deciders;
    }

    /** What the configuration gives; before the switch starts. */
    void configured(final ScopeWishes given) {
        configured = given;
        wishes = given;
    }

    /** For the next version of the switch. */
    Map<String, Object> estate() {
        return Map.of("wishes", wishes.estate(), "configured", configured.estate());
    }

    /** What somebody has given by command stays, unless the configuration has changed meanwhile. */
    void restore(final Legacy left) {
        if (ScopeWishes.restore(left.part("configured")).equals(configured)) {
            wishes = ScopeWishes.restore(left.part("wishes"));
        }
    }

    /** Whether a policy decides for ports of its own. Any thread. */
    boolean uses(final SteeringPolicy code) {
        return deciders.values().stream().anyMatch(decider -> decider.uses(code));
    }

    /** What is given to a policy, for people. Any thread. */
    String given(final String policy) {
        return ScopeWishes.text(wishes.portsOf(policy), wishes.bridgesOf(policy));
    }

    /**
     * Gives ports and bridges to a policy, or back to the switch's.
     *
     * @param policy a deployed one, or {@link SteeringInfo#DEFAULT}
     * @throws PortException when it cannot decide for them, and then nothing has changed
     */
    void give(final String policy, final Collection<String> ports, final Collection<String> bridges)
            throws PortException {
        require(policy);
        final String stranger = tools.publisher().ask(() -> stranger(ports, bridges));
        if (!stranger.isEmpty()) {
            throw new PortException(stranger + "; see 'jackfield port list'");
        }
        final ScopeWishes before = wishes;
        wishes = before.with(policy, ports, bridges);
        Optional.ofNullable(deciders.get(policy)).ifPresent(Decider::forget); // what failed gets another chance
        final String failed = arrange(policy);
        if (!failed.isEmpty()) {
            wishes = before;
            arrange("");
            throw new PortException("policy " + policy + " was not followed: " + failed);
        }
        tools.trace().tell(Kind.POLICY, policy, "was chosen for " + ScopeWishes.text(ports, bridges));
    }

    /** A port or bridge nobody knows; empty when all are known. */
    private String stranger(final Collection<String> ports, final Collection<String> bridges) {
        for (final String port : ports) {
            if (!state().ports.containsKey(port)) {
                return "there is no port " + port;
            }
        }
        for (final String bridge : bridges) {
            if (state().knownFid(bridge) < 0) {
                return "no port has been on bridge " + bridge;
            }
        }
        return "";
    }

    private void require(final String policy) throws PortException {
        final RankedPolicies now = policies.get();
        final RankedPolicies.Named common = now.inForce();
        if (!policy.equals(SteeringInfo.DEFAULT) && now.named(policy) == null) {
            throw new PortException("no policy is named " + policy + "; there are " + String.join(", ", now.names())
                    + " and " + SteeringInfo.DEFAULT);
        }
        if (common != null && common.name().equals(policy)) {
            throw new PortException("policy " + policy + " decides for the whole switch; the policy "
                    + SteeringInfo.DEFAULT + " gives ports and bridges back to it");
        }
    }

    /** Has one decide; returns why that was not possible, otherwise an empty text. */
    String decide(final String policy) {
        final Decider decider = deciders.get(policy);
        final RankedPolicies.Named named = policies.get().named(policy);
        return decider == null || named == null ? "" : decider.decide(new Decider.Word(named, false));
    }

    /** Whether it is to be arranged again, which it is from then on. Conductor only. */
    boolean isDue(final long nowNs) {
        if (nextNs == Long.MAX_VALUE || nowNs - nextNs < 0) {
            return false;
        }
        nextNs = Long.MAX_VALUE;
        return true;
    }

    /** Nanoseconds until that or a decision; {@link Long#MAX_VALUE} for never. Conductor only. */
    long nsToDuty(final long nowNs) {
        long next = nextNs == Long.MAX_VALUE ? Long.MAX_VALUE : nextNs - nowNs;
        for (final Decider decider : deciders.values()) {
            next = Math.min(next, decider.nsToDuty(nowNs));
        }
        return next;
    }

    /**
     * Brings deciders, and the ports they decide for, in line with what is wished and deployed.
     *
     * @param asked name of a policy
     * @return why it does not decide for what is given to it; empty when it does
     */
    String arrange(final String asked) {
        try {
            if (tools.publisher().ask(this::isNothingToArrange)) {
                return "";
            }
            if (tools.publisher().ask(this::waits)) {
                return "a port waits for its code; try again";
            }
            final ScopeWishes now = wishes;
            for (final String policy : deciders.keySet()) {
                if (!now.policies().contains(policy) || !canDecide(policy)) {
                    dissolve(policy);
                }
            }
            String failed = "";
            for (final String policy : now.policies()) {
                if (canDecide(policy)) {
                    final String refusal = found(policy);
                    failed = policy.equals(asked) ? refusal : failed;
                }
            }
            tools.publisher().ask(() -> state().arrange(now, deciders.keySet()));
            settle();
            return failed;
        } catch (final PortException stuck) {
            tools.trace().tell(Kind.REFUSED, "ports", "were not given to their policy: " + stuck.getMessage());
            return String.valueOf(stuck.getMessage());
        }
    }

    private SwitchState state() {
        return tools.state();
    }

    /** Nothing is given to anybody, and nothing was: not by a version before either. */
    private boolean isNothingToArrange() {
        return wishes.equals(ScopeWishes.NONE)
                && deciders.isEmpty()
                && state().scopes.isEmpty();
    }

    private boolean waits() {
        final boolean waits = state().awaitsCode();
        if (waits) {
            nextNs = tools.clock().getAsLong() + AGAIN_NS;
        }
        return waits;
    }

    private boolean canDecide(final String policy) {
        final RankedPolicies now = policies.get();
        final RankedPolicies.Named common = now.inForce();
        return now.named(policy) != null && (common == null || !common.name().equals(policy));
    }

    /** Has a policy decide before any port is given to it; returns why that is not possible. */
    private String found(final String policy) throws PortException {
        if (deciders.containsKey(policy)) {
            return decide(policy);
        }
        final SteeringScope scope = tools.publisher().ask(() -> state().scope(policy));
        replace(policy, new Decider(scope, tools, meters.get()));
        final String failed = decide(policy);
        if (!failed.isEmpty()) {
            dissolve(policy);
            tools.publisher().ask(this::waits); // if it was for that, it is tried again
        }
        return failed;
    }

    /** A policy decides for no ports of its own any more. */
    private void dissolve(final String policy) throws PortException {
        final Set<String> others = new TreeMap<>(deciders).keySet();
        others.remove(policy);
        tools.publisher().ask(() -> state().arrange(wishes, others));
        settle();
        replace(policy, null);
    }

    private void replace(final String policy, final @Nullable Decider decider) {
        final Map<String, Decider> after = new TreeMap<>(deciders);
        if (decider == null) {
            after.remove(policy);
        } else {
            after.put(policy, decider);
        }
        deciders = Collections.unmodifiableMap(after);
    }

    /** Hands every port over to the scope it belongs to. */
    private void settle() throws PortException {
        for (final PortEntry entry :
                tools.publisher().ask(() -> List.copyOf(state().ports.values()))) {
            tools.handover().settle(entry);
        }
    }
}
