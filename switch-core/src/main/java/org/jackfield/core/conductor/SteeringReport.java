package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.api.admin.FlowInfo;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.core.steering.IndirectionTable;

/** Steering as people see it. Conductor thread only. */
final class SteeringReport {
    private final SwitchState state;
    private final Handover handover;
    private final RankedPolicies policies;
    private final ScopeControl scopes;

    SteeringReport(
            final SwitchState state,
            final Handover handover,
            final RankedPolicies policies,
            final ScopeControl scopes) {
        this.state = state;
        this.handover = handover;
        this.policies = policies;
        this.scopes = scopes;
    }

    /**
     * Policies and tables.
     *
     * @param reason what the switch's policy said of its last decision
     */
    SteeringInfo info(final String reason) {
        final RankedPolicies.Named inForce = policies.inForce();
        final List<String> unsteered =
                state.unsteered().stream().map(entry -> entry.name).toList();
        return new SteeringInfo(
                policies.word().name(),
                (inForce == null || inForce.preservesOrder()) && unsteered.isEmpty(),
                IndirectionTable.BUCKETS,
                runs(state.steering.owners),
                handover.moves(),
                handover.bucketsMoved(),
                state.transition != null,
                unsteered,
                state.steering.width(),
                inForce == null ? "" : reason,
                policies.chosen(),
                policies.names(),
                state.steering.frames != null,
                policies.all().stream()
                        .map(policy -> new SteeringInfo.PolicyInfo(policy.name(), policy.preservesOrder()))
                        .toList(),
                scopes.wishes().policies().stream().map(this::scope).toList());
    }

    private SteeringInfo.ScopeInfo scope(final String policy) {
        final ScopeWishes wishes = scopes.wishes();
        final Decider decider = scopes.deciders().get(policy);
        final SteeringScope own = decider == null ? null : state.scopes.get(policy);
        final RankedPolicies.Named named = policies.named(policy);
        return new SteeringInfo.ScopeInfo(
                policy,
                wishes.portsOf(policy),
                wishes.bridgesOf(policy),
                own != null,
                named == null || named.preservesOrder(),
                own != null && own.frames != null,
                own == null ? 0 : own.width(),
                own == null ? List.of() : runs(own.owners),
                decider == null ? "" : decider.reason(),
                own == null
                        ? List.of()
                        : state.portsOf(own).stream()
                                .filter(entry -> entry.active)
                                .map(entry -> entry.name)
                                .toList());
    }

    /** Where the frames with a flow hash go. */
    FlowInfo flow(final int hash) {
        final int bucket = hash & IndirectionTable.MASK;
        final List<FlowInfo.FlowQueue> queues = new ArrayList<>();
        for (final PortEntry entry : state.ports.values()) {
            if (entry.active && !entry.queues.isEmpty()) {
                queues.add(queue(entry, bucket));
            }
        }
        return new FlowInfo(
                hash,
                bucket,
                state.steering.owners[bucket],
                policies.word().name(),
                state.steering.frames != null,
                queues);
    }

    private FlowInfo.FlowQueue queue(final PortEntry entry, final int bucket) {
        final int queue = entry.steered ? entry.table[bucket] : entry.queues.size() == 1 ? 0 : -1;
        final SteeringScope scope = state.inForce(entry);
        return new FlowInfo.FlowQueue(
                entry.name,
                queue,
                queue < 0 ? -1 : queue % state.workers,
                entry.steered,
                scope.owners[bucket],
                name(scope),
                scope.frames != null);
    }

    private String name(final SteeringScope scope) {
        for (final Map.Entry<String, SteeringScope> own : state.scopes.entrySet()) {
            if (own.getValue() == scope) {
                return own.getKey();
            }
        }
        return policies.word().name();
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
