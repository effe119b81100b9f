package org.jackfield.core.conductor;

import java.util.List;
import java.util.Set;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.steering.SteeringPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The deployed steering policies, the one with the highest ranking first, and which one somebody has chosen. Immutable; made when a
 * service comes or goes, so that the names need no code of a policy later.
 *
 * @param all the deployed ones
 * @param chosen a name, {@link SteeringInfo#AUTO} or {@link SteeringInfo#MANUAL}
 * @param elsewhere names of those that decide for some ports only, and so for the switch only if somebody has chosen them
 */
record RankedPolicies(List<Named> all, String chosen, Set<String> elsewhere) {
    static final RankedPolicies NONE = new RankedPolicies(List.of(), SteeringInfo.AUTO, Set.of());

    /** A policy and what it says of itself. */
    record Named(SteeringPolicy code, String name, boolean preservesOrder) {}

    /** With these policies deployed. */
    RankedPolicies deployed(final List<SteeringPolicy> ranked) {
        return new RankedPolicies(
                ranked.stream()
                        .map(code -> new Named(code, code.policyName(), code.preservesOrder()))
                        .toList(),
                chosen,
                elsewhere);
    }

    /** With this one chosen. */
    RankedPolicies choosing(final String name) {
        return new RankedPolicies(all, name, elsewhere);
    }

    /** Where these decide for some ports only. */
    RankedPolicies except(final Set<String> names) {
        return new RankedPolicies(all, chosen, names);
    }

    /** The deployed one of a name; null without. */
    @Nullable
    Named named(final String name) {
        return all.stream()
                .filter(policy -> policy.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Who is to decide for the switch. */
    Decider.Word word() {
        return new Decider.Word(inForce(), manual());
    }

    /** Whether buckets stay where they are put. */
    boolean manual() {
        return chosen.equals(SteeringInfo.MANUAL);
    }

    /** Whether a name can be chosen now. */
    boolean knows(final String name) {
        return name.equals(SteeringInfo.AUTO) || name.equals(SteeringInfo.MANUAL) || names().contains(name);
    }

    /** Names of the deployed ones. */
    List<String> names() {
        return all.stream().map(Named::name).toList();
    }

    /** Who decides: the chosen one, the first one while that is not deployed, nobody when there is none or it is done by hand. */
    @Nullable
    Named inForce() {
        if (manual()) {
            return null;
        }
        final Named wanted = named(chosen);
        return wanted != null
                ? wanted
                : all.stream()
                        .filter(policy -> !elsewhere.contains(policy.name))
                        .findFirst()
                        .orElse(null);
    }
}
