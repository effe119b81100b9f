package org.jackfield.steering.pinned;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.steering.kit.Buckets;

/** Flows go where rules say, others to the owners of their buckets. Asked by one thread at a time. */
final class PinnedPolicy implements SteeringPolicy {
    private final List<Rule> rules;
    private final boolean symmetric;
    /** Written by decisions. */
    private volatile String reason = "";

    /** Refuses rules that cannot be read. */
    PinnedPolicy(final String rules, final boolean symmetric) {
        this.rules = RuleParser.parse(rules);
        this.symmetric = symmetric;
    }

    @Override
    public String policyName() {
        return "pinned";
    }

    /** What a rule sees of a frame is the same for all frames of a conversation, and rules stand still. */
    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        Buckets.inTurn(state.workers(), owners);
        final String idle = IntStream.range(0, rules.size())
                .filter(r -> rules.get(r).worker() >= state.workers())
                .mapToObj(r -> r + 1 + " (worker " + rules.get(r).worker() + ")")
                .collect(Collectors.joining(", "));
        reason = rules.size() + " rule(s)"
                + (idle.isEmpty()
                        ? ""
                        : "; the switch has " + state.workers() + " worker(s), so buckets decide where these match: "
                                + idle);
    }

    @Override
    public String lastDecision() {
        return reason;
    }

    /** Each worker has a table of its own: it is small, and made when workers or rules change. */
    @Override
    public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
        return rules.isEmpty()
                ? Optional.empty()
                : Optional.of(new PinnedSteering(new RuleTable(rules, symmetric, workers)));
    }
}
