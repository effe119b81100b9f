package org.jackfield.lab.sim;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jackfield.api.steering.SteeringPolicy;

/**
 * The policies that come with the switch, with the standards of their configurations, by the constructors their own tests use.
 */
final class Policies {
    private static final String HOME = "org.jackfield.steering.";

    /** Class of each policy, and what its constructor gets. */
    private static final Map<String, Object[]> ALL = new TreeMap<>(Map.ofEntries(
            policy("adaptive-width", "adaptive.AdaptiveWidthSteering"),
            policy("symmetric-hash", "symmetric.SymmetricHashSteering"),
            policy("m-to-n", "mton.MToNSteering", Map.of()),
            policy("rebalance", "rebalance.RebalanceSteering"),
            policy("elephant-isolate", "elephant.ElephantSteering"),
            policy("toeplitz-rss", "toeplitz.ToeplitzRss", "microsoft", 128, true),
            policy("crc32c", "crc32c.Crc32cPolicy"),
            policy("pinned", "pinned.PinnedPolicy", "proto udp dst-port 9 -> 1", true),
            policy("sticky-least-loaded", "leastloaded.LeastLoadedPolicy", 65_536, 1000),
            policy("power-of-two-choices", "twochoices.TwoChoicesPolicy", 65_536, 1000, 7L),
            policy("flowlet", "flowlet.FlowletPolicy", 65_536, 20_000),
            policy("receive-follows-transmit", "follow.FollowPolicy", 65_536),
            policy("flow-table", "flowtable.FlowTablePolicy", 4096, 3000),
            policy("round-robin", "roundrobin.RoundRobinPolicy"),
            policy("random-spray", "spray.SprayPolicy", 7L)));

    private Policies() {}

    private static Map.Entry<String, Object[]> policy(final String name, final String type, final Object... values) {
        final Object[] all = new Object[values.length + 1];
        all[0] = HOME + type;
        System.arraycopy(values, 0, all, 1, values.length);
        return Map.entry(name, all);
    }

    static Stream<String> names() {
        return ALL.keySet().stream();
    }

    /** A new one. */
    static SteeringPolicy of(final String name) {
        final Object[] made = ALL.get(name);
        if (made == null) {
            throw new AssertionError("no policy " + name + " among " + ALL.keySet());
        }
        final Object[] values = Arrays.copyOfRange(made, 1, made.length);
        try {
            for (final Constructor<?> one : Class.forName((String) made[0]).getDeclaredConstructors()) {
                if (one.getParameterCount() == values.length
                        && Arrays.stream(one.getParameterTypes()).noneMatch(Class::isAnnotation)) {
                    one.setAccessible(true);
                    return (SteeringPolicy) one.newInstance(values);
                }
            }
        } catch (final ReflectiveOperationException e) {
            throw new AssertionError("policy " + name + " cannot be made", e);
        }
        throw new AssertionError("policy " + name + " has no constructor for " + Arrays.toString(values));
    }
}
