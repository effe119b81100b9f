package org.jackfield.steering.pinned;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.steering.kit.FlowTuple;

/**
 * Understands rules.
 *
 * <pre>
 *   rules     = rule {";" rule}          rule = condition {condition} "->" WORKER
 *   condition = any | src-mac MAC | dst-mac MAC | vlan (VID | none) | proto (NAME | NUMBER)
 *             | src (ADDRESS | PREFIX) | dst (ADDRESS | PREFIX) | src-port PORT[-PORT] | dst-port PORT[-PORT]
 * </pre>
 */
final class RuleParser {
    static final int MOST_RULES = 256;
    private static final int MOST_WORKERS = 64;
    private static final String CONDITIONS = "any, src-mac, dst-mac, vlan, proto, src, dst, src-port or dst-port";
    private static final Map<String, Integer> PROTOCOLS = Map.of(
            "icmp",
            1,
            "tcp",
            FlowHash.TCP,
            "udp",
            FlowHash.UDP,
            "dccp",
            FlowHash.DCCP,
            "gre",
            47,
            "esp",
            50,
            "icmp6",
            58,
            "sctp",
            FlowHash.SCTP,
            "udplite",
            FlowHash.UDP_LITE);

    private long sourceMac = Rule.ANY;
    private long destinationMac = Rule.ANY;
    private int vid = Rule.ANY;
    private Optional<IpPrefix> source = Optional.empty();
    private Optional<IpPrefix> destination = Optional.empty();
    private int protocol = Rule.ANY;
    private Optional<Rule.PortRange> sourcePorts = Optional.empty();
    private Optional<Rule.PortRange> destinationPorts = Optional.empty();

    private RuleParser() {}

    /** The rules of a text; none of a blank one. What it refuses names the rule, the word and what is possible. */
    static List<Rule> parse(final String text) {
        final List<Rule> rules = new ArrayList<>();
        for (final String part : text.strip().toLowerCase(Locale.ROOT).split(";", -1)) {
            final String one = part.strip();
            if (!one.isEmpty()) {
                rules.add(checked(rules.size() + 1, one));
            }
        }
        if (rules.size() > MOST_RULES) {
            throw new IllegalArgumentException(
                    "rules: " + rules.size() + " rules are too many; there may be " + MOST_RULES);
        }
        return List.copyOf(rules);
    }

    private static Rule checked(final int number, final String text) {
        try {
            return new RuleParser().rule(text);
        } catch (final IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "rules: rule " + number + " '" + text + "': " + refused.getMessage(), refused);
        }
    }

    private Rule rule(final String text) {
        final int arrow = text.indexOf("->");
        if (arrow < 0) {
            throw new IllegalArgumentException("it must end with '-> WORKER', such as 'proto tcp dst-port 443 -> 2'");
        }
        final String[] words = text.substring(0, arrow).strip().split("\\s+");
        int at = 0;
        while (at < words.length) {
            final String word = words[at];
            if (word.equals("any")) {
                at++;
            } else {
                condition(word, at + 1 < words.length ? words[at + 1] : "");
                at += 2;
            }
        }
        final int worker = Numbers.parse(text.substring(arrow + 2).strip(), 0, MOST_WORKERS - 1, "a worker");
        final Rule rule = new Rule(
                sourceMac, destinationMac, vid, source, destination, protocol, sourcePorts, destinationPorts, worker);
        sensible(rule);
        return rule;
    }

    private void condition(final String word, final String value) {
        switch (word) {
            case "src-mac" -> sourceMac = once(word, sourceMac == Rule.ANY, mac(value));
            case "dst-mac" -> destinationMac = once(word, destinationMac == Rule.ANY, mac(value));
            case "vlan" ->
                vid = once(
                        word,
                        vid == Rule.ANY,
                        value.equals("none") ? Rule.UNTAGGED : Numbers.parse(value, 0, 4094, "none or a VID"));
            case "proto" -> protocol = once(word, protocol == Rule.ANY, protocol(value));
            case "src" -> source = Optional.of(once(word, source.isEmpty(), IpPrefix.parse(value)));
            case "dst" -> destination = Optional.of(once(word, destination.isEmpty(), IpPrefix.parse(value)));
            case "src-port" -> sourcePorts = Optional.of(once(word, sourcePorts.isEmpty(), ports(value)));
            case "dst-port" -> destinationPorts = Optional.of(once(word, destinationPorts.isEmpty(), ports(value)));
            default ->
                throw new IllegalArgumentException(
                        (word.isEmpty() ? "a condition is missing" : "'" + word + "' is no condition") + "; use "
                                + CONDITIONS);
        }
    }

    private static <T> T once(final String word, final boolean first, final T value) {
        if (!first) {
            throw new IllegalArgumentException("'" + word + "' is said twice; write two rules");
        }
        return value;
    }

    private static long mac(final String text) {
        if (!text.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
            throw new IllegalArgumentException("'" + text + "' must be a MAC address such as 02:00:00:00:00:01");
        }
        return Long.parseLong(text.replace(":", ""), 16);
    }

    private static int protocol(final String text) {
        final Integer known = PROTOCOLS.get(text);
        return known != null
                ? known
                : Numbers.parse(
                        text,
                        0,
                        255,
                        "one of "
                                + String.join(
                                        ", ",
                                        PROTOCOLS.keySet().stream().sorted().toList()) + " or a number");
    }

    private static Rule.PortRange ports(final String text) {
        final int hyphen = text.indexOf('-');
        final int first = Numbers.parse(hyphen < 0 ? text : text.substring(0, hyphen), 0, 65535, "a port");
        final int last = hyphen < 0 ? first : Numbers.parse(text.substring(hyphen + 1), 0, 65535, "a port");
        if (last < first) {
            throw new IllegalArgumentException("'" + text + "' ends before it begins; write " + last + "-" + first);
        }
        return new Rule.PortRange(first, last);
    }

    /** Refuses what no frame can match. */
    private static void sensible(final Rule rule) {
        final boolean ports =
                rule.sourcePorts().isPresent() || rule.destinationPorts().isPresent();
        if (ports && rule.protocol() != Rule.ANY && !FlowTuple.hasPorts(rule.protocol())) {
            throw new IllegalArgumentException(
                    "protocol " + rule.protocol() + " has no ports; use tcp, udp, sctp, dccp," + " udplite or none");
        }
        if (rule.source().isPresent()
                && rule.destination().isPresent()
                && rule.source().get().bytes() != rule.destination().get().bytes()) {
            throw new IllegalArgumentException("'src' and 'dst' must both be IPv4, or both IPv6");
        }
    }
}
