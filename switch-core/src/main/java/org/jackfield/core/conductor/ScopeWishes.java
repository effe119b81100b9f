package org.jackfield.core.conductor;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jackfield.api.admin.SteeringInfo;
import org.jspecify.annotations.Nullable;

/**
 * Which ports and bridges somebody has given to a policy of their own. A port's own wish comes before that of its bridge. Ports, bridges and
 * policies may come later. Immutable.
 *
 * @param ports name of the policy by name of the port
 * @param bridges name of the policy by name of the bridge
 */
record ScopeWishes(Map<String, String> ports, Map<String, String> bridges) {
    static final ScopeWishes NONE = new ScopeWishes(Map.of(), Map.of());

    /** The policy for a port on a bridge; null for the switch's. */
    @Nullable
    String policyOf(final String port, final String bridge) {
        final String own = ports.get(port);
        return own == null ? bridges.get(bridge) : own;
    }

    /** With these given to a policy, or back to the switch's by {@link SteeringInfo#DEFAULT}. */
    ScopeWishes with(final String policy, final Collection<String> morePorts, final Collection<String> moreBridges) {
        return new ScopeWishes(with(ports, policy, morePorts), with(bridges, policy, moreBridges));
    }

    private static Map<String, String> with(
            final Map<String, String> before, final String policy, final Collection<String> names) {
        final Map<String, String> after = new TreeMap<>(before);
        for (final String name : names) {
            if (policy.equals(SteeringInfo.DEFAULT)) {
                after.remove(name);
            } else {
                after.put(name, policy);
            }
        }
        return after;
    }

    /** Names of the policies something is given to. */
    Set<String> policies() {
        final Set<String> names = new TreeSet<>(ports.values());
        names.addAll(bridges.values());
        return names;
    }

    /** The ports given to a policy by name. */
    List<String> portsOf(final String policy) {
        return of(ports, policy);
    }

    /** The bridges given to a policy. */
    List<String> bridgesOf(final String policy) {
        return of(bridges, policy);
    }

    private static List<String> of(final Map<String, String> given, final String policy) {
        return given.entrySet().stream()
                .filter(entry -> entry.getValue().equals(policy))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** For people: such as {@code port vm1, bridge lan}. */
    static String text(final Collection<String> ports, final Collection<String> bridges) {
        return Stream.concat(
                        ports.stream().map(name -> "port " + name),
                        bridges.stream().map(name -> "bridge " + name))
                .collect(Collectors.joining(", "));
    }

    /** For the next version of the switch. */
    Map<String, Object> estate() {
        return Map.of("ports", Map.copyOf(ports), "bridges", Map.copyOf(bridges));
    }

    /** What a version before left. */
    static ScopeWishes restore(final Legacy left) {
        return new ScopeWishes(texts(left.part("ports")), texts(left.part("bridges")));
    }

    private static Map<String, String> texts(final Legacy left) {
        final Map<String, String> texts = new TreeMap<>();
        left.all().forEach((name, policy) -> texts.put(name, String.valueOf(policy)));
        return texts;
    }
}
